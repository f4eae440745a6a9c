"""Heads kept outside the database: without them a log cut short or built anew agrees with itself."""

import json
from dataclasses import dataclass
from pathlib import Path

from tongban.foundation.audit.rules.head import SignedHead, read_head
from tongban.foundation.kernel.errors import Invalid

ANCHORS = "audit-heads.jsonl"
"""The file in the data folder that the sealer keeps."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """The heads of a file, and the numbers of its lines that hold none (a crash may tear one)."""

    heads: tuple[SignedHead, ...]
    unreadable: tuple[int, ...]


def read_anchors(file: Path) -> Anchors:
    """The exported heads in `file`, one JSON object a line. Raises OSError when it cannot be read."""
    heads: list[SignedHead] = []
    unreadable: list[int] = []
    with open(file, "rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                heads.append(read_head(json.loads(line)))
            except (ValueError, Invalid):
                unreadable.append(number)
    return Anchors(tuple(heads), tuple(unreadable))
