"""How figures are written wherever they are shown: the value, what it is made of, and levels of exercise."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tongban.foundation.ui.rules import write_count, write_percentage
from tongban.registers.catalogue.rules.indicators import Figure, Kind

LEVELS = {
    1: gettext_lazy("国家级"),
    2: gettext_lazy("省级"),
    3: gettext_lazy("市级"),
    4: gettext_lazy("县级"),
    5: gettext_lazy("乡级"),
    6: gettext_lazy("村级"),
}


def name_of(thing: Any) -> str:
    """What an indicator or a list is called in the reader's language."""
    return str(thing.en if get_language() == "en" else thing.zh)


def shown_value(figure: Figure) -> str:
    """The figure with its unit; a dash where there is nothing to take a share of."""
    if figure.value is None:
        return "—"
    if figure.indicator.kind in (Kind.SHARE, Kind.SAVED_SHARE):
        return write_percentage(figure.value)
    return _("%(days)s 个工作日") % {"days": write_number(figure.value)}


def made_of(figure: Figure) -> str:
    """Numerator and denominator in words, exactly."""
    told = {"part": write_number(figure.numerator), "whole": write_number(figure.denominator)}
    if figure.indicator.kind is Kind.SHARE:
        return _("%(whole)s 个事项里的 %(part)s 个") % told
    return _("法定共 %(whole)s 个工作日，承诺比它少 %(part)s 个") % told


def write_number(number: Any) -> str:
    """Exact, without a fraction that is nothing: 305, 4.5, 16848."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_items(number: int) -> str:
    return write_count(number, get_language() or "")
