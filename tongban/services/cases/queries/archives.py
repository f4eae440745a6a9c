"""The package of a closed case: read, checked against its manifest, and put together to carry away."""

import datetime as dt
import hashlib
import io
import json
import tempfile
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from tongban.foundation.files import queries as files
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import DomainError
from tongban.registers.calendars.rules.clock import local
from tongban.services.cases import sealing
from tongban.services.cases.models import Case, CaseArchive
from tongban.services.cases.rules.archive import digest_of, digests_of, list_damaged, spell

_IN_MEMORY = 8_000_000


@dataclass(frozen=True, slots=True)
class Archive:
    """A package. `manifest`: part or file → SHA-256 when it was packed; `damaged`: what is different now."""

    number: str
    package: Mapping[str, Any]
    manifest: Mapping[str, str]
    digest: str
    made_at: dt.datetime
    damaged: tuple[str, ...]


def read_archive(case: Case, row: CaseArchive) -> Archive:
    """The package with every digest computed again, those of the files from their contents."""
    package = sealing.unseal(row.package_sealed, row.id)
    found = digests_of(package) | {path: _digest_now(kept) for path, kept in package.get("files", {}).items()}
    damaged = list_damaged(found, row.manifest)
    if digest_of(spell(row.manifest)) != row.digest:
        damaged = ["manifest", *damaged]
    return Archive(case.number, package, row.manifest, row.digest, row.made_at, tuple(damaged))


def zip_archive(archive: Archive) -> BinaryIO:
    """The package as a ZIP, to be closed by the caller: parts as JSON, files, and `SHA256SUMS` to check them with.

    What is damaged is in it as it is now, and fails that check; a file that is gone is left out.
    """
    target = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the caller closes it)
    with zipfile.ZipFile(cast(BinaryIO, target), "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in archive.package.items():
            packed.writestr(_entry(f"{name}.json", archive), spell(part))
        for path, kept in archive.package.get("files", {}).items():
            try:
                with _open(kept) as content, packed.open(_entry(path, archive), "w") as entry:
                    while piece := content.read(1 << 20):
                        entry.write(piece)
            except DomainError:
                continue
        sums = (f"{digest}  {name if '/' in name else name + '.json'}\n" for name, digest in archive.manifest.items())
        packed.writestr(_entry("SHA256SUMS", archive), "".join(sorted(sums)))
        about = {"number": archive.number, "digest": archive.digest, "made_at": archive.made_at.isoformat()}
        packed.writestr(_entry("archive.json", archive), json.dumps(about, indent=1))
    target.seek(0)
    return cast(BinaryIO, target)


def _entry(path: str, archive: Archive) -> zipfile.ZipInfo:
    """Dated by the day of the archive, so that the same package gives the same bytes."""
    told = zipfile.ZipInfo(path, local(archive.made_at).timetuple()[:6])
    told.compress_type = zipfile.ZIP_DEFLATED
    return told


def _digest_now(kept: Mapping[str, str]) -> str:
    """ "" for a file that is gone or cannot be opened."""
    try:
        with _open(kept) as content:
            return hashlib.file_digest(cast(io.BufferedReader, content), "sha256").hexdigest()
    except DomainError:
        return ""


def _open(kept: Mapping[str, str]) -> BinaryIO:
    file = files.get_file(SYSTEM, uuid.UUID(kept["file"]), holder=uuid.UUID(kept["holder"]))
    return files.open_content(file)
