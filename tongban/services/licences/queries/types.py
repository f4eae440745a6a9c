"""The catalogue of licence types to read."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import Q

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.routing.prepared import fetch_one
from tongban.services.licences import errors
from tongban.services.licences.models import LicenceType
from tongban.services.licences.rules import rights
from tongban.services.licences.rules.types import TypeContent

PAGE = 50


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A type in a list."""

    code: str
    name: str
    name_en: str
    kind: str
    holder_kind: str
    category: str
    state: str
    version: int
    fields: int
    sources: int


@dataclass(frozen=True, slots=True)
class TypePage:
    items: tuple[TypeLine, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of a type: who changed it, when and why."""

    version: int
    reason: str
    changed_by: uuid.UUID | None
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class TypeView:
    """One type with all that it says, and how it came to."""

    content: TypeContent
    state: str
    version: int
    changed_at: dt.datetime
    history: tuple[VersionLine, ...]


def list_types(*, q: str = "", state: str = "", after: str = "", limit: int = PAGE) -> TypePage:
    """Types whose name or code has `q` in it, by code, after that code. Anybody may know what licences there are."""
    rows = LicenceType.objects.filter(code__gt=after).order_by("code").prefetch_related("sources")
    if q := q.strip():
        rows = rows.filter(Q(name__icontains=q) | Q(name_en__icontains=q) | Q(code__startswith=q.upper()))
    if state:
        rows = rows.filter(state=state)
    found = list(rows[: limit + 1])
    return TypePage(tuple(_line(row) for row in found[:limit]), found[limit - 1].code if len(found) > limit else None)


def count_types(*, q: str = "", state: str = "") -> int:
    """How many types there are like that."""
    rows = LicenceType.objects.all()
    if q := q.strip():
        rows = rows.filter(Q(name__icontains=q) | Q(name_en__icontains=q) | Q(code__startswith=q.upper()))
    return rows.filter(state=state).count() if state else rows.count()


def find_type(code: str) -> LicenceType | None:
    return LicenceType.objects.filter(code=code).first()


def get_type(code: str) -> TypeView:
    """Raises NotFound licence.type_not_found."""
    row = LicenceType.objects.filter(code=code).first()
    if row is None:
        raise errors.type_not_found(code)
    history = tuple(
        VersionLine(each.version, each.reason, each.changed_by, each.changed_at)
        for each in row.versions.order_by("-version")
    )
    return TypeView(content_of(row), row.state, row.version, row.changed_at, history)


def content_of(row: LicenceType) -> TypeContent:
    """The type as somebody would write it."""
    sources = sorted((source.entry, source.operation) for source in row.sources.all())
    return TypeContent(
        code=row.code, name=row.name, name_en=row.name_en, kind=row.kind, holder_kind=row.holder_kind,
        category=row.category, fields=tuple(row.fields), layout=row.layout, validity=row.validity,
        numbering=row.numbering, seal_kind=row.seal_kind, sources=dict(sources),
    )  # fmt: skip


_VERSION = "SELECT content FROM licences_licencetypeversion WHERE type_id = %(type)s AND version = %(version)s"


def get_version(code: str, version: int) -> Mapping[str, Any]:
    """The content of a type in that version, which never changes. Raises NotFound licence.type_not_found."""
    row = fetch_one(_VERSION, {"type": code, "version": version})
    if row is None:
        raise errors.type_not_found(code)
    content: Mapping[str, Any] = orjson.loads(row[0])
    return content


def list_english_names(codes: Collection[str]) -> dict[str, str]:
    """English names by code of those types that have one. Anybody may know what licences there are."""
    named = LicenceType.objects.filter(code__in=codes).exclude(name_en="")
    return dict(named.values_list("code", "name_en"))


def may_define(actor: Actor) -> bool:
    """Types belong to no region."""
    return actor is SYSTEM or actor.may_anywhere(rights.DEFINE)


def _line(row: LicenceType) -> TypeLine:
    return TypeLine(
        row.code, row.name, row.name_en, row.kind, row.holder_kind, row.category, row.state, row.version,
        len(row.fields), len(row.sources.all()),
    )  # fmt: skip
