"""Addresses of the entrance. None of allauth's own is routed; a test lists them."""

from django.urls import URLPattern, URLResolver, path

from tongban.faces.entrance.codes import pages as codes
from tongban.faces.entrance.licence import pages as licence
from tongban.faces.entrance.platform import pages as platform
from tongban.faces.entrance.registration import pages as registration
from tongban.faces.entrance.second_factor import pages as second_factor
from tongban.faces.entrance.security import pages as security
from tongban.faces.entrance.shell import PORTAL, WORKBENCH
from tongban.faces.entrance.sign_in import pages as sign_in
from tongban.registers.entry.rules import Purpose


def _for(audience: str, prefix: str, names: str) -> list[URLPattern | URLResolver]:
    """The pages that each audience has in its own look."""
    known = {"audience": audience}
    code, reset = known | {"purpose": Purpose.SIGN_IN}, known | {"purpose": Purpose.RESET}
    return [
        path(f"{prefix}sign-in", sign_in.sign_in, known, name=f"{names}sign_in"),
        path(f"{prefix}sign-out", sign_in.sign_out, known, name=f"{names}sign_out"),
        path(f"{prefix}sign-in/code", codes.send, code, name=f"{names}send_code"),
        path(f"{prefix}sign-in/forgot", codes.forgot, known, name=f"{names}forgot"),
        path(f"{prefix}sign-in/reset", codes.send, reset, name=f"{names}send_reset"),
        path(f"{prefix}sign-in/platform", platform.start, known, name=f"{names}platform"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    *_for(PORTAL, "", ""),
    *_for(WORKBENCH, "workbench/", "staff_"),
    path("sign-in/licence", licence.start, name="licence_sign_in"),
    path("sign-in/licence/code", licence.code, name="licence_code"),
    path("sign-in/code/enter", codes.enter, name="enter_code"),
    path("sign-in/new-password", codes.new_password, name="new_password"),
    path("sign-in/second", second_factor.check, name="second_factor_check"),
    path("sign-in/platform/callback", platform.callback, name="platform_callback"),
    path("register", registration.register, name="register"),
    path("me/security", security.security, {"audience": PORTAL}, name="security"),
    path("workbench/security", security.security, {"audience": WORKBENCH}, name="staff_security"),
    path("me/security/sessions/<uuid:session>/end", security.end_session, name="end_session"),
    path("me/security/sessions/end-others", security.end_others, name="end_other_sessions"),
    path("me/security/password", security.password, name="password"),
    path("me/security/second-factor", second_factor.set_up, name="second_factor"),
    path("me/security/second-factor/change", second_factor.change, name="second_factor_change"),
]
