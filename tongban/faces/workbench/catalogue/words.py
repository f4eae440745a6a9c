"""How the catalogue reads in the workbench: states, kinds and steps of adjustments, values of elements."""

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from tongban.foundation.kernel.errors import DomainError, NotFound
from tongban.foundation.ui.words import has_words, words_for
from tongban.registers.access import queries as access
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.rules.elements import TABLES, Element

Words = Mapping[str, Promise]
ENTRY_STATES: Words = {
    "in_force": gettext_lazy("在用"),
    "planned": gettext_lazy("待生效"),
    "paused": gettext_lazy("暂停"),
    "cancelled": gettext_lazy("已取消"),
}
STATES: Words = {
    "draft": gettext_lazy("草稿"),
    "department_review": gettext_lazy("主管部门审核"),
    "legal_review": gettext_lazy("合法性审核"),
    "approval": gettext_lazy("批准"),
    "approved": gettext_lazy("已批准"),
    "returned": gettext_lazy("已退回"),
    "withdrawn": gettext_lazy("已撤回"),
}
KINDS: Words = {
    "add": gettext_lazy("新增"),
    "change": gettext_lazy("要素变更"),
    "cancel": gettext_lazy("取消"),
    "pause": gettext_lazy("暂停办理"),
    "resume": gettext_lazy("恢复办理"),
    "delegate": gettext_lazy("下放"),
    "take_over": gettext_lazy("承接"),
    "merge": gettext_lazy("合并"),
    "split": gettext_lazy("拆分"),
}
STEPS: Words = {
    "revise": gettext_lazy("修改"),
    "submit": gettext_lazy("提交审核"),
    "pass_on": gettext_lazy("审核通过"),
    "send_back": gettext_lazy("退回起草人"),
    "withdraw": gettext_lazy("撤回"),
}
LEVELS: Mapping[int, Promise] = {
    2: gettext_lazy("省"),
    3: gettext_lazy("市"),
    4: gettext_lazy("县"),
    5: gettext_lazy("乡镇、街道"),
    6: gettext_lazy("村、社区"),
}
GROUPS: Words = {
    "basic": gettext_lazy("基本信息"),
    "extended": gettext_lazy("扩展信息"),
    "materials": gettext_lazy("申请材料"),
    "fees": gettext_lazy("收费"),
    "questions": gettext_lazy("常见问题"),
    "steps": gettext_lazy("办理流程"),
    "laws": gettext_lazy("设定依据"),
    "declared": gettext_lazy("引导、表单和其他"),
}
MARKS: Words = {
    "added": gettext_lazy("增加"),
    "removed": gettext_lazy("删去"),
    "changed": gettext_lazy("有改动"),
    "same": gettext_lazy("相同"),
}
TECHNICAL: Words = {
    "code": gettext_lazy("行代码"),
    "when": gettext_lazy("出现条件"),
    "kind": gettext_lazy("环节类型"),
    "lane": gettext_lazy("由谁办"),
}
STEP_KINDS: Words = {
    "apply": gettext_lazy("申请"),
    "receive": gettext_lazy("收件"),
    "correct": gettext_lazy("补正"),
    "accept": gettext_lazy("受理"),
    "check": gettext_lazy("核查"),
    "site_visit": gettext_lazy("现场核查"),
    "review": gettext_lazy("审查"),
    "publicity": gettext_lazy("公示"),
    "decide": gettext_lazy("决定"),
    "issue": gettext_lazy("制证"),
    "register": gettext_lazy("登记、备案"),
    "deliver": gettext_lazy("送达"),
    "file": gettext_lazy("归档"),
}
LANES: Words = {
    "applicant": gettext_lazy("申请人"),
    "window": gettext_lazy("窗口"),
    "department": gettext_lazy("部门"),
}
TYPES: Words = {
    "text": gettext_lazy("一行文字"),
    "long_text": gettext_lazy("多行文字"),
    "number": gettext_lazy("数"),
    "integer": gettext_lazy("整数"),
    "money": gettext_lazy("金额"),
    "date": gettext_lazy("日期"),
    "choice": gettext_lazy("选一个"),
    "choices": gettext_lazy("可以选几个"),
    "yes_no": gettext_lazy("是或者否"),
    "phone": gettext_lazy("手机号"),
    "email": gettext_lazy("电子邮箱"),
    "resident_id": gettext_lazy("公民身份号码"),
    "credit_code": gettext_lazy("统一社会信用代码"),
    "region": gettext_lazy("行政区划"),
    "address": gettext_lazy("地址"),
    "rows": gettext_lazy("可以加行的表格"),
}
PLAN: Words = {
    "title": gettext_lazy("标题"),
    "reason": gettext_lazy("理由"),
    "document_number": gettext_lazy("文号"),
    "effective_on": gettext_lazy("从哪一天起"),
    "opinion": gettext_lazy("意见"),
    "until": gettext_lazy("到哪一天恢复"),
    "from_level": gettext_lazy("现在由哪一级办"),
    "to_level": gettext_lazy("以后由哪一级办"),
    "short_name": gettext_lazy("接手机构的简称"),
    "from_body": gettext_lazy("现在办理的机构编码"),
    "to_body": gettext_lazy("接手的机构编码"),
    "into": gettext_lazy("并入的业务办理项编码"),
    "parts": gettext_lazy("拆成哪几项"),
    "leaves": gettext_lazy("业务办理项"),
    "entry.name": gettext_lazy("名称"),
    "entry.item_type": gettext_lazy("事项类型"),
    "entry.department": gettext_lazy("主管部门代码"),
    "entry.levels": gettext_lazy("行使层级"),
}


PLACES: Words = {
    "rows": gettext_lazy("第 %(number)s 行"),
    "sections": gettext_lazy("第 %(number)s 节"),
    "fields": gettext_lazy("第 %(number)s 栏"),
    "questions": gettext_lazy("第 %(number)s 题"),
    "choices": gettext_lazy("第 %(number)s 个答案"),
}
INNER: Words = {
    "title": gettext_lazy("标题"),
    "text": gettext_lazy("文字"),
    "leads_to": gettext_lazy("去哪里"),
    "when": gettext_lazy("出现条件"),
    "choices": gettext_lazy("可选的值"),
    "element": gettext_lazy("数据元"),
}
_NUMBERED = re.compile(r"\[([0-9]{1,4})\]")


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def named(element: Element) -> str:
    return element.en if is_english() else element.zh


def element_name(code: str) -> str:
    """An element, a table or a column; a companion says that it is English."""
    bare = code.removesuffix("_en")
    element = get_elements().find(bare)
    if element is not None:
        name = named(element)
    else:
        name = str(GROUPS.get(bare) or TECHNICAL.get(bare.rpartition(".")[2]) or PLAN.get(bare) or bare)
    return _("%(name)s（英文）") % {"name": name} if bare != code else name


def options(dictionary: str) -> list[tuple[str, str]]:
    """Code and name of each value, in the order of the dictionary."""
    return [(code, row["en"] if is_english() else row["zh"]) for code, row in get_dictionaries()[dictionary].items()]


def sentence(code: str, facts: Mapping[str, Any]) -> str:
    """What a code of `errors` says."""
    return words_for(DomainError(code, **facts))[1] if has_words(code) else code


def say(code: str, value: Any) -> str:
    """A value as text to read; nothing filled reads as nothing."""
    if value is None or value == "" or value == []:
        return ""
    element = get_elements().find(code.removesuffix("_en"))
    if code in ("steps.kind", "steps.lane"):
        return str((STEP_KINDS if code == "steps.kind" else LANES).get(str(value), value))
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, indent=1)
    if element is not None and element.dictionary:
        names = dict(options(element.dictionary))
        return _("、").join(names.get(str(each), str(each)) for each in _listed(value))
    if isinstance(value, list):
        return (
            ngettext("%(num)s 行", "%(num)s 行", len(value)) % {"num": len(value)}
            if code in TABLES
            else "\n".join(value)
        )
    return format(value, "f").rstrip("0").rstrip(".") if isinstance(value, Decimal) else str(value)


def say_plain(value: Any) -> str:
    """A single value of a condition."""
    return (_("是") if value else _("否")) if isinstance(value, bool) else str(value)


def title_of(row: Mapping[str, Any]) -> str:
    """What a row of a table goes by."""
    named_by = "name_en" if is_english() and row.get("name_en") else "name"
    return str(row.get(named_by) or row.get("question") or row.get("code") or "")


def columns_of(table: str, row: Mapping[str, Any]) -> list[str]:
    """The filled columns of a row in the order of the element table, technical ones behind; its code is left out."""
    order = [element.code.partition(".")[2] for element in get_elements().everything if element.table == table]
    known = [name for column in order for name in (column, f"{column}_en") if row.get(name) not in (None, "", [])]
    return known + [key for key in ("kind", "lane", "when") if row.get(key) and key not in known]


def say_levels(levels: Iterable[int]) -> str:
    return _("、").join(str(LEVELS.get(level, level)) for level in levels)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def names_of(accounts: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Who did something; an account that is gone has no name any more."""
    names = {}
    for account in {each for each in accounts if each}:
        with suppress(NotFound):
            names[account] = access.get_account(account).name
    return names


def item_types() -> list[tuple[str, str]]:
    return options("item_type")


def fault_lines(fields: Mapping[str, list[str]], facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the summary of errors lists: the control's id, its label, what is wrong."""
    details = facts.get("details", {})
    return [
        {
            "name": control_of(where),
            "label": place_name(where),
            "text": sentence(code, details.get(f"{where}:{code}", {})),
        }
        for where, codes in fields.items()
        for code in codes
    ]


def control_of(where: str) -> str:
    """`materials[2].name` is the control `materials.1.name`."""
    return _NUMBERED.sub(lambda told: f".{int(told[1]) - 1}", where)


def place_name(where: str) -> str:
    """`materials[2].name` reads 申请材料第 2 行材料名称, `form.sections.0.fields.2` 申请表单第 1 节第 3 栏."""
    head, *steps = control_of(where).split(".")
    said, inside = [element_name(head)], head
    for step in steps:
        if step.isdecimal():
            said.append(str(PLACES.get(inside, PLACES["rows"])) % {"number": int(step) + 1})
        elif step not in PLACES:
            column = f"{head}.{step}" if head in TABLES else step
            said.append(str(INNER.get(step) or element_name(column)))
        inside = step
    return " ".join(said) if is_english() else "".join(said)
