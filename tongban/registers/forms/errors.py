"""What is wrong with a form or with what was filled in, in the user's language: a sentence for each code of `rules`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.registers.identifiers.errors import SENTENCES as OF_IDENTIFIERS

_OF_VALUES: Mapping[str, str | Promise] = {
    "form.required": _("这一栏要填。"),
    "form.too_long": _("最多 %(max_length)s 个字。"),
    "form.one_line": _("只能写一行，不能有特殊的控制字符。"),
    "form.pattern": _("格式不对，请对照说明或证件再看一遍。"),
    "form.not_a_number": _("请填数字，例如 128.5。"),
    "form.not_whole": _("请填整数。"),
    "form.too_many_decimals": _("小数点后最多两位。"),
    "form.too_small": _("不能小于 %(minimum)s。"),
    "form.too_great": _("不能大于 %(maximum)s。"),
    "form.not_a_date": _("没有这一天，请按年-月-日填写，例如 2026-11-25。"),
    "form.date_outside": _("日期应在 %(minimum)s 和 %(maximum)s 之间。"),
    "form.not_an_email": _("这不是电子邮箱，应像 name@example.com 这样。"),
    "form.choice_wrong": _("请从列出的选项里选。"),
    "form.choice_repeated": _("同一个选项选了两次。"),
    "form.too_few_rows": _("至少填 %(min_rows)s 行。"),
    "form.too_many_rows": _("最多填 %(max_rows)s 行。"),
    "form.spelling": _("请去掉空格和符号，字母用大写。"),
    "form.malformed_value": _("填的内容系统读不懂。"),
    "form.unknown_field": _("这张表没有这一栏：%(keys)s。"),
}
_OF_DEFINITIONS: Mapping[str, str | Promise] = {
    "form.definition_refused": _("表单的定义有 %(faults)s 处不对，不能使用。"),
    "form.malformed": _("这里的写法不合表单的格式。"),
    "form.too_many_fields": _("一张表最多 %(limit)s 栏，现在有 %(fields)s 栏。"),
    "form.element_unknown": _("数据元字典里没有 %(element)s。"),
    "form.choice_unknown": _("数据元 %(element)s 没有选项 %(choice)s。"),
    "form.key_repeated": _("栏目代码 %(key)s 用了两次。"),
    "form.question_unknown": _("情形引导里没有问题 %(question)s。"),
    "form.field_unknown": _("条件里的栏目 %(key)s 不在这张表上。"),
    "form.condition_on_itself": _("条件不能看自己这一栏或者这一节（%(key)s）。"),
    "form.condition_on_later": _("条件只能看上面的栏目，%(key)s 在下面。"),
    "form.condition_cycle": _("条件绕成了圈：%(key)s 又要看这一栏。"),
    "form.operator_unfit": _("%(type)s 型的栏目 %(key)s 不能用 %(operator)s 比较。"),
    "form.value_outside_choices": _("栏目 %(key)s 没有选项 %(value)s，条件永远不成立。"),
    "form.value_unfit": _("%(value)s 不是 %(type)s 型的值，和栏目 %(key)s 没法比较。"),
    "form.section_never_shown": _("“%(title)s”这一节永远不会出现。"),
    "form.field_never_shown": _("栏目 %(key)s 永远不会出现。"),
}
SENTENCES: Mapping[str, str | Promise] = {**_OF_VALUES, **_OF_DEFINITIONS}
CODES = frozenset(SENTENCES)


def explain(code: str, facts: Mapping[str, object]) -> str:
    """The sentence for a code of a value or of a fault, in the active language; identifiers speak for themselves."""
    sentence = SENTENCES.get(code) or OF_IDENTIFIERS[code]
    return str(sentence) % _Facts(facts)


class _Facts(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "—"
