"""To the national identity platform and back."""

from collections.abc import Callable

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from tongban.faces.entrance.platform import answers
from tongban.faces.entrance.platform.adapter import NATIONAL, NationalFlow, NationalPlatform
from tongban.faces.entrance.shell import own_path, remember_audience
from tongban.foundation.kernel.errors import Unavailable
from tongban.foundation.keys.errors import KeyTrouble
from tongban.foundation.ui.visitors import address_of
from tongban.registers.entry import commands as entry
from tongban.registers.entry import errors


@never_cache
@require_POST
def start(request: HttpRequest, audience: str) -> HttpResponse:
    remember_audience(request, audience)
    target = own_path(request, audience)

    def go() -> HttpResponse:
        entry.count_identity_attempt(address=address_of(request), now=timezone.now())
        provider: NationalPlatform = get_adapter(request).get_provider(request, NATIONAL)
        provider.oauth2_adapter_class = NationalFlow
        return provider.redirect(request, "login", target)

    return _answered(request, go)


@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    # RFC 9207: where the answer names its issuer, it must be the one that was asked.
    if request.GET.get("iss", settings.NATIONAL_PLATFORM_ISSUER) != settings.NATIONAL_PLATFORM_ISSUER:
        return answers.failed(request, errors.identity_unproven())
    return _answered(request, lambda: OAuth2CallbackView.adapter_view(NationalFlow(request, NATIONAL))(request))


def _answered(request: HttpRequest, step: Callable[[], HttpResponse]) -> HttpResponse:
    """What the step answers; a platform that is down, slow or talks nonsense leads to a page, never to an error 500."""
    if not settings.NATIONAL_PLATFORM_ISSUER:
        return answers.failed(request, Unavailable("entrance.not_open"))
    try:
        return step()
    except Unavailable as too_many:
        return answers.failed(request, too_many)
    except (RequestException, KeyTrouble) as failure:
        return answers.failed(request, errors.platform_silent(), failure)
    except (OAuth2Error, jwt.PyJWTError, AttributeError, LookupError, TypeError, ValueError) as failure:
        return answers.failed(request, errors.identity_unproven(), failure)
