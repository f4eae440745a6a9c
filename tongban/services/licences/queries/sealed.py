"""What is sealed, counted."""

from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.licences.models import Licence, RunRow


def count_sealed() -> int:
    """How many rows hold, or held, something sealed: what a rotation has to visit."""
    with fan_out_allowed("a rotation visits every holder"):
        return Licence.objects.count() + RunRow.objects.count()
