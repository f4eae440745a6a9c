"""Content on disk, named by its SHA-256: the same content is stored once, and what is there is whole and durable.

`<data>/files/ab/cd/abcd…` holds contents, `<data>/files/incoming/` what still arrives. Folders are 0700, files 0600.
"""

import datetime as dt
import errno
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from tongban.foundation.files.rules import megabytes, refused
from tongban.foundation.kernel.errors import Unavailable

_PIECE = 256 * 1024
_LONGEST_ARRIVAL = dt.timedelta(days=1)


class Readable(Protocol):
    """Anything that gives its bytes piece by piece: an open file, an upload, a response body."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Arrived:
    """Content that has arrived in full and is not yet part of the store."""

    path: Path
    digest: str
    size: int


class ContentStore:
    """The contents under one folder. Content is never changed; who refers to it is the database's business."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = root / "incoming"

    @contextmanager
    def arriving(self, source: Readable, *, limit: int) -> Iterator[Arrived]:
        """Reads the source into a file of its own, gone at the end unless it was placed.

        Reading stops with the piece that exceeds the limit. Raises Invalid "file.too_large" (limit_mb),
        "file.empty"; Unavailable "file.store_full".
        """
        self.root.parent.mkdir(parents=True, exist_ok=True)
        _make(self.root, self._incoming)
        path = self._incoming / secrets.token_hex(16)
        try:
            with _told_when_full():
                arrived = _write(source, path, limit)
            yield arrived
        finally:
            path.unlink(missing_ok=True)

    def place(self, arrived: Arrived) -> None:
        """The content is in the store and survives a power cut. Raises Unavailable "file.store_full"."""
        target = self._path(arrived.digest)
        with _told_when_full():
            _make(target.parent.parent, target.parent)
            if self.has(arrived.digest, arrived.size):
                os.utime(target)  # young again, so that clearing away leaves it alone
            else:
                _flush(arrived.path)
                arrived.path.replace(target)
            for folder in (target.parent, target.parent.parent, self.root, self.root.parent):
                _flush(folder)

    def has(self, digest: str, size: int) -> bool:
        """True when the content is there in full length."""
        try:
            return self._path(digest).stat().st_size == size
        except FileNotFoundError:
            return False

    def open(self, digest: str) -> BinaryIO:
        """The content, to be closed by the caller. Raises Unavailable "file.content_missing"."""
        try:
            return self._path(digest).open("rb")
        except FileNotFoundError as missing:
            raise Unavailable("file.content_missing") from missing

    def older_than(self, age: dt.timedelta) -> Iterator[list[str]]:
        """The digests of contents placed longer ago than that, folder by folder."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]")):
            digests = [path.name for path in folder.iterdir() if _is_older(path, age)]
            if digests:
                yield sorted(digests)

    def discard(self, digest: str) -> None:
        """The content is no longer there."""
        self._path(digest).unlink(missing_ok=True)

    def discard_broken_off(self) -> int:
        """What began to arrive more than a day ago and was never placed is gone. Returns how many."""
        stale = [path for path in self._incoming.glob("*") if _is_older(path, _LONGEST_ARRIVAL)]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

    def _path(self, digest: str) -> Path:
        return self.root / digest[:2] / digest[2:4] / digest


def content_store() -> ContentStore:
    """The store in the data folder."""
    return ContentStore(Path(settings.DATA_DIR) / "files")


def _write(source: Readable, path: Path, limit: int) -> Arrived:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := source.read(min(_PIECE, limit - size + 1)):
            size += len(piece)
            if size > limit:
                raise refused("file.too_large", limit_mb=megabytes(limit))
            digest.update(piece)
            file.write(piece)
    if not size:
        raise refused("file.empty")
    return Arrived(path, digest.hexdigest(), size)


def _make(*folders: Path) -> None:
    """The folders are there, for nobody else to read; `mkdir(parents=True)` would leave the outer ones open."""
    for folder in folders:
        folder.mkdir(mode=0o700, exist_ok=True)


def _flush(path: Path) -> None:
    """What the path holds, file or folder, is on the disk itself."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_older(path: Path, age: dt.timedelta) -> bool:
    """By the clock that stamped the file, whatever the hour in which the platform is made to run."""
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > age.total_seconds()
    return False


@contextmanager
def _told_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as failed:
        if failed.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Unavailable("file.store_full") from failed
        raise
