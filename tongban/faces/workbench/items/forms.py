"""The form of a body's own words: one control for each individual element, and the content read back from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.faces.workbench.items.words import element_name, say
from tongban.registers.catalogue.queries.contents import Layers
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.rules.content import Content, is_filled
from tongban.registers.catalogue.rules.elements import Element, Owning


@dataclass(frozen=True, slots=True)
class Control:
    """`kind`: text, area, select or checks; `hint`: what shows when it is left empty; `missing`: required and empty."""

    name: str
    label: str
    kind: str
    value: Any
    options: Sequence[tuple[str, str]]
    hint: str
    error: str
    missing: bool


def writable() -> list[Element]:
    """The elements that a body may write, in the order of the table."""
    return [each for each in get_elements() if each.owning is Owning.INDIVIDUAL and not each.derived and not each.table]


def list_controls(layers: Layers, own: Content, missing: Sequence[str], errors: Mapping[str, str]) -> list[Control]:
    """The controls, filled with what the body says of its own."""
    proposed = {**layers.defaults, **layers.place}
    return [_control(each, own, proposed, missing, errors) for each in writable()]


def read_content(sent: QueryDict) -> dict[str, Any]:
    """The content as it was typed; what cannot be read stays text, and the register says what is wrong with it.

    Whatever else was sent is passed on too: the register refuses what is not a body's to write.
    """
    known = {each.code: each for each in writable()}
    names = [name for name in sent if name not in ("csrfmiddlewaretoken", "seen", "effective_from")]
    read = {name: _read(known.get(name), sent.getlist(name)) for name in names}
    return {name: value for name, value in read.items() if is_filled(value)}


def _control(
    element: Element, own: Content, proposed: Content, missing: Sequence[str], errors: Mapping[str, str]
) -> Control:
    kinds = {"long": "area", "texts": "area", "flag": "select", "choice": "select", "choices": "checks"}
    code, value = element.code, own.get(element.code, "")
    hint = _("不填就用：%(value)s") % {"value": say(element, proposed[code])} if is_filled(proposed.get(code)) else ""
    if element.type == "flag":
        value = {True: "yes", False: "no"}.get(value, value)
    if element.type == "texts" and isinstance(value, list):
        value = "\n".join(value)
    kind = kinds.get(element.type, "text")
    return Control(
        code, element_name(code), kind, value, _options(element), hint, errors.get(code, ""), code in missing
    )


def _options(element: Element) -> list[tuple[str, str]]:
    if element.type == "flag":
        return [("", "—"), ("yes", _("是")), ("no", _("否"))]
    if element.type not in ("choice", "choices"):
        return []
    language = "en" if get_language() == "en" else "zh"
    listed = [(code, str(row[language])) for code, row in get_dictionaries()[element.dictionary].items()]
    return listed if element.type == "choices" else [("", "—"), *listed]


def _read(element: Element | None, typed: list[str]) -> Any:
    text = typed[-1].strip()
    match element.type if element else "":
        case "number":
            return _number(text)
        case "flag":
            return {"yes": True, "no": False}.get(text, text)
        case "choices":
            return [each for each in typed if each]
        case "texts":
            return [line.strip() for line in text.splitlines() if line.strip()]
    return text


def _number(text: str) -> int | float | str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    return int(number) if number == number.to_integral_value() else float(number)
