"""What surrounds every page of the portal: where one is, where one can go, for which region, signed in or not."""

from dataclasses import replace
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tongban.foundation.ui.navigation import NavigationEntry, NavigationGroup, Shell
from tongban.registers.access.queries import Account
from tongban.registers.regions import queries as regions
from tongban.registers.regions.rules import Level, is_pseudo_city
from tongban.services.messages import queries as messages

REGION_COOKIE = "tb_region"


class Place(NamedTuple):
    """The region somebody has chosen: its code, the names from the root of its tree, the city it speaks for."""

    code: str
    names: tuple[str, ...]
    city: str

    @property
    def name(self) -> str:
        return self.names[-1]


def chosen_place(request: HttpRequest) -> Place | None:
    """The region of the cookie; None where it is not set or no longer stands."""
    code = request.COOKIES.get(REGION_COOKIE, "")
    path = regions.find_path(code)
    if not path or path[-1].abolished_on is not None:
        return None
    real = (region for region in path if region.level >= Level.CITY and not is_pseudo_city(region.code))
    return Place(code, tuple(region.name for region in path), next(real, path[0]).name)


def render_page(
    request: HttpRequest, template: str, current: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """The template inside the portal's frame; `current` is the name of the address to mark in the navigation."""
    place = chosen_place(request)
    context |= {"shell": shell_for(request, place, current), "place": place, "today": timezone.now()}
    return render(request, f"portal/{template}", context, status=status)


def shell_for(request: HttpRequest, place: Place | None, current: str) -> Shell:
    """The frame of a page: it speaks in the name of the chosen place's city."""
    main = (_home(current), _search(current), _my_cases(current), _my_licences(current), _help(current))
    letters = _letters(request, current)
    me = _me(request, current)
    return Shell(
        home=reverse("home"),
        place=_("%(city)s政务服务（样例）") % {"city": place.city} if place else _("政务服务（样例）"),
        navigation=(NavigationGroup(tuple(replace(entry, icon="") for entry in main)),),
        tabs=(main[0], *main[2:4], replace(me, count=letters[0].count) if letters else me),
        tools=(_region(request, place, current), *letters, me),
        footer=(
            NavigationEntry(_("查进度"), reverse("progress"), current=current == "progress"),
            NavigationEntry(_("核验证照"), reverse("verify"), current=current == "verify"),
            NavigationEntry(_("数据公开"), reverse("openness"), current=current == "openness"),
            NavigationEntry(_("使用帮助"), reverse("help")),
            NavigationEntry(_("无障碍说明"), reverse("accessibility")),
            NavigationEntry(_("工作人员入口"), reverse("workbench:mine")),
        ),
        sponsor=_("样例系统·页面中的人、企业和办件均为样例"),
    )


def _home(current: str) -> NavigationEntry:
    return NavigationEntry(_("首页"), reverse("home"), "home", current == "home")


def _search(current: str) -> NavigationEntry:
    return NavigationEntry(_("查找"), reverse("search"), "search", current == "search")


def _my_cases(current: str) -> NavigationEntry:
    return NavigationEntry(_("我的办件"), reverse("my_cases"), "clipboard-list", current == "my_cases")


def _my_licences(current: str) -> NavigationEntry:
    return NavigationEntry(_("我的证照"), reverse("my_licences"), "id", current == "my_licences")


def _help(current: str) -> NavigationEntry:
    return NavigationEntry(_("使用帮助"), reverse("help"), "info-circle", current == "help")


def _region(request: HttpRequest, place: Place | None, current: str) -> NavigationEntry:
    """Choosing a region leads back to the page one comes from."""
    label = place.name if place else _("选地区")
    back = "" if current == "region" or request.method == "POST" else f"?{urlencode({'next': request.get_full_path()})}"
    return NavigationEntry(label, reverse("region") + back, "map-pin", current == "region")


def _letters(request: HttpRequest, current: str) -> tuple[NavigationEntry, ...]:
    """My notices with the number of unread ones: two statements, for whoever is signed in."""
    if not isinstance(request.user, Account):
        return ()
    unread = messages.count_unread(request.user.id)
    here = current == "my_messages"
    return (NavigationEntry(_("通知"), reverse("my_messages"), "bell", here, count=unread or None),)


def _me(request: HttpRequest, current: str) -> NavigationEntry:
    if request.user.is_authenticated:
        return NavigationEntry(_("我的"), reverse("me"), "user-circle", current == "me")
    return NavigationEntry(_("登录"), reverse("sign_in"), "user-circle", current == "me")
