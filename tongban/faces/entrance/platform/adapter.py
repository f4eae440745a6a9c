"""The national identity platform over OpenID Connect: allauth's flow with the checks it leaves to others.

allauth brings state, PKCE, the exchange of the code and the decoding of the ID token. Added here, and why:
a nonce (allauth sends none); the signature (allauth trusts the TLS channel and skips it); the issuer of the discovery
document (allauth believes whatever the document says of itself); algorithm, expiry and authorised party (not
required); the subject of the user information (not compared with the ID token's).
"""

import secrets
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from requests import RequestException

from tongban.faces.entrance.platform import answers
from tongban.foundation.keys.files import read_private
from tongban.registers.entry import errors

NATIONAL = "national"
SECRET_FILE = "national-platform-secret"  # noqa: S105 - the name of a file
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")


class NationalPlatform(OpenIDConnectProvider):
    """The one provider there is."""

    def redirect(self, request: HttpRequest, process: str, next_url: str | None = None, **more: Any) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        return super().redirect(request, process, next_url, auth_params={"nonce": nonce}, nonce=nonce, **more)

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """None: allauth makes no account of these claims, `entry` reads them."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """None: nobody is recognised by an e-mail address."""
        return []


class NationalFlow(OpenIDConnectOAuth2Adapter):
    """One sign-in: discovery, exchange, and an ID token that is believed only after every check."""

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != settings.NATIONAL_PLATFORM_ISSUER:
            raise OAuth2Error("the discovery document is of another issuer")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("platform_callback"))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        told = self._decode_id_token(app, kwargs["response"].get("id_token") or "")
        information = self._fetch_user_info(token.token)
        if information.get("sub") != told["sub"]:
            raise OAuth2Error("the user information is about somebody else")
        data = {"id_token": told, "userinfo": information | told}
        return self.get_provider().sociallogin_from_response(request, data)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        told: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=settings.NATIONAL_PLATFORM_ISSUER,
            audience=app.client_id,
            lookup_kid=_key_of,
            verify_signature=True,
        )
        parties = told["aud"] if isinstance(told["aud"], list) else [told["aud"]]
        if told.get("azp", app.client_id) != app.client_id or (len(parties) > 1 and "azp" not in told):
            raise OAuth2Error("the ID token was made for another party")
        if not {"exp", "iat", "sub", "nonce"} <= told.keys():
            raise OAuth2Error("the ID token is incomplete")
        return told


def _key_of(keys: dict[str, Any], kid: str) -> Any:
    """The published signature key of this id; keys without id, or of an algorithm we do not take, do not count."""
    fitting = [key for key in keys["keys"] if key.get("kid") and key.get("alg", "RS256") in ALGORITHMS]
    return jwtkit.lookup_kid_jwk({"keys": fitting}, kid)


class PlatformAdapter(DefaultSocialAccountAdapter):
    """Named in `settings.SOCIALACCOUNT_ADAPTER`: one provider from the settings, and answers of our own."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> NationalPlatform:
        """Raises Unavailable entry.platform_silent where the secret cannot be read."""
        app = SocialApp(provider="openid_connect", provider_id=NATIONAL, name=settings.NATIONAL_PLATFORM_NAME)
        app.client_id = settings.NATIONAL_PLATFORM_CLIENT
        app.secret = read_private(settings.KEY_DIR / SECRET_FILE).decode().strip()
        app.settings = {
            "server_url": settings.NATIONAL_PLATFORM_ISSUER,
            "oauth_pkce_enabled": True,
            "scope": ["openid", "profile", "phone", "real_name"],
            "token_auth_method": "client_secret_basic",
        }
        return NationalPlatform(request, app=app)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Everything about the protocol holds: on to our own accounts. allauth's sign-up and linking never run."""
        claims = sociallogin.account.extra_data
        expected = sociallogin.state.get("nonce", "")
        if not expected or not secrets.compare_digest(str(claims["id_token"]["nonce"]), expected):
            raise ImmediateHttpResponse(answers.failed(request, errors.identity_unproven()))
        raise ImmediateHttpResponse(answers.entered(request, claims["userinfo"], sociallogin.state.get("next", "")))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(answers.failed(request, errors.identity_denied()))
        silent = isinstance(exception, RequestException)
        refusal = errors.platform_silent() if silent else errors.identity_unproven()
        raise ImmediateHttpResponse(answers.failed(request, refusal, exception))
