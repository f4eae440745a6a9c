"""The guide of an item: one statement fetches its layers, which are laid over each other here.

Nothing else may tell the public what an item says: portal, API, terminals and the hotline all read this.
"""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from django.db import connection

from tongban.foundation.routing.prepared import fetch_one
from tongban.registers.calendars.rules.clock import OFFICE_ZONE
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.queries.offered import ITEM_OFFERED, LEAF_STANDS
from tongban.registers.catalogue.rules.content import Content, lay
from tongban.registers.catalogue.rules.offers import Offer, find_absence, next_change, was_published


@dataclass(frozen=True, slots=True)
class Body:
    """The implementing body of an item."""

    code: str
    name: str
    region: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A file that shows the result; `size` in bytes."""

    id: uuid.UUID
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Guide:
    """What one item says to the public at an instant.

    `content` has every element that is filled, derived ones included. `stamp` differs whenever anything of it does.
    At `fresh_until` something changes by time alone; None: nothing is planned.
    """

    code: str
    leaf: str
    entry: str
    name: str
    name_en: str
    item_type: str
    kind: str
    kind_en: str
    organisation: Body
    region_names: tuple[str, ...]
    content: dict[str, Any]
    leaf_version: int
    item_version: int
    effective_from: dt.datetime
    heat: int
    stamp: str
    fresh_until: dt.datetime | None
    samples: tuple[Sample, ...] = ()
    is_sample: bool = False


def get_guide(code: str, *, at: dt.datetime) -> Guide:
    """What the item of these 33 characters says at `at`. One statement.

    Raises NotFound catalogue.item_unknown for what was never published, and Gone catalogue.not_offered (facts: reason,
    successors) for what is not offered at `at`.
    """
    found = _fetch(_GUIDE, code, at)
    if found is None or not was_published(_offer(found)):
        raise errors.item_unknown(code)
    absence = find_absence(_offer(found), at)
    if absence:
        raise errors.not_offered(code, absence, _list_successors(found, at))
    return _build(found, at)


def get_stamp(code: str, *, at: dt.datetime) -> str:
    """The `stamp` of the guide; empty for no item. One statement that reads no content."""
    found = _fetch(_STAMP, code, at)
    return "" if found is None else _stamp(found)


def find_next_change(code: str, *, at: dt.datetime) -> dt.datetime | None:
    """When something that decides about the item changes by time alone, next after `at`. One statement."""
    found = _fetch(_STAMP, code, at)
    return None if found is None else next_change(_instants(found), at)


class _Row(NamedTuple):
    """Everything that decides what a guide shows, without the texts."""

    item: int
    code: str
    leaf: str
    state: str
    offered_from: dt.datetime | None
    offered_until: dt.datetime | None
    entry: str
    heat: int
    kind: str
    kind_en: str
    leaf_cancelled_from: dt.datetime | None
    item_type: str
    in_force_from: dt.datetime | None
    entry_cancelled_from: dt.datetime | None
    paused_from: dt.datetime | None
    paused_until: dt.datetime | None
    body: str
    body_name: str
    region: str
    level: int
    parent: str | None
    path: str
    leaf_version: int | None
    leaf_number: int | None
    leaf_from: dt.datetime | None
    leaf_until: dt.datetime | None
    place: int | None
    place_from: dt.datetime | None
    place_until: dt.datetime | None
    own_version: int | None
    own_number: int | None
    own_from: dt.datetime | None
    own_until: dt.datetime | None
    is_sample: bool
    samples: str
    content: str = "{}"
    defaults: str = "{}"
    place_content: str | None = None
    own_content: str | None = None


# Of each layer the version that holds at the instant, or else the next one: it says until when nothing changes.
_LIGHT = """
SELECT i.id, i.code, i.leaf, i.state, i.offered_from, i.offered_until,
    l.entry, l.heat, l.kind, l.kind_en, l.cancelled_from,
    e.item_type, e.in_force_from, e.cancelled_from, e.paused_from, e.paused_until,
    o.code, o.name, r.code, r.level, r.parent_id, r.path,
    v.id, v.number, v.effective_from, v.effective_until,
    p.id, p.effective_from, p.effective_until,
    w.id, w.number, w.effective_from, w.effective_until, e.is_sample,
    coalesce((
        SELECT json_agg(json_build_array(s.id, s.name, s.media_type, s.size) ORDER BY s.attached_at, s.id)
        FROM catalogue_resultsample s WHERE s.leaf = i.leaf AND s.removed_at IS NULL
    ), '[]')::text {contents}
FROM catalogue_item i
JOIN catalogue_leaf l ON l.code = i.leaf
JOIN catalogue_entry e ON e.code = l.entry
JOIN orgs_organisation o ON o.code = i.organisation
JOIN regions_region r ON r.code = o.region
LEFT JOIN LATERAL (
    SELECT * FROM catalogue_leafversion WHERE leaf = i.leaf AND effective_until > %(at)s
    ORDER BY effective_from LIMIT 1
) v ON true
LEFT JOIN LATERAL (
    SELECT * FROM catalogue_place WHERE organisation = i.organisation AND effective_until > %(at)s
    ORDER BY effective_from LIMIT 1
) p ON true
LEFT JOIN LATERAL (
    SELECT * FROM catalogue_itemversion WHERE item = i.id AND effective_until > %(at)s
    ORDER BY effective_from LIMIT 1
) w ON true
WHERE i.code = %(code)s
"""
_STAMP = _LIGHT.format(contents="")
_GUIDE = _LIGHT.format(contents=", v.content, v.defaults, p.content, w.content")


def _fetch(statement: str, code: str, at: dt.datetime) -> _Row | None:
    row = fetch_one(statement, {"code": code, "at": at})
    return _Row(*row) if row else None


def _offer(row: _Row) -> Offer:
    return Offer(
        state=row.state, offered_from=row.offered_from, offered_until=row.offered_until,
        in_force_from=row.in_force_from, entry_cancelled_from=row.entry_cancelled_from,
        leaf_cancelled_from=row.leaf_cancelled_from, paused_from=row.paused_from, paused_until=row.paused_until,
        version_from=row.leaf_from,
    )  # fmt: skip


def _build(row: _Row, at: dt.datetime) -> Guide:
    begun = [instant for instant in (row.offered_from, row.leaf_from, row.own_from) if instant and instant <= at]
    own = row.own_content if row.own_from and row.own_from <= at else None
    place = row.place_content if row.place_from and row.place_from <= at else None
    laid = lay(*(orjson.loads(layer) for layer in (row.content, row.defaults, place, own) if layer))
    number = (row.own_number or 0) if own is not None else 0
    content = lay(laid, _derive(row, f"{row.leaf_number}.{number}", max(begun)))
    return Guide(
        code=row.code, leaf=row.leaf, entry=row.entry, name=content["name"], name_en=content.get("name_en", ""),
        item_type=row.item_type, kind=row.kind, kind_en=row.kind_en,
        organisation=Body(row.body, row.body_name, row.region), region_names=tuple(row.path.split(" ")),
        content=content, leaf_version=row.leaf_number or 0, item_version=number, effective_from=max(begun),
        heat=row.heat, stamp=_stamp(row), fresh_until=next_change(_instants(row), at),
        samples=tuple(Sample(uuid.UUID(id_), *told) for id_, *told in orjson.loads(row.samples)),
        is_sample=row.is_sample,
    )  # fmt: skip


def _derive(row: _Row, version: str, effective_from: dt.datetime) -> Content:
    """The elements that nobody writes."""
    names = row.path.split(" ")
    ends = [instant for instant in (row.offered_until, row.entry_cancelled_from, row.leaf_cancelled_from) if instant]
    village = {"village_code": row.region, "village_name": names[-1]} if row.level == 5 else {}
    town = {4: (row.region, names[-1]), 5: (row.parent or "", names[-2] if len(names) > 1 else "")}.get(row.level)
    return {
        "basic_code": row.entry, "implementing_code": row.code[:31], "handling_code": row.code,
        "item_type": row.item_type, "use_level": row.code[18], "version": version, "state": row.state,
        "effective_on": _date(effective_from), "cancelled_on": _date(min(ends)) if ends else None,
        "record_id": f"{row.item}-{version}", "organisation": row.body_name, "organisation_code": row.body,
        "town_code": town[0] if town else None, "town_name": town[1] if town else None, **village,
    }  # fmt: skip


def _date(instant: dt.datetime) -> str:
    return instant.astimezone(OFFICE_ZONE).date().isoformat()


def _instants(row: _Row) -> list[dt.datetime | None]:
    return [value for value in row[: _Row._fields.index("content")] if isinstance(value, dt.datetime)]


def _stamp(row: _Row) -> str:
    told = repr(row[: _Row._fields.index("content")]).encode()
    return hashlib.blake2b(told, digest_size=16).hexdigest()


def _list_successors(row: _Row, at: dt.datetime) -> list[dict[str, str]]:
    """What the same body offers instead: other leaves of the entry, or of the parts it was split into."""
    with connection.cursor() as cursor:
        cursor.execute(_SUCCESSORS, {"leaf": row.leaf, "entry": row.entry, "body": row.body, "at": at})
        return [{"code": code, "name": name} for code, name in cursor.fetchall()]


_SUCCESSORS = f"""
SELECT i.code, v.name
FROM catalogue_entry e
JOIN catalogue_leaf l ON l.entry = e.code
JOIN catalogue_item i ON i.leaf = l.code AND i.organisation = %(body)s
JOIN catalogue_leafversion v ON v.leaf = l.code AND v.effective_from <= %(at)s AND v.effective_until > %(at)s
WHERE (e.code = %(entry)s OR e.parent = %(entry)s) AND l.code <> %(leaf)s AND {ITEM_OFFERED} AND {LEAF_STANDS}
ORDER BY i.code LIMIT 20
"""  # noqa: S608
