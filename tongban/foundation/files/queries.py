"""Every read of files. Which holder's files an actor may see is decided by the service the file belongs to."""

import uuid
from typing import BinaryIO

from tongban.foundation.files.models import HolderUsage, StoredFile
from tongban.foundation.files.rules import ScanState
from tongban.foundation.files.store import content_store
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, NotFound
from tongban.foundation.routing.ids import bucket_of
from tongban.foundation.routing.rows import find_row

OWN = "ARRAY(SELECT id FROM files_storedfile WHERE bucket = %(bucket)s AND holder = %(holder)s AND id = ANY(%(files)s))"
"""Part of a larger statement: those of these files that are the holder's."""


def get_file(actor: Actor, file_id: uuid.UUID, *, holder: uuid.UUID | None = None) -> StoredFile:
    """The file, when the actor uploaded it, or when it belongs to the `holder` that the caller let the actor see.

    Raises NotFound otherwise: a guessed id of another holder's file does not exist.
    """
    file = find_row(StoredFile, file_id)
    own = file is not None and actor.account is not None and file.uploaded_by == actor.account
    if file is None or not (own or (holder is not None and file.holder == holder)):
        raise NotFound("file.not_found")
    return file


def list_files(holder: uuid.UUID) -> list[StoredFile]:
    """All files of a holder that the caller let the actor see, oldest first, to the millisecond."""
    return list(StoredFile.objects.filter(bucket=bucket_of(holder), holder=holder).order_by("id"))


def open_content(file: StoredFile) -> BinaryIO:
    """The content, to be closed by the caller.

    Raises Conflict "file.blocked" for an infected file, Unavailable "file.content_missing".
    """
    if file.scan_state == ScanState.INFECTED:
        raise Conflict("file.blocked")
    return content_store().open(file.digest)


def get_usage(holder: uuid.UUID) -> tuple[int, int]:
    """Bytes and number of files that a holder keeps."""
    usage = HolderUsage.objects.filter(id=holder).first()
    return (usage.bytes, usage.files) if usage else (0, 0)
