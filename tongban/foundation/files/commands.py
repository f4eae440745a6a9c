"""Every write of files: taking in, handing out with its trace, removing, scanning later, clearing away."""

import datetime as dt
import io
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from tongban.foundation.audit import commands as audit
from tongban.foundation.files import queries, rules
from tongban.foundation.files.events import FileFoundInfected, FileStored
from tongban.foundation.files.models import HolderUsage, StoredFile
from tongban.foundation.files.recognition import recognise
from tongban.foundation.files.rules import Limits, ScanState, refused
from tongban.foundation.files.scanner import ScannerError, Verdict, configured_scanner
from tongban.foundation.files.store import Arrived, Readable, content_store
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import NotFound, Unavailable
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import bucket_of, new_id

GRACE = dt.timedelta(days=1)
_SEEN = (ScanState.CLEAN, ScanState.INFECTED, ScanState.UNSCANNABLE)
_SILENCES = 3


@dataclass(frozen=True, slots=True)
class ScanReport:
    """How many waiting files turned out clean or infected, could not be looked into, or still wait."""

    clean: int
    infected: int
    unscannable: int
    waiting: int


@dataclass(frozen=True, slots=True)
class GarbageReport:
    """How many contents without a row, and how many broken-off arrivals, were cleared away."""

    contents: int
    arrivals: int


def configured_limits() -> Limits:
    """What the settings allow one upload and one holder."""
    return Limits(settings.FILE_BYTES, settings.HOLDER_FILE_BYTES, settings.HOLDER_FILES)


def store(
    content: bytes | Readable,
    *,
    name: str,
    holder: uuid.UUID,
    by: Actor,
    now: dt.datetime,
    limits: Limits | None = None,
) -> StoredFile:
    """The holder has one more file, its content durably stored; the row lies in the bucket that `holder` carries.

    The caller has checked that `by` may give this holder a file. Reading stops at the size limit. The same content is
    kept once, however many rows name it. Emits "files.stored".
    Raises Invalid for name, size, kind and content (see `rules.clean_name`, `rules.check_kind`, "file.too_large",
    "file.empty", "file.infected", "file.unscannable"), Conflict "file.quota_bytes" or "file.quota_files", Unavailable
    "file.store_full" or, where a scanner is required, "file.scanner_silent".
    """
    return store_together([(content, name)], holder=holder, by=by, now=now, limits=limits)[0]


def store_together(
    contents: Sequence[tuple[bytes | Readable, str]],
    *,
    holder: uuid.UUID,
    by: Actor,
    now: dt.datetime,
    limits: Limits | None = None,
) -> list[StoredFile]:
    """As `store` for several contents, each with its name: all of them are kept, or none. The files in that order."""
    limits = limits or configured_limits()
    with ExitStack() as arriving:
        arrived, files = [], []
        for content, name in contents:
            given = rules.clean_name(name)
            source = io.BytesIO(content) if isinstance(content, bytes) else content
            arrived.append(arriving.enter_context(content_store().arriving(source, limit=limits.file_bytes)))
            files.append(_read(arrived[-1], given, holder, limits, by, now))
        _keep(files, arrived, limits, by, now)
    return files


def hand_out(
    file_id: uuid.UUID, *, by: Actor, purpose: str, now: dt.datetime, holder: uuid.UUID | None = None
) -> tuple[StoredFile, BinaryIO]:
    """The file and its open content, and a journal row that says who looked and why.

    Raises NotFound (see `queries.get_file`), Conflict "file.blocked", Unavailable "file.content_missing".
    """
    file = queries.get_file(by, file_id, holder=holder)
    with transaction.atomic():
        _record("files.handed_out", file, by, now, purpose=purpose)
        return file, queries.open_content(file)


@transaction.atomic
def remove(file_id: uuid.UUID, *, holder: uuid.UUID, by: Actor, now: dt.datetime) -> None:
    """The holder no longer has the file; its content goes when no row names it. The caller has checked the right to.

    Raises NotFound.
    """
    HolderUsage.objects.select_for_update().filter(id=holder).first()
    file = StoredFile.objects.filter(id=file_id, holder=holder).first()
    if file is None:
        raise NotFound("file.not_found")
    StoredFile.objects.filter(id=file_id).delete()
    HolderUsage.objects.filter(id=holder).update(bytes=F("bytes") - file.size, files=F("files") - 1)
    _record("files.removed", file, by, now, digest=file.digest)


def scan_waiting(*, now: dt.datetime, limit: int = 100) -> ScanReport:
    """Up to `limit` files that no scanner has seen are scanned, oldest first; infected ones no longer open.

    Gives up after three silences of the scanner in a row, or when none is configured. Emits "files.found_infected".
    """
    with fan_out_allowed("the scanner looks at every holder's unscanned files"):
        waiting = list(StoredFile.objects.filter(scan_state=ScanState.UNSCANNED).order_by("id")[:limit])
    counts, silences = Counter[ScanState](), 0
    for file in waiting:
        state = _scan_stored(file, now)
        counts[state] += 1
        silences = silences + 1 if state is ScanState.UNSCANNED else 0
        if silences == _SILENCES:
            break
    clean, infected, unscannable = (counts[state] for state in _SEEN)
    return ScanReport(clean, infected, unscannable, waiting=len(waiting) - clean - infected - unscannable)


def collect_garbage(*, grace: dt.timedelta = GRACE, limit: int = 10_000) -> GarbageReport:
    """Contents that no row names are gone, at most `limit` of them, and so is what broke off while arriving.

    Only contents placed longer than `grace` ago by the disk's own clock. Safe beside uploads: one that is about to name
    a content holds that content's lock, and then it stays.
    """
    unnamed = islice(_unnamed_older_than(grace), limit)
    contents = sum(_discard_unnamed(digest) for digest in unnamed)
    return GarbageReport(contents, content_store().discard_broken_off())


def _read(
    arrived: Arrived, given: rules.FileName, holder: uuid.UUID, limits: Limits, by: Actor, now: dt.datetime
) -> StoredFile:
    """The row of what has arrived, not yet stored: recognised and scanned."""
    with arrived.path.open("rb") as file:
        kind = rules.check_kind(given.extension, recognise(file), limits.kinds)
    return StoredFile(
        id=new_id(bucket_of(holder)), bucket=bucket_of(holder), holder=holder,
        name=given.with_extension(kind.extensions[0]), media_type=kind.media_type, size=arrived.size,
        digest=arrived.digest, scan_state=_scan_on_arrival(arrived), uploaded_by=by.account, stored_at=now,
    )  # fmt: skip


@transaction.atomic
def _keep(files: list[StoredFile], arrived: list[Arrived], limits: Limits, by: Actor, now: dt.datetime) -> None:
    """Lock the holder's usage, check it, place the contents, write the rows, journal, events."""
    _use(files, limits)
    _lock_contents([file.digest for file in files])
    for each in arrived:
        content_store().place(each)
    StoredFile.objects.bulk_create(files)
    for file in files:
        _record("files.stored", file, by, now, digest=file.digest, media_type=file.media_type, scan=file.scan_state)
    told = [
        FileStored(each.id, each.holder, each.media_type, each.size, each.digest, each.scan_state) for each in files
    ]
    outbox.emit_many([(event, file.bucket) for event, file in zip(told, files, strict=True)], now=now)


_USE = """
INSERT INTO files_holderusage AS old (id, bucket, bytes, files)
VALUES (%(holder)s, %(bucket)s, %(bytes)s, %(files)s)
ON CONFLICT (id, bucket) DO UPDATE SET bytes = old.bytes + excluded.bytes, files = old.files + excluded.files
RETURNING bytes, files
"""


def _use(files: list[StoredFile], limits: Limits) -> None:
    """The files count among what their holder keeps, whose row is locked; a refusal undoes it."""
    size, first = sum(file.size for file in files), files[0]
    with connection.cursor() as cursor:
        cursor.execute(_USE, {"holder": first.holder, "bucket": first.bucket, "bytes": size, "files": len(files)})
        kept_bytes, kept_files = cursor.fetchone()
    rules.check_quota(kept_bytes - size, kept_files - len(files), size, limits, files=len(files))


def _lock_contents(digests: list[str]) -> None:
    """Holds contents for rows that name them until the transaction ends; many may, but nobody discards them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(key) FROM unnest(%s::bigint[]) key", [sorted(map(_key_of, digests))]
        )


def _hold_alone(digest: str) -> bool:
    """Whether the content could be locked for discarding it: nobody is about to name it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_key_of(digest)])
        return bool(cursor.fetchone()[0])


def _key_of(digest: str) -> int:
    return int.from_bytes(bytes.fromhex(digest)[:8], signed=True)


def _unnamed_older_than(age: dt.timedelta) -> Iterator[str]:
    for digests in content_store().older_than(age):
        yield from sorted(set(digests) - _named(digests))


def _named(digests: list[str]) -> set[str]:
    with fan_out_allowed("a content may be named in any holder's file"):
        return set(StoredFile.objects.filter(digest__in=digests).values_list("digest", flat=True))


@transaction.atomic
def _discard_unnamed(digest: str) -> bool:
    """Under the lock every writer of this content has committed or not yet begun, so a look now is final."""
    if not _hold_alone(digest) or _named([digest]):
        return False
    content_store().discard(digest)
    return True


def _scan_on_arrival(arrived: Arrived) -> ScanState:
    scanner = configured_scanner()
    if scanner is None:
        return ScanState.UNSCANNED
    try:
        with arrived.path.open("rb") as content:
            verdict = scanner.scan(content)
    except ScannerError as silent:
        if settings.CLAMAV_REQUIRED:
            raise Unavailable("file.scanner_silent") from silent
        return ScanState.UNSCANNED
    if verdict.state is ScanState.INFECTED:
        raise refused("file.infected", signature=verdict.signature)
    if verdict.state is ScanState.UNSCANNABLE and settings.CLAMAV_REQUIRED:
        raise refused("file.unscannable")
    return verdict.state


def _scan_stored(file: StoredFile, now: dt.datetime) -> ScanState:
    """Asks the scanner about a file that waits and notes what it says; UNSCANNED while it says nothing."""
    scanner = configured_scanner()
    if scanner is None:
        return ScanState.UNSCANNED
    try:
        with content_store().open(file.digest) as content:
            verdict = scanner.scan(content)
    except ScannerError:
        return ScanState.UNSCANNED
    except Unavailable as missing:
        verdict = Verdict(ScanState.UNSCANNABLE, missing.code)
    _note_verdict(file, verdict, now)
    return verdict.state


@transaction.atomic
def _note_verdict(file: StoredFile, verdict: Verdict, now: dt.datetime) -> None:
    waiting = StoredFile.objects.filter(id=file.id, scan_state=ScanState.UNSCANNED)
    if waiting.update(scan_state=verdict.state) and verdict.state is ScanState.INFECTED:
        _record("files.found_infected", file, SYSTEM, now, signature=verdict.signature)
        outbox.emit(FileFoundInfected(file.id, file.holder, verdict.signature), bucket=file.bucket, now=now)


def _record(action: str, file: StoredFile, by: Actor, now: dt.datetime, **facts: str) -> None:
    audit.record(
        action, by=by, now=now, subject=f"file:{file.id}", bucket=file.bucket, holder=str(file.holder), **facts
    )
