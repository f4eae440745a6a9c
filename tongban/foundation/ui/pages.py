"""Pages every face shares: the preferences form and the component stories."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.ui.addresses import own_path
from tongban.foundation.ui.form_stories import sample_forms
from tongban.foundation.ui.preferences import A_YEAR, COOKIES, KEYS, LANGUAGES, SIZES, THEMES
from tongban.foundation.ui.stories import LAYOUTS, STORIES, TODAY, sample_clocks, sample_code, sample_shell

_ALLOWED = {"language": tuple(LANGUAGES), "theme": THEMES, "size": SIZES, "keys": KEYS}


@csrf_exempt
@require_POST
def change_preferences(request: HttpRequest) -> HttpResponse:
    """Sets the cookies of the fields sent (an empty value clears one) and returns to `next`, if that is our own path.

    Without CSRF token on purpose: the worst a stranger's form can do is to change the size of the letters, and pages
    that carry no token can be cached.
    """
    answer = HttpResponseRedirect(own_path(request.POST.get("next", "")), status=303)
    for field, cookie in COOKIES.items():
        if field not in request.POST:
            continue
        value = request.POST[field]
        if value in _ALLOWED[field]:
            answer.set_cookie(cookie, value, max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
        else:
            answer.delete_cookie(cookie, samesite="Lax")
    return answer


@require_safe
def components(request: HttpRequest, name: str = "") -> HttpResponse:
    """The stories: all components, or the one named. In production the page does not exist."""
    _refuse_unless(not settings.PRODUCTION and (not name or name in STORIES))
    context = {"stories": (name,) if name else STORIES, "names": STORIES, "long_list": range(200 if name else 12)}
    return render(request, "ui/stories.html", context | _samples())


@require_safe
def layout(request: HttpRequest, name: str) -> HttpResponse:
    """One of the layouts with a full shell. In production the page does not exist."""
    _refuse_unless(not settings.PRODUCTION and name in LAYOUTS)
    return render(request, f"ui/stories/layout_{name}.html", {"shell": sample_shell(name)} | _samples())


def _refuse_unless(exists: bool) -> None:
    if not exists:
        raise NotFound("page.not_found")


def _samples() -> dict[str, object]:
    return {"today": TODAY, "clocks": sample_clocks(), "code_path": sample_code(), "forms": sample_forms()}
