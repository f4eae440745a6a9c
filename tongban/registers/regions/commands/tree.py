"""Loading a region tree from the statistical list: validated as a whole, then swapped in by COPY."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.regions.errors import loading_not_allowed, tree_refused
from tongban.registers.regions.models import Region
from tongban.registers.regions.rules import RawRow, check_tree, codes_outside, grams, name_paths, simplify, subtree

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('regions.load'))"
_ARRIVING = """
CREATE TEMPORARY TABLE regions_arriving (
    code text, name text, level smallint, parent text, path text, sought text, sought_name smallint, grams text[]
)
"""
_FORGET = "DISCARD PLANS"
"""The check of each row's parent keeps a plan; one made while the table was small reads the whole table every time."""
_DROP = "DROP TABLE regions_arriving"
_COPY = "COPY regions_arriving FROM STDIN"
_MERGE = """
INSERT INTO regions_region (code, name, level, parent_id, path, sought, sought_name, grams)
SELECT code, name, level, parent, path, sought, sought_name, grams FROM regions_arriving
ON CONFLICT (code) DO UPDATE SET
    (name, level, parent_id, path, sought, sought_name, grams, abolished_on) =
    (excluded.name, excluded.level, excluded.parent_id, excluded.path, excluded.sought, excluded.sought_name,
     excluded.grams, NULL)
WHERE (regions_region.path, regions_region.level, regions_region.parent_id, regions_region.abolished_on)
    IS DISTINCT FROM (excluded.path, excluded.level, excluded.parent_id, NULL)
"""
_ABOLISH = """
UPDATE regions_region SET abolished_on = %(today)s
WHERE code BETWEEN %(first)s AND %(last)s AND abolished_on IS NULL
    AND NOT EXISTS (SELECT FROM regions_arriving WHERE regions_arriving.code = regions_region.code)
"""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: the tree's root, its rows, how many were new or changed, how many were abolished."""

    root: str
    rows: int
    written: int
    abolished: int


def load(*, rows: Iterable[RawRow], source: str, by: Actor, now: dt.datetime) -> LoadReport:
    """The tree of these rows stands as given; regions of it that are missing here are marked abolished today.

    A file may be a branch: its root names a standing region as parent, and only that branch is touched. All or nothing.
    Raises Invalid region_tree_refused (fields `line 17`), NotAllowed. Journals `regions.loaded`, and nothing when the
    rows change nothing.
    """
    rows = list(rows)
    with transaction.atomic():
        _lock()
        above = {
            region.code: region for region in Region.objects.filter(code__in=codes_outside(rows), abolished_on=None)
        }
        if faults := check_tree(rows, {code: region.level for code, region in above.items()}):
            raise tree_refused(faults)
        root = next(row.code for row in rows if not row.parent or row.parent in above)
        if by is not SYSTEM and not by.may("regions.load", root):
            raise loading_not_allowed(root)
        today = now.astimezone(ZoneInfo("Asia/Shanghai")).date()
        report = _swap_in(rows, root, {code: region.path for code, region in above.items()}, today)
        if report.written or report.abolished:
            _journal(report, source, by, now)
    return report


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


def _journal(report: LoadReport, source: str, by: Actor, now: dt.datetime) -> None:
    audit.record(
        "regions.loaded",
        by=by,
        now=now,
        subject=f"region:{report.root}",
        rows=report.rows,
        written=report.written,
        abolished=report.abolished,
        source=source,
    )


def _swap_in(rows: list[RawRow], root: str, above: Mapping[str, str], today: dt.date) -> LoadReport:
    first, last = subtree(root)
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVING)
        with cursor.copy(_COPY) as copy:
            for row in _as_stored(rows, above):
                copy.write_row(row)
        cursor.execute(_FORGET)
        cursor.execute(_MERGE)
        written = cursor.rowcount
        cursor.execute(_ABOLISH, {"today": today, "first": first, "last": last})
        abolished = cursor.rowcount
        cursor.execute(_DROP)
    return LoadReport(root, len(rows), written, abolished)


def _as_stored(rows: list[RawRow], above: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    names = {row.code: row.name for row in rows}
    simple = dict(zip(names, simplify("\n".join(names.values())).split("\n"), strict=True))
    paths = name_paths(rows, names, above)
    simple_paths = name_paths(rows, simple, {code: simplify(path) for code, path in above.items()})
    for row in rows:
        name, sought = simple[row.code], simple_paths[row.code].replace(" ", "")
        pairs = grams(sought.removesuffix(name), name)
        yield row.code, row.name, int(row.level), row.parent or None, paths[row.code], sought, len(name), pairs
