"""What is sealed, counted."""

from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.cases.models import Case, CaseArchive, CaseSignature, Draft


def count_sealed() -> int:
    """How many rows hold something sealed: what a rotation has to visit."""
    with fan_out_allowed("a rotation visits every holder"):
        return sum(model.objects.count() for model in (Case, Draft, CaseArchive, CaseSignature))
