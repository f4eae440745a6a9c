"""Who answers for what the platform had to grant by default (追责, SUP-04)."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tongban.faces.workbench.access.names import place_within, places_from
from tongban.faces.workbench.figures import words
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import NotFound
from tongban.services.cases import queries as cases
from tongban.services.cases.rules.rights import SUPERVISE

PLACE = "workbench:default_grants"
PAGE = 50


@require_safe
@staff_page(SUPERVISE)
def default_grants(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """Newest first: the case, the step at which it was left, and whose it was."""
    region = place_within(request.GET.get("region", ""), desk.post.region)
    after = _cursor(request.GET.get("after", ""))
    rows = cases.list_accountability(desk.actor, region, after=after, limit=PAGE + 1)
    here = f"{reverse(PLACE)}?{urlencode({'region': region})}"
    shown: dict[str, Any] = {
        "rows": rows[:PAGE],
        "region": region,
        "places": places_from(desk.post.region, region),
        "words": words,
        "first_url": here if after else "",
        "next_url": f"{here}&{urlencode({'after': str(rows[PAGE - 1].id)})}" if rows[PAGE:] else "",
    }
    return render_desk(request, "figures/default_grants.html", desk, now, PLACE, **shown)


def _cursor(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError as nothing:
        raise NotFound("page.not_found") from nothing
