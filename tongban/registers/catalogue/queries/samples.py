"""Files of a leaf's result, for everybody."""

import uuid
from typing import BinaryIO

from tongban.foundation.files import queries as files
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.models import ResultSample


def list_samples(leaf: str) -> list[ResultSample]:
    """What guides of the leaf show, in the order in which it was attached."""
    return list(ResultSample.objects.filter(leaf=leaf, removed_at=None).order_by("attached_at", "id"))


def open_sample(sample: uuid.UUID, *, leaf: str) -> tuple[ResultSample, BinaryIO]:
    """A sample that guides of this leaf show, with its content, to be closed by the caller. Raises NotFound."""
    row = ResultSample.objects.filter(id=sample, leaf=leaf, removed_at=None).first()
    if row is None:
        raise errors.sample_unknown()
    return row, files.open_content(files.get_file(SYSTEM, row.file, holder=row.id))
