"""What a body says for all its items alike."""

import datetime as dt

from tongban.registers.catalogue.models import Place


def find_place(organisation: str, *, at: dt.datetime) -> Place | None:
    """What holds at `at`; None when the body has said nothing yet."""
    return Place.objects.filter(organisation=organisation, effective_from__lte=at, effective_until__gt=at).first()
