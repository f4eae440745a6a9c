"""How the implementing list reads: states, elements, the reasons of a fault."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tongban.registers.catalogue.errors import SENTENCES
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.rules.elements import Element

STATES = {
    "draft": gettext_lazy("未认领的记录"),
    "claimed": gettext_lazy("已认领"),
    "published": gettext_lazy("已发布"),
    "paused": gettext_lazy("已暂停"),
    "refused": gettext_lazy("不认领"),
    "withdrawn": gettext_lazy("已退出"),
    "writing": gettext_lazy("编写中"),
    "submitted": gettext_lazy("待审核"),
    "returned": gettext_lazy("已退回"),
}
KINDS = {
    "claim": gettext_lazy("批量认领"),
    "publish": gettext_lazy("批量发布"),
    "refuse": gettext_lazy("批量不认领"),
    "withdraw": gettext_lazy("批量退出"),
}
RUN_STATES = {
    "running": gettext_lazy("进行中"),
    "finished": gettext_lazy("已完成"),
    "stopped": gettext_lazy("已停止"),
    "parked": gettext_lazy("出错停下"),
}


def element_name(code: str) -> str:
    """What an element, or a table of them, is called."""
    element = get_elements().find(code.removesuffix("_en"))
    return code if element is None else str(element.en if get_language() == "en" else element.zh)


def say(element: Element, value: Any) -> str:
    """A value as one line to read."""
    match element.type:
        case "flag":
            return _("是") if value else _("否")
        case "choice":
            return _choice(element, value)
        case "choices":
            return _("、").join(_choice(element, each) for each in value)
        case "texts":
            return _("、").join(str(each) for each in value)
        case "rows" | "form" | "guidance":
            return _("%(count)s 项") % {"count": len(value)}
    return str(value)


def say_fault(code: str, facts: Mapping[str, Any]) -> str:
    """The sentence of a fault."""
    return str(SENTENCES[code]) % _Facts(facts)


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "—"


def _choice(element: Element, value: Any) -> str:
    row = get_dictionaries().get(element.dictionary, {}).get(str(value), {})
    return str(row.get("en" if get_language() == "en" else "zh", value))
