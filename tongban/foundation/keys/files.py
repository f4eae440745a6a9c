"""The key folder as files: one file per version of a key, 0600 in a folder 0700, made whole or not at all.

A file is called `name.version.kind`, for example `holder-document.2.sm4`. Versions are never changed or removed here.
"""

import contextlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tongban.foundation.keys.errors import KeyTrouble

MARKER = "SAMPLE"
_MARKER_TEXT = "These keys were made by themselves so that Tongban can be tried out. Production refuses them.\n"
_FILE_NAME = re.compile(r"(?P<name>[a-z][a-z0-9-]{0,62})\.(?P<version>[1-9][0-9]{0,5})\.(?P<kind>[a-z0-9]+)")
_OPEN_TO_OTHERS = 0o077
_SETTLED = 1_000_000_000
"""A folder that has not changed for so many nanoseconds can be told by its time from what it becomes."""


@dataclass(frozen=True)
class KeyFile:
    """One version of one key on disk."""

    path: Path
    name: str
    version: int
    kind: str

    @property
    def key_id(self) -> str:
        return f"{self.name}/{self.version}"


class KeyFiles:
    """The folder at `path`; made with the sample marker when it does not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def is_sample(self) -> bool:
        return (self.path / MARKER).exists()

    def all_of(self, name: str) -> list[KeyFile]:
        """Every version of `name`, oldest first; `KeyTrouble` when others may read the folder."""
        with _explained(self.path):
            self._make_folder()
            _refuse_open(self.path, "chmod 700")
            changed = self.path.stat().st_mtime_ns
            # Files made within one tick of the clock leave the folder's time as it was.
            is_settled = time.time_ns() - changed > _SETTLED
            return list((_settled if is_settled else _listed)(self.path, name, changed))

    def versions(self, name: str, kind: str) -> list[KeyFile]:
        """Every version of `name`, oldest first; `KeyTrouble` when that name belongs to a key of another kind."""
        files = self.all_of(name)
        for file in files:
            if file.kind != kind:
                raise KeyTrouble(f"{file.path} is a key of kind {file.kind}, but {name} is used as {kind}.")
        return files

    def current(self, name: str, kind: str, make: Callable[[], bytes]) -> KeyFile:
        """The newest version, made by `make` when there is none; two processes at once get the same one."""
        files = self.versions(name, kind)
        return files[-1] if files else self.add(name, 1, kind, make)

    def version(self, key_id: str, kind: str) -> KeyFile:
        """Exactly the version that `key_id` names, without a look at the others; `KeyTrouble` when it is not here."""
        file = _parsed(self.path, f"{key_id.replace('/', '.')}.{kind}")
        if file is None or not file.path.exists():
            raise KeyTrouble(f"{self.path} has no key {key_id} of kind {kind}: restore it from the backup of the keys.")
        return file

    def add(self, name: str, version: int, kind: str, make: Callable[[], bytes]) -> KeyFile:
        """Afterwards that version exists, flushed to disk: ours, or the one another process made a moment before."""
        file = _parsed(self.path, f"{name}.{version}.{kind}")
        if file is None:
            raise ValueError(f"a key's name is made of a-z, 0-9 and hyphens, not {name!r}")
        draft = self.path / f".draft-{secrets.token_hex(8)}"
        with _explained(self.path):
            _write_private(draft, make())
            try:
                with contextlib.suppress(FileExistsError):
                    os.link(draft, file.path)
            finally:
                draft.unlink()
            _flush_folder(self.path)
        return file

    def _make_folder(self) -> None:
        if self.path.exists():
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.parent / f".keys-{secrets.token_hex(8)}"
        draft.mkdir(mode=0o700)
        _write_private(draft / MARKER, _MARKER_TEXT.encode())
        try:
            draft.rename(self.path)
        except OSError:
            shutil.rmtree(draft)
            if not self.path.exists():
                raise


def read_private(path: Path) -> bytes:
    """The file's bytes; `KeyTrouble` when anybody but its owner may read it."""
    with _explained(path):
        _refuse_open(path, "chmod 600")
        return path.read_bytes()


def _listed(folder: Path, name: str, _changed: int) -> tuple[KeyFile, ...]:
    """A province's seals are thousands of keys: only those of this name are looked at."""
    found = [_parsed(folder, entry) for entry in os.listdir(folder) if entry.startswith(f"{name}.")]
    return tuple(sorted((file for file in found if file), key=lambda file: file.version))


_settled = lru_cache(maxsize=256)(_listed)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise KeyTrouble(f"The keys at {path} cannot be used: {failure.strerror or failure}.") from failure


def _refuse_open(path: Path, remedy: str) -> None:
    if path.stat().st_mode & _OPEN_TO_OTHERS:
        raise KeyTrouble(f"{path} may be read by others: run `{remedy} {path}` and change the keys if somebody did.")


def _parsed(folder: Path, file_name: str) -> KeyFile | None:
    match = _FILE_NAME.fullmatch(file_name)
    return KeyFile(folder / file_name, match["name"], int(match["version"]), match["kind"]) if match else None


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
