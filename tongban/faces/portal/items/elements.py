"""The 118 declared elements of a guide as one table: what is filled, by whom, and where the element comes from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.faces.portal.items.voice import Voice
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.rules.content import is_filled
from tongban.registers.catalogue.rules.elements import TABLES, Element, Owning

_TABLES_THEMSELVES = frozenset(TABLES)


@dataclass(frozen=True, slots=True)
class Line:
    """One filled element. `values` has one text, or one for each row of the table that it is a column of."""

    number: int
    name: str
    values: Sequence[str]
    common: bool
    source: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    lines: Sequence[Line]

    @property
    def size(self) -> int:
        return len(self.lines)


def list_groups(content: Mapping[str, Any], voice: Voice) -> list[Group]:
    """Every element that the content fills, group by group in the order of the table."""
    titles, groups = _titles(), []
    for name in dict.fromkeys(element.group for element in get_elements()):
        lines = [line for element in get_elements() if element.group == name for line in _line(element, content, voice)]
        if lines:
            groups.append(Group(titles[name], lines))
    return groups


def _line(element: Element, content: Mapping[str, Any], voice: Voice) -> Iterator[Line]:
    values = list(_values(element, content, voice))
    if any(values):
        name = element.en if voice.english else element.zh
        yield Line(element.number, name, values, element.owning is Owning.COMMON, _source(element))


def _values(element: Element, content: Mapping[str, Any], voice: Voice) -> Iterator[str]:
    if element.table:
        column = element.code.partition(".")[2]
        yield from (write(element, row, column, voice) for row in content.get(element.table) or ())
    elif element.code in _TABLES_THEMSELVES:
        yield _count_rows(content.get(element.code))
    else:
        yield write(element, content, element.code, voice)


def write(element: Element, row: Mapping[str, Any], key: str, voice: Voice) -> str:
    """The value of an element in words."""
    value = row.get(key)
    if not is_filled(value):
        return ""
    match element.type:
        case "choice":
            return voice.name_of(element.dictionary, value)
        case "choices":
            return voice.names_of(element.dictionary, value)
        case "flag":
            return voice.yes_no(value)
        case "texts":
            return voice.between.join(str(each) for each in value or ())
        case "guidance":
            return ngettext("%(num)s 个问题", "%(num)s 个问题", _size(value, "questions")) % {
                "num": _size(value, "questions")
            }
        case "form":
            return ngettext("%(num)s 个部分", "%(num)s 个部分", _size(value, "sections")) % {
                "num": _size(value, "sections")
            }
        case "number":
            return f"{value:g}" if isinstance(value, int | float) else str(value)
    if value == "form":
        return _("由申请表单生成")
    return voice.say(row, key)


def _size(value: Any, key: str) -> int:
    rows = value.get(key) if isinstance(value, Mapping) else None
    return len(rows) if isinstance(rows, list) else 0


def _count_rows(rows: Any) -> str:
    count = len(rows) if isinstance(rows, list) else 0
    return ngettext("%(num)s 条，见下", "%(num)s 条，见下", count) % {"num": count} if count else ""


def _source(element: Element) -> str:
    if element.source.startswith("C0109"):
        return _("国家交换库表 C0109")
    words = {"GB/T 39554.1": "GB/T 39554.1", "guide tables": _("办事指南表"), "declared here": _("本平台声明")}
    return words.get(element.source, element.source)


def _titles() -> dict[str, str]:
    return {
        "basic": _("基本要素"), "extended": _("扩展要素"), "materials": _("申请材料"), "fees": _("收费"),
        "questions": _("常见问题"), "steps": _("办理流程"), "laws": _("设定依据"), "declared": _("补充要素"),
    }  # fmt: skip
