"""A sample form with a field of every control: blank, and filled in with mistakes."""

import json
from dataclasses import replace

from django.utils.translation import gettext as _

from tongban.foundation.ui.forms import ErrorLine, FieldView, FormView, Option, SectionView


def sample_forms() -> dict[str, FormView]:
    """`blank` hides what nothing asks for yet; `wrong` shows everything, with a mistake in some."""
    return {"blank": _form("blank"), "wrong": _form("wrong")}


def _form(name: str) -> FormView:
    is_wrong = name == "wrong"
    fed = _json({"field": f"{name}-kind", "in": ["catering", "canteen"]})
    sections = (
        SectionView(_("经营者"), tuple(_operator(name, is_wrong))),
        SectionView(_("经营场所"), tuple(_premises(name, is_wrong))),
        SectionView(_("从业人员"), (_staff(name, is_wrong),), is_wrong, fed),
    )
    cells = [cell for section in sections for field in section.fields for row in field.rows for cell in row]
    fields = [field for section in sections for field in section.fields]
    lines = tuple(ErrorLine(each.name, each.label, each.error) for each in [*fields, *cells] if each.error)
    return FormView(sections, lines)


def _operator(name: str, is_wrong: bool) -> list[FieldView]:
    kinds = {"sales": _("食品销售"), "catering": _("餐饮服务"), "canteen": _("单位食堂")}
    made = {"hot": _("热食"), "cold": _("冷食"), "cake": _("糕点"), "drinks": _("自制饮品")}
    canteens = {"school": _("学校食堂"), "care": _("养老机构食堂")}
    short, nothing = _wrong(is_wrong, _("只有 12 位，应该是 18 位")), _wrong(is_wrong, _("这一栏要填。"))
    what = _field(name, "made", "checks", _("经营项目"), error=nothing, required=True, kind="choices")
    canteen = _field(name, "canteen", "select", _("食堂类型"))
    asked = {"field": f"{name}-kind", "filled": True} if is_wrong else {"field": f"{name}-kind", "is": "canteen"}
    kind = _field(name, "kind", "radio", _("主体业态"), required=True, kind="choice")
    return [
        _field(name, "name", "text", _("名称"), _wrong(is_wrong, _("样例甲餐饮有限公司")), required=True),
        _field(name, "code", "uscc", _("统一社会信用代码"), _wrong(is_wrong, "9142 0902 MA00"), short),
        replace(kind, options=_options(kinds, _wrong(is_wrong, "catering"))),
        replace(what, hint=_("可以选几项"), options=_options(made)),
        replace(canteen, options=_options(canteens), visible=is_wrong, condition=_json(asked)),
        _field(name, "phone", "phone", _("手机号"), _wrong(is_wrong, "19900000001")),
        replace(_field(name, "mail", "email", _("电子邮箱"), kind="email"), optional=True),
    ]


def _premises(name: str, is_wrong: bool) -> list[FieldView]:
    number = _wrong(is_wrong, _("请填数字，例如 128.5。"))
    online = _field(name, "online", "radio", _("是否网络经营"), kind="yes_no")
    return [
        _field(name, "address", "address", _("经营场所"), _wrong(is_wrong, _("样例市样例区样例街道样例大道 100 号"))),
        _field(name, "area", "number", _("经营面积（平方米）"), _wrong(is_wrong, _("很大")), number, kind="number"),
        _field(name, "seats", "integer", _("座位数"), _wrong(is_wrong, "60"), kind="integer", minimum=0),
        _field(name, "until", "date", _("租期截止"), _wrong(is_wrong, "2029-09-30"), kind="date"),
        replace(online, options=_options({"yes": _("是"), "no": _("否")}, _wrong(is_wrong, "no"))),
        replace(_field(name, "more", "area", _("其他说明"), kind="long_text", max_length=20), optional=True),
    ]


def _staff(name: str, is_wrong: bool) -> FieldView:
    told = _("最后一位和前面对不上，请对照身份证再看一遍")
    people = [(_("样例乙"), "420902 19900101 0001", told)] if is_wrong else []
    rows = tuple(_person(f"{name}-staff.{at}", *each) for at, each in enumerate([*people, ("", "", "")]))
    return replace(_field(name, "staff", "rows", _("从业人员"), kind="rows"), rows=rows, most_rows=4)


def _person(row: str, name: str, number: str, error: str) -> tuple[FieldView, ...]:
    until = _field(row, "until", "date", _("健康证明有效期至"), sign=".", kind="date")
    return (
        _field(row, "name", "text", _("姓名"), name, sign="."),
        _field(row, "id", "id", _("身份证号"), number, error, sign="."),
        replace(until, optional=True),
    )


def _field(
    form: str,
    name: str,
    control: str,
    label: str,
    value: str = "",
    error: str = "",
    *,
    kind: str = "text",
    required: bool = False,
    sign: str = "-",
    **limits: float,
) -> FieldView:
    said = {
        "form.required": _("这一栏要填。"),
        "form.not_a_number": _("请填数字，例如 128.5。"),
        "form.not_whole": _("请填整数。"),
        "form.not_a_date": _("没有这一天，请按年-月-日填写，例如 2026-11-25。"),
        "form.too_long": _("最多 %(max_length)s 个字。") % limits if "max_length" in limits else "",
    }
    checks = _json({"type": kind, "required": required, "said": said, **limits})
    return FieldView(f"{form}{sign}{name}", control, label, value=value, error=error, checks=checks)


def _wrong(is_wrong: bool, text: str) -> str:
    return text if is_wrong else ""


def _options(words: dict[str, str], chosen: str = "") -> tuple[Option, ...]:
    return tuple(Option(value, label, value == chosen) for value, label in words.items())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
