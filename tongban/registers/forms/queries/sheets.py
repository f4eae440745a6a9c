"""A form on paper: the blank one, and one filled in as a sample. Plain data; `foundation/documents` makes the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tongban.registers.forms.queries import wording
from tongban.registers.forms.queries.dictionary import get_form
from tongban.registers.forms.rules.conditions import Condition, take_apart
from tongban.registers.forms.rules.definition import Field, Form, prune
from tongban.registers.forms.rules.dictionary import Column, DataElement, Type

Json = Any


def list_sheet(definition: Mapping[str, Json], *, language: str, filled: bool) -> dict[str, Json]:
    """`{title, sections: [{title, hint, rows: [{label, value, hint, kind}]}]}`; `kind` is the element's type.

    The value is text, but `{options, chosen}` of a choice and `{columns, rows}` of rows. Blank: every field, its
    condition told in the hint. Filled: with the dictionary's invented values, only what these let be shown.
    """
    form = get_form(definition)
    values = sample_values(form) if filled else None
    with wording.spoken(language):
        sections = [
            {
                "title": section.title_en if wording.is_english(language) else section.title,
                "hint": "" if filled else _told_when(section.when, form, language),
                "rows": [
                    _row(field, values, form, language)
                    for field in section.fields
                    if values is None or field.key in values
                ],
            }
            for section in form.sections
        ]
        title = (form.title_en if wording.is_english(language) else form.title) or _("申请表")
    return {"title": title, "sections": [section for section in sections if section["rows"]]}


def sample_values(form: Form, answers: Mapping[str, Json] | None = None) -> dict[str, Json]:
    """The form filled with the dictionary's samples under these answers; what samples and answers hide is left out."""
    return prune(form, {field.key: _sample(field) for field in form.fields}, answers or {})


def _sample(field: Field) -> Json:
    """The element's sample, or the first choices offered where this form leaves that one out."""
    sample, offered = field.element.sample, [choice.code for choice in field.choices]
    if field.type is Type.CHOICES:
        return [code for code in sample if code in offered] or offered[:1]
    return sample if not offered or sample in offered else offered[0]


def _row(field: Field, values: Mapping[str, Json] | None, form: Form, language: str) -> dict[str, Json]:
    hint = field.hint_en if wording.is_english(language) else field.hint
    told = [hint] if values is not None else [hint, _told_when(field.when, form, language)]
    return {
        "label": wording.label_of(field, language),
        "value": _value(field.element, field, (values or {}).get(field.key), language),
        "hint": " ".join(each for each in told if each),
        "kind": field.type.value,
    }


def _value(part: DataElement | Column, where: Field | Column, value: Json, language: str) -> Json:
    if part.type in (Type.CHOICE, Type.CHOICES):
        chosen = value if isinstance(value, list) else [value]
        labels = {choice.code: wording.label_of(choice, language) for choice in where.choices}
        return {"options": list(labels.values()), "chosen": [labels[code] for code in chosen if code in labels]}
    if part.type is Type.YES_NO:
        words = {True: _("是"), False: _("否")}
        return {"options": list(words.values()), "chosen": [words[value]] if isinstance(value, bool) else []}
    if isinstance(part, DataElement) and part.type is Type.ROWS:
        return _table(part, value or [{}] * part.spare_rows, language)
    if part.type is Type.MONEY and value is not None:
        return f"{value:,.2f}"
    return wording.write_value(value)


def _table(element: DataElement, rows: list[Mapping[str, Json]], language: str) -> dict[str, Json]:
    """In a cell a choice is only its word."""
    cells = [[_value(column, column, row.get(column.code), language) for column in element.columns] for row in rows]
    plain = [[cell if isinstance(cell, str) else "、".join(cell["chosen"]) for cell in row] for row in cells]
    return {"columns": [wording.label_of(column, language) for column in element.columns], "rows": plain}


def _told_when(condition: Condition | None, form: Form, language: str) -> str:
    return _("只在这时填写：%(condition)s。") % {"condition": tell(condition, form, language)} if condition else ""


def tell(condition: Condition, form: Form, language: str) -> str:
    """The condition in words, in the active language."""
    if "not" in condition:
        return _("不是（%(condition)s）") % {"condition": tell(condition["not"], form, language)}
    for word, joint in (("all", _("，并且")), ("any", _("，或者"))):
        if word in condition:
            return joint.join(tell(each, form, language) for each in condition[word])
    source, name, operator, wanted = take_apart(condition)
    if source == "answer":
        return _("情形引导的回答需要")
    field = form.by_key[name]
    facts = {"label": wording.label_of(field, language), "value": _tell_value(field, wanted, language)}
    if operator == "filled":
        return (_("填了“%(label)s”") if wanted else _("没有填“%(label)s”")) % facts
    return str(_comparisons()[operator]) % facts


def _comparisons() -> Mapping[str, str]:
    return {
        "is": _("“%(label)s”是 %(value)s"),
        "in": _("“%(label)s”是其中之一：%(value)s"),
        "has": _("“%(label)s”包括 %(value)s"),
        "at_least": _("“%(label)s”不小于 %(value)s"),
        "at_most": _("“%(label)s”不大于 %(value)s"),
    }


def _tell_value(field: Field, wanted: Json, language: str) -> str:
    labels = {choice.code: wording.label_of(choice, language) for choice in field.choices}
    if isinstance(wanted, bool):
        return _("是") if wanted else _("否")
    return "、".join(labels.get(each, str(each)) for each in (wanted if isinstance(wanted, list) else [wanted]))
