"""Reading the region tree. Abolished regions are found by code only; lists and searches leave them out."""

from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Right

from tongban.foundation.routing.prepared import fetch_one
from tongban.registers.regions.errors import cursor_malformed, region_abolished, region_unknown
from tongban.registers.regions.models import Region
from tongban.registers.regions.rules import Wanted, is_code, list_ancestor_codes, read_search, subtree

PAGE = 50
PAGE_AT_MOST = 100
_BEFORE_ALL = "0" * 13
_NAMES = [field.attname for field in Region._meta.local_fields]
_FOUND = f"SELECT {', '.join(_NAMES)} FROM regions_region WHERE code = %(code)s"  # noqa: S608
"""Every page names a region: Django would word this anew each time."""


def get_region(code: str) -> Region:
    """The region of this code, abolished or not; raises NotFound region_unknown."""
    region = find_region(code)
    if region is None:
        raise region_unknown(code)
    return region


def find_region(code: str) -> Region | None:
    """The region of this code, or None."""
    found = fetch_one(_FOUND, {"code": code}) if is_code(code) else None
    return Region.from_db(connection.alias, _NAMES, found) if found else None


def get_standing_region(code: str) -> Region:
    """The region, if it still stands; raises NotFound region_unknown, Conflict region_abolished."""
    region = get_region(code)
    if region.abolished_on is not None:
        raise region_abolished(region.code, region.name)
    return region


def list_children(parent: str | None) -> list[Region]:
    """The regions directly below `parent` by code; the roots of all trees when it is None."""
    return list(_standing().filter(parent=parent).order_by("level", "code"))


def list_path(code: str) -> list[Region]:
    """From the root of its tree down to the region itself; raises NotFound region_unknown."""
    path = find_path(code)
    if not path:
        raise region_unknown(code)
    return path


def find_path(code: str) -> list[Region]:
    """As `list_path`, empty where there is no such region. One statement."""
    codes = [*list_ancestor_codes(code), code] if is_code(code) else []
    path = list(Region.objects.filter(code__in=codes).order_by("level", "code"))
    return path if path and path[-1].code == code else []


def find_regions(text: str, *, within: str | None = None, limit: int = 20) -> list[Region]:
    """Regions that `text` names (simplified or traditional, or the digits a code begins with), the highest first.

    `within` keeps to one subtree. Nothing asked, nothing found.
    """
    wanted = read_search(text, within)
    return [] if wanted.is_empty else list(_matching(wanted).order_by("level", "code")[:limit])


def count_subtree(code: str, level: int | None = None) -> int:
    """How many standing regions lie in this subtree, itself included; of one level when `level` is given."""
    regions = _standing().filter(code__range=subtree(code))
    return regions.filter(level=level).count() if level else regions.count()


def _standing() -> QuerySet[Region]:
    return Region.objects.filter(abolished_on=None)


def _matching(wanted: Wanted) -> QuerySet[Region]:
    regions = _standing().filter(code__range=wanted.codes)
    if wanted.last:
        tail = Right("sought", F("sought_name") + (len(wanted.last) - 1))
        regions = regions.filter(grams__contains=wanted.grams).alias(tail=tail).filter(tail__contains=wanted.last)
    for word in wanted.others:
        regions = regions.filter(sought__contains=word)
    return regions


# --- the hot path: GET /api/v1/regions, one statement, JSON built by PostgreSQL -----------------------------------

_ONE_PAGE = """
WITH page AS (
    SELECT code, name, level, parent_id AS parent FROM regions_region
    WHERE abolished_on IS NULL AND {which} AND (level, code) > (%(level)s, %(code)s)
    ORDER BY level, code LIMIT %(limit)s + 1
), kept AS (SELECT * FROM page ORDER BY level, code LIMIT %(limit)s)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(kept ORDER BY level, code) FROM kept), '[]'),
    'next', CASE WHEN (SELECT count(*) FROM page) > %(limit)s THEN (SELECT max(level || code) FROM kept) END
)::text, %(parent)s::text IS NULL OR EXISTS (SELECT FROM regions_region WHERE code = %(parent)s)
"""
_ROOTS = _ONE_PAGE.format(which="parent_id IS NULL")
_CHILDREN = _ONE_PAGE.format(which="parent_id = %(parent)s")
_BY_CODE = _ONE_PAGE.format(which="code BETWEEN %(first)s AND %(last)s")
_BY_NAME = _ONE_PAGE.format(
    which="""code BETWEEN %(first)s AND %(last)s AND grams @> %(grams)s::varchar[]
        AND strpos(right(sought, sought_name + length(%(word)s) - 1), %(word)s) > 0
        AND NOT EXISTS (SELECT FROM unnest(%(others)s::text[]) AS word WHERE strpos(sought, word) = 0)"""
)


def page_of_regions(*, parent: str | None = None, text: str = "", after: str | None = None, limit: int = PAGE) -> bytes:
    """`{"items": [{code, name, level, parent}], "next": cursor}` as JSON: children of `parent`, or the search in it.

    `after` is the `next` of the page before. Raises NotFound region_unknown, Invalid cursor_malformed.
    """
    if parent is not None and not is_code(parent):
        raise region_unknown(parent)
    wanted = read_search(text, parent)
    asked = {"parent": parent, "limit": min(limit, PAGE_AT_MOST), **_position(after), **_bounds(wanted)}
    with connection.cursor() as cursor:
        cursor.execute(_statement_for(wanted, parent), asked)
        page, parent_exists = cursor.fetchone()
    if not parent_exists:
        raise region_unknown(str(parent))
    return bytes(page, "utf-8")


def _statement_for(wanted: Wanted, parent: str | None) -> str:
    if wanted.is_empty:
        return _CHILDREN if parent else _ROOTS
    return _BY_CODE if wanted.by_code else _BY_NAME


def _bounds(wanted: Wanted) -> dict[str, Any]:
    first, last = wanted.codes
    return {"first": first, "last": last, "grams": wanted.grams, "word": wanted.last, "others": list(wanted.others)}


def _position(after: str | None) -> dict[str, Any]:
    place = after or _BEFORE_ALL
    if len(place) != len(_BEFORE_ALL) or not (place.isascii() and place.isdecimal()):
        raise cursor_malformed()
    return {"level": int(place[0]), "code": place[1:]}
