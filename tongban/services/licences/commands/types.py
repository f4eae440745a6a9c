"""The catalogue of licence types: added, changed, ended; every version is kept."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.services.licences import errors
from tongban.services.licences.commands.steps import read_reason
from tongban.services.licences.models import LicenceSource, LicenceType, LicenceTypeVersion
from tongban.services.licences.queries.layouts import list_layouts
from tongban.services.licences.queries.types import content_of
from tongban.services.licences.rules import rights
from tongban.services.licences.rules.fields import read_fields, write_fields
from tongban.services.licences.rules.types import TypeContent, check_type

_COLUMNS = (
    "name", "name_en", "kind", "holder_kind", "category", "layout", "validity", "numbering", "seal_kind", "definer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many types a load has added, changed and found as they were."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def add_type(*, content: TypeContent, by: Actor, now: dt.datetime) -> LicenceType:
    """The type may be issued. Journals licences.type_added.

    Raises NotAllowed licence.action_not_allowed, Invalid licence.type_refused (by place), licence.type_source_taken,
    Conflict licence.type_exists.
    """
    _check_may(by)
    content = _read(content)
    if LicenceType.objects.filter(code=content.code).exists():
        raise errors.type_exists(content.code)
    row = LicenceType(code=content.code, version=1, changed_at=now, **_columns(content))
    row.save(force_insert=True)
    _keep(row, content, "", by, now)
    audit.record("licences.type_added", by=by, now=now, subject=f"licence-type:{row.code}", name=row.name)
    return row


@transaction.atomic
def change_type(
    *, content: TypeContent, reason: str, by: Actor, now: dt.datetime, version: int | None = None
) -> LicenceType:
    """What is issued from now on is of the next version; what stands stays as it was issued. The same content changes
    nothing. `version`: the one that was read. Journals licences.type_changed with the places that differ.

    Raises as `add_type`, NotFound licence.type_not_found, Conflict licence.type_changed, Invalid
    licence.reason_missing.
    """
    _check_may(by)
    row = _lock(content.code)
    if version is not None and version != row.version:
        raise errors.type_changed(row.version)
    return _change(row, _read(content), read_reason(reason), by, now)


@transaction.atomic
def end_type(*, code: str, reason: str, by: Actor, now: dt.datetime) -> LicenceType:
    """Nothing more is issued under the type; what stands stays. Journals licences.type_ended. Raises as above."""
    return _set_state(code, "ended", reason, by, now)


@transaction.atomic
def reopen_type(*, code: str, reason: str, by: Actor, now: dt.datetime) -> LicenceType:
    """The type may be issued again. Journals licences.type_reopened. Raises as above."""
    return _set_state(code, "active", reason, by, now)


@transaction.atomic
def load_types(*, contents: Iterable[TypeContent], reason: str, by: Actor, now: dt.datetime) -> Loaded:
    """All these types stand as told, or none is touched; whatever else there is stays. Journals licences.types_loaded.

    Raises Invalid licence.type_refused with places like "<code>.fields.3.source".
    """
    _check_may(by)
    wanted, why = _read_all(contents), read_reason(reason)
    standing = LicenceType.objects.select_for_update().filter(code__in=[each.code for each in wanted])
    known = {row.code: row for row in standing.prefetch_related("sources")}
    new = [content for content in wanted if content.code not in known]
    _add_many(new, by, now)
    versions = [(known[each.code].version, each) for each in wanted if each.code in known]
    changed = sum(_change(known[each.code], each, why, by, now).version != before for before, each in versions)
    loaded = Loaded(len(new), changed, len(wanted) - len(new) - changed)
    audit.record("licences.types_loaded", by=by, now=now, subject="licence-types", reason=why, **asdict(loaded))
    return loaded


def _add_many(contents: Sequence[TypeContent], by: Actor, now: dt.datetime) -> None:
    rows = LicenceType.objects.bulk_create(
        LicenceType(code=each.code, version=1, changed_at=now, **_columns(each)) for each in contents
    )
    LicenceTypeVersion.objects.bulk_create(
        _version(row, each, "", by, now) for row, each in zip(rows, contents, strict=True)
    )
    _claim_sources(dict(zip(rows, contents, strict=True)))


def _change(row: LicenceType, content: TypeContent, reason: str, by: Actor, now: dt.datetime) -> LicenceType:
    before, after = asdict(content_of(row)), asdict(content)
    places = sorted(place for place in after if before[place] != after[place])
    if not places:
        return row
    for column, value in _columns(content).items():
        setattr(row, column, value)
    row.version, row.changed_at = row.version + 1, now
    row.save(force_update=True)
    _keep(row, content, reason, by, now)
    audit.record(
        "licences.type_changed", by=by, now=now, subject=f"licence-type:{row.code}", version=row.version,
        places=",".join(places), reason=reason,
    )  # fmt: skip
    return row


def _set_state(code: str, state: str, reason: str, by: Actor, now: dt.datetime) -> LicenceType:
    _check_may(by)
    row, why = _lock(code), read_reason(reason)
    if row.state != state:
        row.state, row.changed_at = state, now
        row.save(update_fields=["state", "changed_at"])
        action = "licences.type_ended" if state == "ended" else "licences.type_reopened"
        audit.record(action, by=by, now=now, subject=f"licence-type:{code}", reason=why)
    return row


def _check_may(by: Actor) -> None:
    """Types belong to no region: whoever defines them does so for all."""
    if by is not SYSTEM and not by.may_anywhere(rights.DEFINE):
        raise errors.not_allowed(rights.DEFINE)


def _lock(code: str) -> LicenceType:
    row = LicenceType.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise errors.type_not_found(code)
    return row


def _read(content: TypeContent) -> TypeContent:
    """The content as it is kept: without blanks around names, every field written out."""
    if faults := _faults(content):
        raise errors.type_refused(faults)
    fields = tuple(write_fields(read_fields(content.fields)))
    return replace(content, name=content.name.strip(), name_en=content.name_en.strip(), fields=fields)


def _read_all(contents: Iterable[TypeContent]) -> list[TypeContent]:
    told = list(contents)
    faults = {
        f"{each.code}.{place}": codes for each in told for place, codes in _faults(each).items()
    }  # fmt: skip
    if faults:
        raise errors.type_refused(faults)
    return [_read(each) for each in told]


def _faults(content: TypeContent) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    for place, code in check_type(content):
        faults.setdefault(place, []).append(code)
    if content.layout not in list_layouts():
        faults.setdefault("layout", ["licence.type_layout"])
    return faults


def _columns(content: TypeContent) -> Mapping[str, Any]:
    return {name: getattr(content, name) for name in _COLUMNS} | {"fields": list(content.fields)}


def _keep(row: LicenceType, content: TypeContent, reason: str, by: Actor, now: dt.datetime) -> None:
    """The version as it is now, and its sources."""
    _version(row, content, reason, by, now).save(force_insert=True)
    LicenceSource.objects.filter(type=row).delete()
    _claim_sources({row: content})


def _version(row: LicenceType, content: TypeContent, reason: str, by: Actor, now: dt.datetime) -> LicenceTypeVersion:
    kept = asdict(content) | {"fields": list(content.fields)}
    return LicenceTypeVersion(
        type=row, version=row.version, content=kept, reason=reason, changed_by=by.account, changed_at=now
    )


def _claim_sources(told: Mapping[LicenceType, TypeContent]) -> None:
    """An item leads to one type. Raises Invalid licence.type_source_taken."""
    claimed: dict[str, LicenceSource] = {}
    taken = {entry for content in told.values() for entry in content.sources}
    for source in LicenceSource.objects.filter(entry__in=taken).select_related("type"):
        raise errors.source_taken(source.entry, source.type.name)
    for row, content in told.items():
        for entry, operation in content.sources.items():
            if entry in claimed:
                raise errors.source_taken(entry, claimed[entry].type.name)
            claimed[entry] = LicenceSource(type=row, entry=entry, operation=operation)
    LicenceSource.objects.bulk_create(claimed.values())
