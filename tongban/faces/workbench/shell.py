"""Who may open a staff page and in which post, and the rail and head around it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.foundation.ui.environment import address
from tongban.foundation.ui.navigation import NavigationEntry, NavigationGroup, Shell
from tongban.foundation.worklist.rules import ACTIONS as WORKLIST
from tongban.registers.access import queries as access
from tongban.registers.access.queries import Account, Post
from tongban.registers.regions import queries as regions
from tongban.services.messages import queries as messages

FACE = "workbench"
POST_KEY = "workbench_post"
Page = Callable[..., HttpResponseBase]


class RailPlace(NamedTuple):
    """A place in the rail, shown to whoever may do any of `actions`; without any, to everybody at a desk."""

    label: Promise
    icon: str
    address: str
    actions: tuple[str, ...]


RAIL: tuple[tuple[Promise, tuple[RailPlace, ...]], ...] = (
    (
        _("办理"),
        (
            RailPlace(_("我的待办"), "inbox", "workbench:mine", WORKLIST),
            RailPlace(_("本单位的件"), "users", "workbench:unit", WORKLIST),
            RailPlace(_("窗口收件"), "clipboard-list", "workbench:intake", ("cases.accept",)),
            RailPlace(_("统一出件"), "printer", "workbench:issuing", ("cases.deliver",)),
            RailPlace(_("二次录入"), "file-text", "workbench:typed", ("cases.accept",)),
            RailPlace(_("通知"), "bell", "workbench:messages", ()),
        ),
    ),
    (
        _("监督"),
        (
            RailPlace(_("亮牌和问题"), "flag", "workbench:case_findings", ("cases.supervise",)),
            RailPlace(_("超时默认追责"), "alert-circle", "workbench:default_grants", ("cases.supervise",)),
            RailPlace(_("用证异常"), "alert-triangle", "workbench:licence_alarms", ("licences.watch",)),
            RailPlace(_("办件指标"), "chart-bar", "workbench:case_figures", ("cases.supervise",)),
        ),
    ),
    (
        _("印章"),
        (RailPlace(_("印章和用印记录"), "shield-check", "workbench:seals", ("seals.read",)),),
    ),
    (
        _("事项"),
        (
            RailPlace(_("基本目录"), "book", "workbench:catalogue_entries", ("catalogue.read",)),
            RailPlace(_("目录调整"), "arrows-diff", "workbench:catalogue_adjustments", ("catalogue.read",)),
            RailPlace(_("公布的目录"), "file-text", "workbench:catalogue_editions", ("catalogue.read",)),
            RailPlace(_("表格导出和导入"), "files", "workbench:tables", ("catalogue.read",)),
        ),
    ),
    (
        _("实施清单"),
        (
            RailPlace(_("本单位事项"), "clipboard-list", "workbench:items", ("catalogue.read",)),
            RailPlace(_("本机构通用信息"), "map-pin", "workbench:item_place", ("catalogue.read",)),
            RailPlace(_("认领"), "circle-check", "workbench:item_claim", ("catalogue.claim",)),
            RailPlace(_("审核发布"), "checks", "workbench:item_review", ("catalogue.publish",)),
            RailPlace(_("批量操作"), "player-play", "workbench:bulk", ("catalogue.claim", "catalogue.publish")),
            RailPlace(_("认领率"), "chart-bar", "workbench:claim_rates", ("catalogue.read",)),
        ),
    ),
    (
        _("电子证照"),
        (
            RailPlace(_("证照查询"), "search", "workbench:licences", ("licences.read",)),
            RailPlace(_("证照目录"), "book", "workbench:licence_types", ("licences.read", "licences.define")),
            RailPlace(_("批量办理"), "files", "workbench:licence_runs", ("licences.take_in",)),
        ),
    ),
    (
        _("报表和体检"),
        (
            RailPlace(_("目录报表"), "chart-bar", "workbench:reports", ("catalogue.read",)),
            RailPlace(_("目录体检"), "stethoscope", "workbench:findings", ("catalogue.read",)),
        ),
    ),
    (
        _("系统"),
        (
            RailPlace(_("谁能做什么"), "shield-check", "workbench:access_matrix", ("access.read",)),
            RailPlace(_("人员和岗位"), "users", "workbench:access_holders", ("access.read",)),
            RailPlace(_("部门业务系统"), "building", "workbench:systems", ("cases.connect",)),
            RailPlace(_("接口客户"), "forms", "workbench:clients", ("access.manage_clients",)),
            RailPlace(_("区域配置"), "map-pin", "workbench:profiles", ("regions.read_profile",)),
            RailPlace(_("通知模板"), "message-report", "workbench:message_wordings", (messages.EDIT,)),
            RailPlace(_("文书文字"), "file-text", "workbench:wordings", ("cases.word_papers",)),
            RailPlace(_("停放的后台任务"), "player-play", "workbench:parked", ("jobs.read",)),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who sits here: the account, the post chosen, all posts of the account, the actor they make."""

    account: Account
    post: Post
    posts: tuple[Post, ...]
    actor: Actor


def staff_page(*actions: str) -> Callable[[Page], Page]:
    """The view gets `desk` and `now` as keywords. Without a session one is sent to sign in.

    Raises NotAllowed: staff_only without any post of the workbench, page_not_for_role where the post grants none of
    `actions` (no actions: every post may open it).
    """

    def guarded(view: Page) -> Page:
        @wraps(view)
        @never_cache
        def opened(request: HttpRequest, *parts: Any, **names: Any) -> HttpResponseBase:
            if not isinstance(request.user, Account):
                here = {"next": request.get_full_path()} if request.method in ("GET", "HEAD") else {}
                return HttpResponseRedirect(f"{reverse('staff_sign_in')}?{urlencode(here)}", status=303)
            now = timezone.now()
            desk = desk_of(request, request.user, now)
            request.actor = desk.actor  # type: ignore[attr-defined]  # whom a refusal is journalled for
            if actions and not any(desk.actor.may_anywhere(action) for action in actions):
                raise NotAllowed("page_not_for_role", role=role_name(desk.post.role))
            return view(request, *parts, desk=desk, now=now, **names)

        return opened

    return guarded


def desk_of(request: HttpRequest, account: Account, now: dt.datetime) -> Desk:
    """The desk at the post of the session, or the account's first that is in force. Raises NotAllowed staff_only."""
    today = timezone.localdate(now)
    posts = access.list_posts(account, FACE, today=today)
    if not posts:
        raise NotAllowed("staff_only")
    chosen = request.session.get(POST_KEY)
    post = next((post for post in posts if str(post.id) == chosen), posts[0])
    return Desk(account, post, tuple(posts), access.actor_for(account, post, today=today))


def render_desk(
    request: HttpRequest,
    template: str,
    desk: Desk,
    now: dt.datetime,
    current: str = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The template inside the workbench's frame; `current` names the address to mark in the rail."""
    context |= {"shell": shell_for(desk, current), "desk": desk, "now": now, "today": now}
    return render(request, f"workbench/{template}", context, status=status)


def shell_for(desk: Desk, current: str) -> Shell:
    unread = messages.count_unread_of_staff(desk.account.id)
    counts = {"workbench:messages": unread} if unread else {}
    groups = (NavigationGroup(_open_to(desk.actor, places, current, counts), str(title)) for title, places in RAIL)
    return Shell(
        home=address("workbench:mine"),
        place=post_name(desk.post),
        navigation=tuple(group for group in groups if group.entries),
        tools=(
            NavigationEntry(
                desk.account.name, address("workbench:desk"), "user-circle", current=current == "workbench:desk"
            ),
        ),
    )


def _open_to(
    actor: Actor, places: tuple[RailPlace, ...], current: str, counts: Mapping[str, int]
) -> tuple[NavigationEntry, ...]:
    return tuple(
        NavigationEntry(
            str(place.label), address(place.address), place.icon, place.address == current, counts.get(place.address)
        )
        for place in places
        if not place.actions or any(actor.may_anywhere(action) for action in place.actions)
    )


def role_name(code: str) -> str:
    """What the role is called in the reader's language."""
    role = access.get_role(code)
    return role.en if get_language() == "en" else role.zh


def post_name(post: Post) -> str:
    """Region, role and, where there is one, the body: 孝南区·审批人员."""
    try:
        region = regions.get_region(post.region).name
    except NotFound:  # a post outlives the tree it was made in
        region = post.region
    return "·".join(part for part in (region, role_name(post.role)) if part)
