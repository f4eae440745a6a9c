"""How a licence looks on a page: its state in words, its facts, what can be done with it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.foundation.ui.rules import as_day, mask, write_date
from tongban.services.licences.queries import LicenceLine, LicenceView, list_english_names
from tongban.services.licences.rules.life import Operation, State

SOON = dt.timedelta(days=60)
_ICONS = {
    "身份证": "id", "营业执照": "building-store", "食品": "tools-kitchen-2", "健康": "heartbeat", "驾驶": "car",
    "不动产": "home", "结婚": "rings", "医": "stethoscope", "学": "school", "道路": "truck-delivery",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """A licence in a list: `look` is the state's colour as `licence_card` names it, `note` says it in words.

    `name` is its type's in the reader's language; `until` says to when it holds.
    """

    line: LicenceLine
    name: str
    icon: str
    look: str
    note: str
    until: str


def card_of(line: LicenceLine, now: dt.datetime, names: Mapping[str, str] | None = None) -> Card:
    """`names`: of types by code, as the reader knows them."""
    look, note = say_state(line, now)
    found = (icon for part, icon in _ICONS.items() if part in line.type_name)
    until = _("有效期至 %(day)s") % {"day": _date(line.valid_until)} if line.valid_until else _("长期有效")
    return Card(line, (names or {}).get(line.type_code, line.type_name), next(found, "file-text"), look, note, until)


def name_types(lines: Iterable[LicenceLine]) -> Mapping[str, str]:
    """English names of the lines' types by code, for whoever reads English."""
    return list_english_names({line.type_code for line in lines}) if get_language() == "en" else {}


def say_state(line: LicenceLine, now: dt.datetime) -> tuple[str, str]:
    """valid, expiring, suspended or ended; and the words."""
    today, until = as_day(now), line.valid_until
    ended = {
        State.REVOKED: _("已撤销"), State.FORFEITED: _("已吊销"), State.CANCELLED: _("已注销"),
        State.EXPIRED: _("已过期"), State.SUPERSEDED: _("已换新证"),
    }  # fmt: skip
    if line.state == State.SUSPENDED:
        return "suspended", _("暂扣")
    if line.state != State.VALID:
        return "revoked", ended[State(line.state)]
    if until is not None and until - today <= SOON:
        return "expiring", _("%(day)s到期") % {"day": _date(until)}
    return "valid", _("可信电子证照") if line.is_trusted else _("有效")


def say_unsealed() -> str:
    """What is said of a licence without a seal, wherever it is drawn: nobody is to take it for a sealed one."""
    return _("仅数据，未加盖电子印章")


def say_until(line: LicenceLine) -> str:
    return _date(line.valid_until) if line.valid_until else _("长期有效")


def draw(view: LicenceView, now: dt.datetime) -> Mapping[str, Any]:
    """What `licence_card` shows; the document number masked, for others may look at the same screen."""
    line, english = view.line, get_language() == "en"
    look, note = say_state(line, now)
    rows = [
        (_("持证人"), line.holder_name), (_("证件号码"), view.holder_code), (_("证照编号"), line.number),
        *(((each.name_en if english else "") or each.name, each.text) for each in view.fields),
        (_("有效期至"), say_until(line)),
    ]  # fmt: skip
    seen: dict[str, str] = {}
    for name, text in rows:
        shown = mask(text) if text == view.holder_code else _spoken(text)
        if shown and shown not in seen.values():
            seen.setdefault(name, shown)
    return {
        "name": name_types([line]).get(line.type_code, line.type_name), "state": look,
        "note": note, "rows": list(seen.items()), "issuer": line.issuer_name,
        "issued": _date(line.issued_on), "sample": True, "actions": [],
        "unsealed": "" if line.is_trusted else say_unsealed(),
    }  # fmt: skip


def say_operations() -> Mapping[str, str]:
    """What was done to a licence, in words."""
    return {
        Operation.ISSUE: _("办下来"), Operation.RENEW: _("延续"), Operation.CHANGE: _("变更"),
        Operation.SUSPEND: _("暂扣"), Operation.RESTORE: _("发还"), Operation.REVOKE: _("依法撤销"),
        Operation.FORFEIT: _("吊销"), Operation.CANCEL: _("注销"), Operation.EXPIRE: _("过期"),
        Operation.SUPERSEDE: _("换了新证"),
    }  # fmt: skip


def say_refusals() -> Mapping[str, str]:
    """Why somebody did not get to see anything, to the holder."""
    return {
        "licence.purpose_missing": _("没有说明用途"), "licence.no_consent": _("您没有同意"),
        "licence.no_law": _("没有写明法律条文"), "licence.not_allowed": _("对方没有这个权限"),
        "licence.code_expired": _("码已经过期"), "licence.code_redeemed": _("码已经用过"),
        "licence.code_taken_back": _("码已经收回"), "licence.code_other_item": _("码是为别的事项亮的"),
        "licence.code_other_holder": _("窗口在办别人的事"),
        "licence.code_opened_nothing": _("您没有那件事要的有效证照"), "licence.nothing_came_of_it": _("申请没有交成"),
    }  # fmt: skip


def _spoken(text: str) -> str:
    """A day as licences print it, the way this page writes days; anything else as it is."""
    try:
        return _date(dt.datetime.strptime(text, "%Y年%m月%d日").date())  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return text


def _date(day: dt.date) -> str:
    return write_date(day, get_language() or "zh-hans")
