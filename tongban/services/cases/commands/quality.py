"""What units typed wrong: counted by field, so that forms and training can be mended (UAP-07). No value is kept."""

import datetime as dt

from tongban.foundation.kernel.errors import Invalid
from tongban.services.cases.models import RefusedEntry


def note_refused(refused: Invalid, *, unit: str, item: str, channel: str, now: dt.datetime) -> None:
    """The refused attempt counts against the unit that made it; to be called after its transaction was undone."""
    RefusedEntry.objects.create(
        unit=unit, item=item[:33], channel=channel, faults={name: list(codes) for name, codes in
        list(refused.fields.items())[:100]}, refused_at=now,
    )  # fmt: skip
