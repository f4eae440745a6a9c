"""How workbooks, their states and what is wrong in them read."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tongban.foundation.ui.words import sentence_for
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.rules.reading import CellFault
from tongban.registers.catalogue.rules.workbook import Kind

KINDS: Mapping[Kind, Promise] = {
    Kind.LOCAL: gettext_lazy("实施清单：各机构的事项"),
    Kind.BASE: gettext_lazy("基本目录：业务办理项"),
}
STATES: Mapping[str, Promise] = {
    "reading": gettext_lazy("正在试读"),
    "refused": gettext_lazy("有错误"),
    "checked": gettext_lazy("可以导入"),
    "ordered": gettext_lazy("等着导入"),
    "applying": gettext_lazy("正在导入"),
    "applied": gettext_lazy("已导入"),
    "waiting": gettext_lazy("排队中"),
    "writing": gettext_lazy("正在导出"),
    "finished": gettext_lazy("已完成"),
    "parked": gettext_lazy("没有完成"),
}
WORKING = ("waiting", "reading", "ordered", "applying")
"""States in which the worker has to do with an import."""
LIGHTS: Mapping[str, str] = {
    "refused": "urgent", "parked": "urgent", "checked": "normal", "finished": "normal", "applied": "normal",
}  # fmt: skip
_EXPORTED_STATES = ("draft", "claimed", "published", "paused")


def item_states() -> list[tuple[str, str]]:
    """States an export can be narrowed to, for a select."""
    words = get_dictionaries()["item_state"]
    name = "en" if get_language() == "en" else "zh"
    return [("", _("全部")), *((code, str(words[code][name])) for code in _EXPORTED_STATES)]


def say(fault: CellFault) -> str:
    """What is wrong, in a sentence."""
    facts = dict(fault.facts)
    if fault.code == "workbook.still_missing":
        facts["missing"] = _("、").join(_name_of(code) for code in str(facts["missing"]).split("、"))
    return str(sentence_for(fault.code, facts))


def say_code(code: str) -> str:
    """What happened, in a sentence; nothing for what has no words."""
    return str(sentence_for(code, {}) or "")


def place(fault: CellFault) -> str:
    """Where it is, as a spreadsheet names its cells: B5."""
    return f"{fault.column}{fault.row or ''}" if fault.column else ""


def _name_of(code: str) -> str:
    element = get_elements().find(code)
    return code if element is None else element.en if get_language() == "en" else element.zh
