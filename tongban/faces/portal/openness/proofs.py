"""What nobody may ask for any more, and which qualifications became one: public lists with their history."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.faces.portal.openness.pages import around, known_region
from tongban.faces.portal.shell import render_page
from tongban.foundation.ui.tables import csv_answer
from tongban.registers.catalogue.queries import proofs as queries
from tongban.registers.regions import queries as regions

CHANGES = 20


@require_safe
def proofs(request: HttpRequest) -> HttpResponse:
    """The whole list 证明取消 of the region, what joined and left lately, and merged qualifications."""
    region = known_region(request)
    rows = queries.list_proofs(region=region)
    mergers = queries.list_mergers(region=region)
    codes = {row.region for row in rows} | {row.region for row in mergers}
    shown: dict[str, Any] = {
        **around(region), "as_of": timezone.now(), "rows": rows, "mergers": mergers,
        "changes": queries.list_proof_changes(region=region, limit=CHANGES),
        "names": {code: regions.get_region(code).name for code in codes},
        "csv_url": f"{reverse('openness_proofs_file')}?{urlencode({'region': region})}",
    }  # fmt: skip
    return render_page(request, "openness/proofs.html", "openness", **shown)


@require_safe
def proofs_file(request: HttpRequest) -> Any:
    """The whole list as CSV."""
    region = known_region(request)
    head = [_("证明"), _("别名"), _("依据"), _("取消日期"), _("地区")]
    return csv_answer(f"cancelled-proofs-{region}.csv", head, _lines(region))


def _lines(region: str) -> Iterator[Sequence[object]]:
    for row in queries.list_proofs(region=region):
        yield row.name, "、".join(row.aliases), row.basis, row.cancelled_on.isoformat(), row.region
