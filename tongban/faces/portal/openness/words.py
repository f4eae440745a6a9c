"""How figures over cases are written."""

from django.utils.translation import gettext as _

from tongban.foundation.ui.rules import write_percentage
from tongban.registers.catalogue.queries.wording import write_number
from tongban.services.cases.rules.figures import Figure as CaseFigure


def shown_cases(figure: CaseFigure) -> str:
    """A share of cases, or how many there were."""
    if figure.value is None:
        return "—"
    return write_percentage(figure.value) if figure.indicator.is_share else write_number(figure.value)


def made_of_cases(figure: CaseFigure) -> str:
    told = {"part": figure.numerator, "whole": figure.denominator}
    return _("%(whole)s 件里的 %(part)s 件") % told
