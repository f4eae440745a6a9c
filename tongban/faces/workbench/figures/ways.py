"""How cases came and how late (全量感知), and how well units typed them (录入质量)."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.faces.workbench.access.names import Names
from tongban.faces.workbench.figures.asked import FIGURES, around, read_asked
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.ui.words import sentence_for
from tongban.services.cases.queries import figures as queries
from tongban.services.cases.queries.figures import PAGE
from tongban.services.cases.queries.quality import Quality, get_quality, list_quality
from tongban.services.cases.rules.rights import SUPERVISE
from tongban.services.cases.words import CHANNELS

_WORST_FIELDS = 20


@require_safe
@staff_page(SUPERVISE)
def ways(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """How many came by which channel and mode, and the newest of them."""
    asked = read_asked(request, desk, now)
    chosen = request.GET.get("channel", "")
    chosen = chosen if chosen in CHANNELS else ""
    told = queries.list_ways(asked.scope, actor=desk.actor)
    most = max((way.cases for way in told), default=0)
    shown: dict[str, Any] = {
        "ways": [(way, round(100 * way.cases / most, 2)) for way in told],
        "total": sum(way.cases for way in told),
        "channel": chosen,
        "arrivals": queries.list_arrivals(asked.scope, actor=desk.actor, channel=chosen, limit=PAGE),
        "page": PAGE,
    }
    context = around(asked, desk, now, "case_ways") | shown
    return render_desk(request, "figures/ways.html", desk, now, FIGURES, **context)


@require_safe
@staff_page(SUPERVISE)
def quality(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The score of every body of the place, the worst first; of one body, what it typed wrong."""
    asked, names = read_asked(request, desk, now), Names()
    period: dict[str, Any] = {"first": asked.first, "last": asked.last, "actor": desk.actor}
    shown: dict[str, Any] = {"rows": [], "one": None, "faults": []}
    if asked.body:
        one = get_quality(asked.body, **period)
        shown |= {"one": one, "faults": _faults(one)}
    else:
        shown["rows"] = [(names.body(row.unit), row) for row in list_quality(asked.region, **period)]
    context = around(asked, desk, now, "entry_quality") | shown
    return render_desk(request, "figures/quality.html", desk, now, FIGURES, **context)


def _faults(one: Quality) -> list[tuple[str, str, int]]:
    """Field, what was wrong with it, how often."""
    return [(name, sentence_for(code, {}), count) for (name, code), count in list(one.faults.items())[:_WORST_FIELDS]]
