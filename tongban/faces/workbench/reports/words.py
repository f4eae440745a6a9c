"""What schemes, elements and findings are called, and how values are written and told apart."""

import difflib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.rules.content import is_filled
from tongban.registers.catalogue.rules.elements import TECHNICAL, Element

SCHEMES = {"four": gettext_lazy("四级四同"), "eight": gettext_lazy("三级八同"), "all": gettext_lazy("118 同")}
KINDS = {
    "proof_asked": gettext_lazy("取消的证明还在要"),
    "still_published": gettext_lazy("取消或下放的事项还挂着"),
    "off_list": gettext_lazy("申请清单以外的事项"),
    "disguised_approval": gettext_lazy("以备案之名变相审批"),
}
TABLE_NAMES = {
    "materials": gettext_lazy("申请材料"),
    "fees": gettext_lazy("收费项目"),
    "questions": gettext_lazy("常见问题"),
    "steps": gettext_lazy("办理流程"),
    "laws": gettext_lazy("设定依据"),
}
REDUCED = {
    "materials": gettext_lazy("材料"),
    "steps": gettext_lazy("环节"),
    "days": gettext_lazy("时限（工作日）"),
    "visits": gettext_lazy("跑动"),
}
CHARACTERS_BY_ONE = 2_000
"""Longer texts are told apart line by line: letter by letter would take too long."""


class Part(NamedTuple):
    """A piece of a value; `differs`: the other side does not have it."""

    text: str
    differs: bool


def element_name(code: str) -> Promise | str:
    if code in TABLE_NAMES:
        return TABLE_NAMES[code]
    element = get_elements().find(code)
    return code if element is None else _name(element)


def kind_name(code: str) -> Promise | str:
    return KINDS.get(code, code)


def write_value(code: str, value: Any) -> str:
    """The value of an element as text: one line for each row, words instead of codes."""
    if not is_filled(value):
        return ""
    if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
        return "\n".join(_row(code, row) for row in value)
    return _plain(get_elements().find(code), value)


def tell_apart(one: str, other: str) -> tuple[list[Part], list[Part]]:
    """Both texts in pieces; those that only one of them has are marked."""
    letters = len(one) + len(other) <= CHARACTERS_BY_ONE
    left: Sequence[str] = one if letters else one.splitlines(keepends=True)
    right: Sequence[str] = other if letters else other.splitlines(keepends=True)
    steps = difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    parts = [
        (Part("".join(left[a:b]), step != "equal"), Part("".join(right[c:d]), step != "equal"))
        for step, a, b, c, d in steps
    ]
    return [old for old, _new in parts if old.text], [new for _old, new in parts if new.text]


def _row(table: str, row: Mapping[str, Any]) -> str:
    """`名称：居民身份证；份数：1`, in the order of the element table; keys that nobody reads are left out."""
    columns = [element for element in get_elements().everything if element.table == table]
    known = {element.code.partition(".")[2]: element for element in columns}
    read = [key for key in known if is_filled(row.get(key))]
    read += [key for key in row if key not in known and key not in TECHNICAL and not key.endswith("_en")]
    cells = [(_name(known[key]) if key in known else key, _plain(known.get(key), row[key])) for key in read]
    return "；".join(f"{name}：{text}" for name, text in cells)


def _plain(element: Element | None, value: Any) -> str:
    dictionary = get_dictionaries().get(element.dictionary, {}) if element and element.dictionary else {}
    if isinstance(value, list) and not any(isinstance(one, Mapping) for one in value):
        return "、".join(_plain(element, one) for one in value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, str):
        row = dictionary.get(value)
        return value if row is None else (row["en"] if get_language() == "en" else row["zh"])
    return json.dumps(value, ensure_ascii=False)


def _name(element: Element) -> str:
    return element.en if get_language() == "en" else element.zh
