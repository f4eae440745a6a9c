"""Finding items: leaves by their words (they are few), then of each the nearest body that offers it. One statement."""

import datetime as dt
import json
import re
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from django.db import connection

from tongban.registers.catalogue import errors
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
    `department` is a body or the owner of the entry, by code or name. `after` is the `next` of the page before.
    """

    text: str = ""
    region: str | None = None
    scope: str = "reach"
    audience: str | None = None
    theme: str | None = None
    department: str | None = None
    item_type: str | None = None
    depth_from: int | None = None
    visits_at_most: int | None = None
    after: str | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Hit:
    """A leaf, and the body nearest to whoever asks that offers it.

    `promised_days` are working days. `bodies` counts who offers the leaf in the region and below, at most 100.
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
    found = _find(Asked(**asked), at)
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


def _find(asked: Asked, at: dt.datetime) -> _Found:
    _check(asked)
    query = _read(asked.text) if asked.text.strip() else None
    if query is not None and not query.query:
        return _Found("[]", 0, None)
    values = asdict(asked) | _positions(asked, at) | {"query": _query(asked, query), "name": query and query.name}
    del values["text"]
    with connection.cursor() as cursor:
        cursor.execute(_statement(asked, values["query"] is not None), values)
        hits, total, following, region_exists = cursor.fetchone()
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
    return " & ".join([*([wanted.query] if wanted else []), *told]) or None


def _positions(asked: Asked, at: dt.datetime) -> dict[str, Any]:
    cursor = _CURSOR.fullmatch(asked.after or "")
    tier, heat, leaf = cursor.groups() if cursor else ("0", "999999999", "")
    first, last = subtree(asked.region) if asked.region else ("", "")
    path = [*list_ancestor_codes(asked.region), asked.region] if asked.region else []
    return {
        "at": at, "tier": int(tier), "cold": -int(heat), "leaf": leaf, "first": first, "last": last, "path": path,
        "more": asked.limit + 1, "counted": COUNTED_AT_MOST, "bodies": BODIES_AT_MOST,
    }  # fmt: skip


def _statement(asked: Asked, with_query: bool) -> str:
    scope = asked.scope if asked.region else "anywhere"
    return _PAGE.format(
        searched="v.search @@ %(query)s::tsquery AND" if with_query else "",
        tier=_TIER if asked.text.strip() else "2",
        where=_WHERE[scope],
        order="DESC" if scope == "reach" else "ASC",
        department=_DEPARTMENT if asked.department else "",
        figures=_FIGURES if asked.depth_from is not None or asked.visits_at_most is not None else "",
        below="AND b.region BETWEEN %(first)s AND %(last)s" if asked.region else "",
    )


_TIER = "CASE WHEN strpos(v.names, '|' || %(name)s) > 0 THEN 0 WHEN strpos(v.names, %(name)s) > 0 THEN 1 ELSE 2 END"
_WHERE = {
    "anywhere": "",
    "reach": "AND i.region = ANY(%(path)s::varchar[])",
    "own": "AND i.region = %(region)s",
    "subtree": "AND i.region BETWEEN %(first)s AND %(last)s",
}
_DEPARTMENT = """AND EXISTS (
    SELECT FROM orgs_organisation d WHERE d.code IN (i.organisation, matched.owner)
    AND %(department)s IN (d.code, d.name, d.short_name)
)"""
_FIGURES = """AND EXISTS (
    SELECT FROM (SELECT) one LEFT JOIN catalogue_itemversion f
        ON f.item = i.id AND f.effective_from <= %(at)s AND f.effective_until > %(at)s
    WHERE (%(depth_from)s::int IS NULL OR coalesce(f.depth_level, matched.depth_level) >= %(depth_from)s::int)
    AND (%(visits_at_most)s::int IS NULL OR coalesce(f.visits, matched.visits) <= %(visits_at_most)s::int)
)"""
_PAGE = """
WITH matched AS MATERIALIZED (
    SELECT v.id AS version, v.leaf, v.depth_level, v.visits, l.heat, e.item_type, e.owner, {tier} AS tier
    FROM catalogue_leafversion v JOIN catalogue_leaf l ON l.code = v.leaf JOIN catalogue_entry e ON e.code = l.entry
    WHERE {searched} v.effective_from <= %(at)s AND v.effective_until > %(at)s
        AND coalesce(l.cancelled_from, 'infinity') > %(at)s AND coalesce(e.cancelled_from, 'infinity') > %(at)s
        AND coalesce(e.in_force_from, '-infinity') <= %(at)s
        AND (coalesce(e.paused_from, 'infinity') > %(at)s OR coalesce(e.paused_until, 'infinity') <= %(at)s)
), offered AS MATERIALIZED (
    SELECT matched.*, -heat AS cold, near.id AS item, near.code, near.organisation, near.region
    FROM matched CROSS JOIN LATERAL (
        SELECT i.id, i.code, i.organisation, i.region FROM catalogue_item i
        WHERE i.leaf = matched.leaf {where} {department} {figures} AND i.state = 'published'
            AND i.offered_from <= %(at)s AND coalesce(i.offered_until, 'infinity') > %(at)s
        ORDER BY i.region {order}, i.code LIMIT 1
    ) near
), page AS (
    SELECT * FROM offered WHERE (tier, cold, leaf) > (%(tier)s, %(cold)s, %(leaf)s)
    ORDER BY tier, cold, leaf LIMIT %(more)s
), kept AS (SELECT * FROM page ORDER BY tier, cold, leaf LIMIT %(limit)s), hits AS (
    SELECT k.code, k.leaf, v.name, v.name_en, k.item_type, k.organisation, o.name AS organisation_name, k.region,
        r.name AS region_name, trim_scale(coalesce(f.promised_days, v.promised_days)) AS promised_days, v.project_type,
        coalesce(f.visits, v.visits) AS visits, coalesce(f.depth_level, v.depth_level) AS depth_level, k.heat, (
            SELECT count(*) FROM (
                SELECT FROM catalogue_item b WHERE b.leaf = k.leaf {below} AND b.state = 'published'
                    AND b.offered_from <= %(at)s AND coalesce(b.offered_until, 'infinity') > %(at)s
                LIMIT %(bodies)s
            ) offering
        ) AS bodies, k.tier, k.cold
    FROM kept k JOIN catalogue_leafversion v ON v.id = k.version
    JOIN orgs_organisation o ON o.code = k.organisation JOIN regions_region r ON r.code = k.region
    LEFT JOIN catalogue_itemversion f ON f.item = k.item AND f.effective_from <= %(at)s AND f.effective_until > %(at)s
)
SELECT
    coalesce((SELECT json_agg(row_to_json(hits)::jsonb - 'tier' - 'cold' ORDER BY tier, cold, leaf) FROM hits), '[]')
        ::text,
    (SELECT count(*) FROM (SELECT FROM offered LIMIT %(counted)s) capped),
    CASE WHEN (SELECT count(*) FROM page) > %(limit)s
        THEN (SELECT tier || '.' || heat || '.' || leaf FROM kept ORDER BY tier DESC, cold DESC, leaf DESC LIMIT 1) END,
    %(region)s::text IS NULL OR EXISTS (SELECT FROM regions_region WHERE code = %(region)s)
"""
