"""KPI-27: of the items that end in a result, how many have an e-licence for it (电子证照覆盖率)."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from tongban.foundation.kernel.rates import percentage
from tongban.services.licences.models import LicenceSource
from tongban.services.licences.rules.types import entries_of


@dataclass(frozen=True, slots=True)
class Coverage:
    """`covered` of `items`; no `rate` where there is no item."""

    items: int
    covered: int

    @property
    def rate(self) -> Decimal | None:
        """Per cent with two places."""
        return percentage(self.covered, self.items)


def coverage(items: Collection[str]) -> Coverage:
    """Over these items with a result (handling codes, 33 characters): those whose result is a type in use.

    A source that only cancels gives no licence and does not count.
    """
    named = LicenceSource.objects.filter(type__state="active").exclude(operation="cancel")
    known = set(named.values_list("entry", flat=True))
    return Coverage(len(items), sum(any(entry in known for entry in entries_of(item)) for item in items))
