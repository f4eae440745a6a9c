"""The whole catalogue as open data: one line for each item that is offered, written by PostgreSQL and passed on.

Nothing is gathered in memory here: the lines go out as they come in.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator

from django.db import connection

from tongban.foundation.routing.prepared import fetch_one
from tongban.registers.catalogue.queries.offered import ITEM_OFFERED, LEAF_STANDS
from tongban.registers.regions import queries as regions
from tongban.registers.regions.rules import ANYWHERE, subtree

FORMATS = ("jsonl", "csv")
BYTE_ORDER_MARK = "\ufeff".encode()


def find_stamp(*, region: str | None, at: dt.datetime) -> str:
    """Differs whenever the lines do: counts published changes, and the planned ones that have come about by `at`.

    Raises NotFound region_unknown.
    """
    if region is not None:
        regions.get_region(region)
    told = f"{fetch_one(_CHANGED, {'at': at})} {region}"
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def stream_items(form: str, *, region: str | None, at: dt.datetime) -> Iterator[bytes]:
    """What is offered at `at` in the region and below, by code: JSON Lines or CSV with a head and a byte order mark.

    In CSV a text that a spreadsheet would take for a formula is preceded by an apostrophe.
    """
    first, last = subtree(region) if region else ANYWHERE
    values = {"at": at, "first": first, "last": last}
    with connection.cursor() as cursor, cursor.copy(_COPIES[form], values) as lines:
        if form == "csv":
            yield BYTE_ORDER_MARK
        for block in lines:
            yield bytes(block)


_CHANGED = """
SELECT (SELECT number FROM catalogue_generation), greatest(
    (SELECT max(t) FROM catalogue_leafversion, unnest(ARRAY[effective_from, effective_until]) t WHERE t <= %(at)s),
    (SELECT max(t) FROM catalogue_itemversion, unnest(ARRAY[effective_from, effective_until]) t WHERE t <= %(at)s),
    (SELECT max(t) FROM catalogue_place, unnest(ARRAY[effective_from, effective_until]) t WHERE t <= %(at)s),
    (SELECT max(t) FROM catalogue_leaf, unnest(ARRAY[cancelled_from]) t WHERE t <= %(at)s),
    (SELECT max(t) FROM catalogue_entry, unnest(ARRAY[in_force_from, cancelled_from, paused_from, paused_until]) t
        WHERE t <= %(at)s),
    (SELECT max(t) FROM catalogue_item, unnest(ARRAY[offered_from, offered_until]) t WHERE t <= %(at)s)
)
"""
_OFFERED = f"""
FROM catalogue_item i
JOIN catalogue_leaf l ON l.code = i.leaf JOIN catalogue_entry e ON e.code = l.entry
JOIN catalogue_leafversion v ON v.leaf = l.code AND v.effective_from <= %(at)s AND v.effective_until > %(at)s
JOIN orgs_organisation o ON o.code = i.organisation JOIN regions_region r ON r.code = i.region
LEFT JOIN catalogue_itemversion w ON w.item = i.id AND w.effective_from <= %(at)s AND w.effective_until > %(at)s
LEFT JOIN catalogue_place p ON p.organisation = o.code AND p.effective_from <= %(at)s AND p.effective_until > %(at)s
WHERE i.region BETWEEN %(first)s AND %(last)s AND {ITEM_OFFERED} AND {LEAF_STANDS}
"""
_COLUMNS = {
    "code": "i.code",
    "leaf": "i.leaf",
    "name": "v.name",
    "name_en": "v.name_en",
    "kind": "l.kind",
    "item_type": "e.item_type",
    "organisation": "i.organisation",
    "organisation_name": "o.name",
    "region": "i.region",
    "region_path": "r.path",
    "audience": "array_to_string(v.audience, ' ')",
    "themes": "array_to_string(v.themes_person || v.themes_enterprise, ' ')",
    "project_type": "v.project_type",
    "legal_days": "trim_scale(v.legal_days)",
    "promised_days": "trim_scale(coalesce(w.promised_days, v.promised_days))",
    "visits": "coalesce(w.visits, v.visits)",
    "depth_level": "coalesce(w.depth_level, v.depth_level)",
    "charged": "v.content ->> 'charged'",
    "address": "coalesce(w.content ->> 'address', p.content ->> 'address')",
    "hours": "coalesce(w.content ->> 'hours', p.content ->> 'hours')",
    "enquiry": "coalesce(w.content ->> 'enquiry', p.content ->> 'enquiry')",
    "complaint": "coalesce(w.content ->> 'complaint', p.content ->> 'complaint')",
    "leaf_version": "v.number",
    "item_version": "coalesce(w.number, 0)",
}
_TEXTS = ("name", "name_en", "kind", "organisation_name", "address", "hours", "enquiry", "complaint")


def _plain(column: str, value: str) -> str:
    """A column of the CSV; formulas are defused."""
    if column not in _TEXTS:
        return f"{value} AS {column}"
    return f"CASE WHEN {value} ~ '^[=+@\\t\\r-]' THEN '''' || {value} ELSE {value} END AS {column}"


_AS_JSON = ", ".join(f"{value} AS {column}" for column, value in _COLUMNS.items())
_AS_CSV = ", ".join(_plain(column, value) for column, value in _COLUMNS.items())
# JSON has no control characters of its own: with them for quote and delimiter a line goes out as it is.
_COPIES = {
    "jsonl": f"COPY (SELECT row_to_json(line) FROM (SELECT {_AS_JSON} {_OFFERED} ORDER BY i.code) line)"  # noqa: S608
    " TO STDOUT (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')",
    "csv": f"COPY (SELECT {_AS_CSV} {_OFFERED} ORDER BY i.code) TO STDOUT (FORMAT csv, HEADER true)",
}
