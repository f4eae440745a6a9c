"""Pages every face shares: the preferences form, the component stories, the error pages."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tongban.foundation.ui.preferences import A_YEAR, COOKIES, LANGUAGES, SIZES, THEMES

_ALLOWED = {"language": tuple(LANGUAGES), "theme": THEMES, "size": SIZES}


@csrf_exempt
@require_POST
def change_preferences(request: HttpRequest) -> HttpResponse:
    """Sets the cookies of the fields sent (an empty value clears one) and returns to `next`, if that is our own path.

    Without CSRF token on purpose: the worst a stranger's form can do is to change the size of the letters, and pages
    that carry no token can be cached.
    """
    answer = HttpResponseRedirect(_own_path(request.POST.get("next", "")), status=303)
    for field, cookie in COOKIES.items():
        if field not in request.POST:
            continue
        value = request.POST[field]
        if value in _ALLOWED[field]:
            answer.set_cookie(cookie, value, max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
        else:
            answer.delete_cookie(cookie, samesite="Lax")
    return answer


def _own_path(target: str) -> str:
    own = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if own else "/"
