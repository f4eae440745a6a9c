"""What the address of a search says: the text, the filters, the scope, the page; and how a filter is offered again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tongban.faces.portal.themes import AUDIENCES, ENTERPRISE, PERSON, find_theme, list_events, list_themes
from tongban.registers.catalogue.queries.life_events import find_life_event

TEXT_AT_MOST = 100
DEPARTMENT_AT_MOST = 100
FILTERS = ("audience", "theme", "event", "department", "depth", "visits", "scope")
SCOPES = ("reach", "own", "subtree")
_DEPTHS, _VISITS = {"2": 2, "3": 3, "4": 4}, {"0": 0, "1": 1}


@dataclass(frozen=True, slots=True)
class Select:
    """One filter as a list to choose from; `options` are (value, words)."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search as read: unknown values of a filter count as not set, a text too long is told."""

    text: str = ""
    too_long: bool = False
    audience: str = ""
    theme: str = ""
    event: str = ""
    department: str = ""
    depth: str = ""
    visits: str = ""
    scope: str = ""
    after: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, those that the page itself fixes left out."""
        told = {name: getattr(self, name) for name in FILTERS}
        return {name: value for name, value in told.items() if value and name not in self.fixed}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.filters)

    def address(self, **changes: str) -> str:
        """The end of an address for this search with changes; an empty value takes one away."""
        told = {"q": self.text, **self.filters, **changes}
        kept = {name: value for name, value in told.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    def as_asked(self) -> dict[str, Any]:
        """The fields that `queries.search` takes."""
        return {
            "text": self.text, "audience": self.audience or None, "theme": self.theme or None,
            "life_event": self.event or None, "department": self.department or None,
            "depth_from": _DEPTHS.get(self.depth),
            "visits_at_most": _VISITS.get(self.visits), "after": self.after or None,
            "scope": self.scope or "reach",
        }  # fmt: skip


def read(sent: Mapping[str, str], **fixed: str) -> Wanted:
    """What was sent, with what the page fixes by itself."""
    text = " ".join(sent.get("q", "").split())
    told = {name: sent.get(name, "") for name in FILTERS} | fixed
    audience = told["audience"] if told["audience"] in AUDIENCES else ""
    return Wanted(
        text=text[:TEXT_AT_MOST], too_long=len(text) > TEXT_AT_MOST, audience=audience,
        theme=told["theme"] if any(find_theme(each, told["theme"]) for each in AUDIENCES) else "",
        event=told["event"] if find_life_event(told["event"]) else "",
        department=told["department"][:DEPARTMENT_AT_MOST],
        depth=told["depth"] if told["depth"] in _DEPTHS else "",
        visits=told["visits"] if told["visits"] in _VISITS else "",
        scope=told["scope"] if told["scope"] in SCOPES[1:] else "",
        after=sent.get("after", ""), fixed=fixed,
    )  # fmt: skip


def list_selects(wanted: Wanted, *, with_region: bool) -> list[Select]:
    """The filters as the form offers them."""
    selects = [_audiences(wanted), _themes(wanted), _events(wanted), _depths(wanted), _visits(wanted)]
    if with_region:
        selects.append(_scopes(wanted))
    return [select for select in selects if select.name not in wanted.fixed]


def _audiences(wanted: Wanted) -> Select:
    options = (("", _("所有人")), (PERSON, _("个人")), (ENTERPRISE, _("企业和单位")))
    return Select("audience", _("谁来办"), options, wanted.audience)


def _themes(wanted: Wanted) -> Select:
    audiences = (wanted.audience,) if wanted.audience else AUDIENCES
    named = {theme.code: theme.name for audience in audiences for theme in list_themes(audience)}
    return Select("theme", _("主题"), (("", _("所有主题")), *named.items()), wanted.theme)


def _events(wanted: Wanted) -> Select:
    events = list_events(wanted.audience)
    return Select("event", _("人生大事"), (("", _("不限")), *((each.code, each.name) for each in events)), wanted.event)


def _depths(wanted: Wanted) -> Select:
    options = (("", _("不限")), ("2", _("能预约、下载表格")), ("3", _("能网上申请")), ("4", _("全程网办")))
    return Select("depth", _("网上能办到哪一步"), options, wanted.depth)


def _visits(wanted: Wanted) -> Select:
    options = (("", _("不限")), ("1", _("最多跑一次")), ("0", _("一次不跑")))
    return Select("visits", _("跑几次"), options, wanted.visits)


def _scopes(wanted: Wanted) -> Select:
    options = (("", _("我能办的（含上级）")), ("own", _("只看本级办的")), ("subtree", _("本级和下级办的")))
    return Select("scope", _("哪里办"), options, wanted.scope)
