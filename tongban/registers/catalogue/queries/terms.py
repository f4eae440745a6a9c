"""The terms of a case: what an item's versions bind a case to that is begun, or accepted, under them (CAT-08).

A case keeps the ids of the two versions; whatever it asks later it asks under those, however often the item has
changed since.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from tongban.registers.calendars.rules.clock import Limit
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.rules.content import lay
from tongban.registers.catalogue.rules.terms import (
    ReviewStep,
    list_pause_kinds,
    list_review_steps,
    read_limits,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an item promises and asks. `leaf_version` and `item_version` are ids; the item has none of its own: 0.

    `steps` are the review steps in order, at least one; `pause_kinds` the special procedures under which the clock may
    stand still. `form` and `guidance` are definitions, None where the item has none. `signature`: an enterprise has to
    sign what it hands in.
    """

    item: str
    leaf_version: int
    item_version: int
    name: str
    name_en: str
    organisation: str
    organisation_name: str
    region: str
    project_type: str
    promised: Limit
    legal: Limit
    steps: tuple[ReviewStep, ...]
    pause_kinds: frozenset[str]
    materials: tuple[Mapping[str, Any], ...]
    review_points: tuple[str, ...]
    form: Mapping[str, Any] | None
    guidance: Mapping[str, Any] | None
    default_grant: bool
    tolerant: bool
    promise: bool
    audience: frozenset[str]
    deliveries: tuple[str, ...]
    charged: bool
    fees: tuple[Mapping[str, Any], ...]
    signature: bool


def get_terms(item_code: str, *, at: dt.datetime) -> Terms:
    """The terms on which a case may begin at `at`; whether one may is `offers.check_offered`'s to say. One statement.

    Raises NotFound catalogue.item_unknown.
    """
    return _read(_AT, {"code": item_code, "at": at})


def find_terms(item_code: str, *, at: dt.datetime) -> Terms | None:
    """`get_terms`, or None for an item that says nothing at `at`."""
    row = _fetch(_AT, {"code": item_code, "at": at})
    return _terms(row) if row else None


def get_terms_under(item_code: str, *, leaf_version: int, item_version: int) -> Terms:
    """The same under these very versions, whatever holds today. Raises NotFound catalogue.item_unknown."""
    return _read(_UNDER, {"code": item_code, "leaf_version": leaf_version, "item_version": item_version})


PLACE = """
SELECT o.code AS body, o.region, concat_ws(' ', i.id, o.name, o.region, (SELECT number FROM catalogue_generation))
    AS stamp
FROM catalogue_item i JOIN orgs_organisation o ON o.code = i.organisation WHERE i.code = %(item)s
"""
"""Part of a larger statement, no row for an unknown item: whose it is, and a text that differs when terms may."""

_READ = """
SELECT i.code, v.id, coalesce(w.id, 0), o.code, o.name, o.region, v.content, v.defaults, w.content
FROM catalogue_item i
JOIN orgs_organisation o ON o.code = i.organisation
JOIN catalogue_leafversion v ON v.leaf = i.leaf AND {leaf_version}
LEFT JOIN catalogue_itemversion w ON w.item = i.id AND {item_version}
WHERE i.code = %(code)s
"""
_HOLDS = "{0}.effective_from <= %(at)s AND {0}.effective_until > %(at)s"
_AT = _READ.format(leaf_version=_HOLDS.format("v"), item_version=_HOLDS.format("w"))
_UNDER = _READ.format(leaf_version="v.id = %(leaf_version)s", item_version="w.id = %(item_version)s")


def _read(statement: str, told: dict[str, Any]) -> Terms:
    row = _fetch(statement, told)
    if row is None:
        raise errors.item_unknown(told["code"])
    return _terms(row)


def _fetch(statement: str, told: dict[str, Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _terms(row: tuple[Any, ...]) -> Terms:
    code, leaf_version, item_version, body, body_name, region, *layers = row
    content = lay(*(orjson.loads(layer) for layer in layers if layer))
    promised, legal = read_limits(content)
    return Terms(
        item=code, leaf_version=leaf_version, item_version=item_version,
        name=content["name"], name_en=content.get("name_en", ""),
        organisation=body, organisation_name=body_name, region=region,
        project_type=content.get("project_type", ""), promised=promised, legal=legal,
        steps=list_review_steps(content), pause_kinds=list_pause_kinds(content),
        materials=tuple(content.get("materials", ())),
        review_points=tuple(content.get("review_points") or ()),
        form=content.get("form"), guidance=content.get("guidance"),
        default_grant=bool(content.get("default_grant")), tolerant=bool(content.get("tolerant")),
        promise=bool(content.get("promise")), audience=frozenset(content.get("audience", ())),
        deliveries=tuple(content.get("deliveries", ())),
        charged=bool(content.get("charged")), fees=tuple(content.get("fees", ())),
        signature=bool(content.get("signature")),
    )  # fmt: skip
