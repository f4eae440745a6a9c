"""Finding items: leaves by their words (they are few), then of each the nearest body that offers it. One statement."""

import datetime as dt
import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from tongban.foundation.routing.prepared import fetch_one
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.queries.life_events import find_life_event
from tongban.registers.catalogue.queries.offered import ITEM_OFFERED, LEAF_STANDS
from tongban.registers.catalogue.rules import search as rules
from tongban.registers.regions.errors import region_unknown
from tongban.registers.regions.rules import is_code, list_ancestor_codes, subtree

COUNTED_AT_MOST = 1_001
BODIES_AT_MOST = 100
PAGE, PAGE_AT_MOST = 20, 100
SCOPES = ("reach", "own", "subtree")
AUDIENCES = ("person", "enterprise")
_CURSOR = re.compile(r"([0-2])\.([0-9]{1,9})\.([0-9]{11}[0-9Y][0-9]{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for. Without text: everything, the most asked for first.

    `scope` says what counts as being for `region`: what somebody there can apply for, offered there or by a body
    above (reach); what is offered in the region itself (own); what is offered there or anywhere below (subtree).
    `life_event` is a code of `life_events.json`; `department` is a body or the owner of the entry, by code or name.
    `after` is the `next` of the page before.
    """

    text: str = ""
    region: str | None = None
    scope: str = "reach"
    audience: str | None = None
    theme: str | None = None
    life_event: str | None = None
    department: str | None = None
    item_type: str | None = None
    depth_from: int | None = None
    visits_at_most: int | None = None
    after: str | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Hit:
    """A leaf, and the body nearest to whoever asks that offers it.

    `promised_days` are working days. `bodies` counts who offers the leaf in the region and below: 1 (the one shown)
    to 100.
    """

    code: str
    leaf: str
    name: str
    name_en: str
    item_type: str
    organisation: str
    organisation_name: str
    region: str
    region_name: str
    promised_days: float | None
    project_type: str | None
    visits: int | None
    depth_level: int | None
    heat: int
    bodies: int


@dataclass(frozen=True, slots=True)
class Page:
    """`total` counts to 1,001 and is then `capped`; `next` leads to the page after this one, None on the last."""

    hits: tuple[Hit, ...]
    total: int
    capped: bool
    next: str | None


def search(*, at: dt.datetime, **asked: Any) -> Page:
    """What is offered at `at` and asked for (the fields of `Asked`), one hit for each leaf. One statement.

    First those whose name begins with the text, then those whose name holds it, the most asked for first.
    Raises NotFound region_unknown, Invalid catalogue.search_refused by field.
    """
    return _page(_find(Asked(**asked), at))


def list_by_name(text: str, *, region: str | None, limit: int, at: dt.datetime) -> Page:
    """As `search`, but Chinese text must stand in a name as it is. One statement."""
    return _page(_find(Asked(text=text, region=region, limit=limit), at, only_names=not text.isascii()))


def _page(found: "_Found") -> Page:
    hits = tuple(Hit(**hit) for hit in orjson.loads(found.hits))
    return Page(hits, found.total, found.total == COUNTED_AT_MOST, found.next)


def page_of_items(asked: Asked, *, at: dt.datetime) -> bytes:
    """`{"items": […], "total": n, "capped": …, "next": cursor}` as JSON, as `search` finds and refuses."""
    found = _find(asked, at)
    capped = "true" if found.total == COUNTED_AT_MOST else "false"
    rest = f'"total":{found.total},"capped":{capped},"next":{json.dumps(found.next)}'
    return f'{{"items":{found.hits},{rest}}}'.encode()


class _Found(NamedTuple):
    """A page as PostgreSQL wrote it."""

    hits: str
    total: int
    next: str | None


def _find(asked: Asked, at: dt.datetime, *, only_names: bool = False) -> _Found:
    _check(asked)
    query = _read(asked.text) if asked.text.strip() else None
    if query is not None and not query.query:
        return _Found("[]", 0, None)
    values = _values(asked, query, at)
    row = fetch_one(_statement(_shape(asked, values["query"], only_names)), values)
    assert row is not None
    hits, total, following, region_exists = row
    if not region_exists:
        raise region_unknown(str(asked.region))
    return _Found(hits, total, following)


def _check(asked: Asked) -> None:
    if asked.region is not None and not is_code(asked.region):
        raise region_unknown(asked.region[:20])
    unseen = {
        field: "malformed"
        for field in ("theme", "department", "item_type")
        if len(value := getattr(asked, field) or "") > rules.TEXT_AT_MOST or rules.UNSEEN.search(value)
    }
    wrong = unseen | {
        "text": "too_long" if len(asked.text) > rules.TEXT_AT_MOST else "",
        "scope": "" if asked.scope in SCOPES else "unknown",
        "life_event": "" if asked.life_event is None or find_life_event(asked.life_event) else "unknown",
        "audience": "" if asked.audience in (None, *AUDIENCES) else "unknown",
        "limit": "" if 1 <= asked.limit <= PAGE_AT_MOST else "out_of_range",
        "after": "" if asked.after is None or _CURSOR.fullmatch(asked.after) else "cursor_malformed",
    }
    if any(wrong.values()):
        raise errors.search_refused({field: [code] for field, code in wrong.items() if code})


@cache
def _synonyms() -> dict[str, list[str]]:
    """Each word with the words that mean the same."""
    groups = json.loads((Path(__file__).parents[1] / "synonyms.json").read_text(encoding="utf-8"))
    return {word: [other for other in group if other != word] for group in groups for word in group}


@lru_cache(2_048)
def _read(text: str) -> rules.Wanted:
    return rules.read_text(text, _synonyms())


def _query(asked: Asked, wanted: rules.Wanted | None) -> str | None:
    marks = (("type", asked.item_type), ("for", asked.audience), ("theme", asked.theme))
    told = [rules.quoted(rules.mark(kind, value)) for kind, value in marks if value]
    if event := find_life_event(asked.life_event or ""):
        themes = (rules.quoted(rules.mark("theme", theme)) for theme in event.themes)
        told += [rules.quoted(rules.mark("for", event.audience)), f"({' | '.join(themes)})"]
    return " & ".join([*([wanted.query] if wanted else []), *told]) or None


def _values(asked: Asked, wanted: rules.Wanted | None, at: dt.datetime) -> dict[str, Any]:
    cursor = _CURSOR.fullmatch(asked.after or "")
    tier, heat, leaf = cursor.groups() if cursor else ("0", "999999999", "")
    first, last = subtree(asked.region) if asked.region else ("", "")
    return {
        "at": at, "query": _query(asked, wanted), "name": wanted and wanted.name, "region": asked.region,
        "path": [*list_ancestor_codes(asked.region), asked.region] if asked.region else [], "first": first,
        "last": last, "department": asked.department, "depth_from": asked.depth_from,
        "visits_at_most": asked.visits_at_most, "tier": int(tier), "cold": -int(heat), "leaf": leaf,
        "limit": asked.limit, "more": asked.limit + 1, "counted": COUNTED_AT_MOST, "bodies": BODIES_AT_MOST,
    }  # fmt: skip


class _Shape(NamedTuple):
    """What decides the text of the statement: few shapes, so that the server plans each once."""

    scope: str
    has_text: bool
    has_theme: bool
    has_query: bool
    has_department: bool
    has_figures: bool
    only_names: bool


def _shape(asked: Asked, query: str | None, only_names: bool) -> _Shape:
    return _Shape(
        scope=asked.scope if asked.region else "anywhere",
        has_text=bool(asked.text.strip()),
        has_theme=bool(asked.theme or asked.life_event),
        has_query=query is not None,
        has_department=bool(asked.department),
        has_figures=asked.depth_from is not None or asked.visits_at_most is not None,
        only_names=only_names,
    )


@cache
def _statement(shape: _Shape) -> str:
    has_words = shape.has_text or shape.has_theme
    offered = _NEAREST if has_words or shape.scope in ("anywhere", "subtree") else _AROUND
    searched = "AND v.search @@ %(query)s::tsquery" if shape.has_query else ""
    if shape.only_names:
        searched += " AND strpos(v.names, %(name)s) > 0"
    departments = _DEPARTMENTS.format(where=_REGION[shape.scope].format("d"))
    statement = _PAGE.format(
        departments=departments if shape.has_department else "",
        offered=offered.format(
            matched=_MATCHED.format(stands=LEAF_STANDS, searched=searched, tier=_TIER if shape.has_text else "2"),
            offers=ITEM_OFFERED,
            where=_REGION[shape.scope].format("i"),
            order="DESC" if shape.scope == "reach" else "ASC",
            department=_OF_DEPARTMENT if shape.has_department else "",
            figures=_FIGURES if shape.has_figures else "",
        ),
        offers=ITEM_OFFERED,
        below="true" if shape.scope == "anywhere" else _REGION["subtree"].format("i"),
    )
    return " ".join(statement.split())  # the driver remembers texts of up to 4,096 characters


_TIER = "CASE WHEN strpos(v.names, '|' || %(name)s) > 0 THEN 0 WHEN strpos(v.names, %(name)s) > 0 THEN 1 ELSE 2 END"
_REGION = {
    "anywhere": "true",
    "reach": "{}.region = ANY(%(path)s::varchar[])",
    "own": "{}.region = %(region)s",
    "subtree": "{}.region BETWEEN %(first)s AND %(last)s",
}
_DEPARTMENTS = """departments AS MATERIALIZED (
    SELECT d.code FROM orgs_organisation d
    WHERE ({where} OR d.code IN (SELECT owner FROM catalogue_entry))
        AND %(department)s IN (d.code, d.name, d.short_name)
), """
_OF_DEPARTMENT = """
    AND (i.organisation IN (SELECT code FROM departments) OR matched.owner IN (SELECT code FROM departments))"""
_FIGURES = """AND EXISTS (
    SELECT FROM (SELECT) one LEFT JOIN catalogue_itemversion f
        ON f.item = i.id AND f.effective_from <= %(at)s AND f.effective_until > %(at)s
    WHERE (%(depth_from)s::int IS NULL OR coalesce(f.depth_level, matched.depth_level) >= %(depth_from)s::int)
    AND (%(visits_at_most)s::int IS NULL OR coalesce(f.visits, matched.visits) <= %(visits_at_most)s::int)
)"""
_MATCHED = """
    SELECT v.id AS version, v.leaf, v.depth_level, v.visits, {tier} AS tier, -l.heat AS cold, e.owner
    FROM catalogue_leafversion v JOIN catalogue_leaf l ON l.code = v.leaf JOIN catalogue_entry e ON e.code = l.entry
    WHERE v.effective_from <= %(at)s AND v.effective_until > %(at)s {searched}
        AND {stands}"""
# With words few leaves are left: of each the nearest item is looked up.
_NEAREST = """matched AS MATERIALIZED ({matched}
), offered AS MATERIALIZED (
    SELECT matched.version, matched.leaf, matched.tier, matched.cold, near.item
    FROM matched CROSS JOIN LATERAL (
        SELECT i.id AS item FROM catalogue_item i
        WHERE i.leaf = matched.leaf AND {offers} AND {where} {department} {figures}
        ORDER BY i.region {order}, i.code {order} LIMIT 1
    ) near
)"""
# Without words most leaves are left, and a region and those above it offer fewer items than there are leaves.
_AROUND = """offered AS MATERIALIZED (
    SELECT DISTINCT ON (matched.leaf) matched.version, matched.leaf, matched.tier, matched.cold, i.id AS item
    FROM (
        SELECT i.id, i.code, i.leaf, i.region, i.organisation FROM catalogue_item i
        WHERE {offers} AND {where}
        OFFSET 0
    ) i JOIN ({matched}) matched ON matched.leaf = i.leaf {department} {figures}
    ORDER BY matched.leaf, i.region {order}, i.code {order}
)"""
_PAGE = """
WITH {departments}{offered}, page AS MATERIALIZED (
    SELECT * FROM offered WHERE (tier, cold, leaf) > (%(tier)s, %(cold)s, %(leaf)s)
    ORDER BY tier, cold, leaf LIMIT %(more)s
), kept AS MATERIALIZED (SELECT * FROM page ORDER BY tier, cold, leaf LIMIT %(limit)s), hits AS (
    SELECT i.code, k.leaf, v.name, v.name_en, substr(k.leaf, 3, 2) AS item_type, i.organisation,
        o.name AS organisation_name, i.region, r.name AS region_name,
        trim_scale(coalesce(f.promised_days, v.promised_days)) AS promised_days, v.project_type,
        coalesce(f.visits, v.visits) AS visits, coalesce(f.depth_level, v.depth_level) AS depth_level,
        -k.cold AS heat, (
            SELECT greatest(count(*), 1) FROM (
                SELECT FROM catalogue_item i WHERE i.leaf = k.leaf AND {offers} AND {below}
                LIMIT %(bodies)s
            ) offering
        ) AS bodies
    FROM kept k JOIN catalogue_leafversion v ON v.id = k.version JOIN catalogue_item i ON i.id = k.item
    JOIN orgs_organisation o ON o.code = i.organisation JOIN regions_region r ON r.code = i.region
    LEFT JOIN catalogue_itemversion f ON f.item = i.id AND f.effective_from <= %(at)s AND f.effective_until > %(at)s
    ORDER BY k.tier, k.cold, k.leaf
)
SELECT
    coalesce((SELECT json_agg(hits) FROM hits), '[]')::text,
    (SELECT count(*) FROM (SELECT FROM offered LIMIT %(counted)s) capped),
    CASE WHEN (SELECT count(*) FROM page) > %(limit)s
        THEN (SELECT tier || '.' || -cold || '.' || leaf FROM kept ORDER BY tier DESC, cold DESC, leaf DESC LIMIT 1)
    END,
    %(region)s::text IS NULL OR EXISTS (SELECT FROM regions_region WHERE code = %(region)s)
"""
