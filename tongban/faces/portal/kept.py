"""Pages of the portal kept as bytes for visitors without a session, as long as nothing public has changed."""

import datetime as dt
from collections.abc import Callable, Hashable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tongban.faces.portal.shell import REGION_COOKIE
from tongban.foundation.ui.kept import Made, Shelf, of_visitor
from tongban.registers.catalogue.queries.generation import get_generation

QUERY_AT_MOST = 200
HALF_HOUR = dt.timedelta(minutes=30)
"""Dates of a forecast move only at midnight and with the office hours, which begin and end on half hours."""

_shelf = Shelf(bytes_at_most=24_000_000, generation=get_generation)


def keep_page(
    request: HttpRequest,
    render: Callable[[], HttpResponse],
    *,
    stamp: Callable[[], str] | None = None,
    fresh_until: Callable[[], dt.datetime | None] = lambda: None,
) -> HttpResponse:
    """The page of this address for this visitor's language, size, theme and region.

    Without `stamp` it is made anew after every public change. `fresh_until` is asked after rendering.
    """
    now = timezone.now()
    edition = stamp or (lambda: str(get_generation()))

    def build() -> Made:
        page = render()
        ends = [instant for instant in (fresh_until(), _next_half_hour(now)) if instant is not None]
        return Made(page.content, page.headers["Content-Type"], edition(), min(ends))

    return _shelf.answer(request, key=_key(request), now=now, stamp=edition, build=build)


def _key(request: HttpRequest) -> Hashable | None:
    """None for whoever is known, and for addresses too long to be worth it."""
    if len(request.META.get("QUERY_STRING", "")) > QUERY_AT_MOST:
        return None
    return of_visitor(request, request.get_full_path(), request.get_host(), request.COOKIES.get(REGION_COOKIE, ""))


def _next_half_hour(now: dt.datetime) -> dt.datetime:
    whole = now.replace(minute=30 if now.minute >= HALF_HOUR.seconds // 60 else 0, second=0, microsecond=0)
    return whole + HALF_HOUR
