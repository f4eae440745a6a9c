"""What a licence type must say before anything is issued under it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tongban.services.licences.rules.fields import check_fields
from tongban.services.licences.rules.life import Operation
from tongban.services.licences.rules.numbering import is_pattern
from tongban.services.licences.rules.validity import is_validity

CODE = re.compile(r"[0-9A-Z]{18}[0-9]{3}")
_LAYOUT = re.compile(r"[a-z][a-z0-9-]{0,39}")
_ENTRY = re.compile(r"[0-9A-Z]{12}(?:[0-9]{2})?")
SEAL_KINDS = ("official", "approval", "licence", "case")
SOURCE_OPERATIONS = frozenset((Operation.ISSUE, Operation.RENEW, Operation.CHANGE, Operation.CANCEL))
SOURCES_AT_MOST = 60


class Kind(StrEnum):
    LICENCE = "licence"
    APPROVAL = "approval"


class HolderKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    BOTH = "both"
    FOUNDED = "founded"
    """An enterprise; the grant that issues it brings the enterprise into being (营业执照)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeContent:
    """A type as somebody writes it. `sources`: basic code, or with the leaf's sequence, → operation."""

    code: str
    name: str
    kind: str
    holder_kind: str
    validity: Any
    numbering: str
    name_en: str = ""
    category: str = ""
    fields: Any = ()
    layout: str = "standard"
    seal_kind: str = "licence"
    sources: dict[str, str] = field(default_factory=dict)

    @property
    def definer(self) -> str:
        """The body that defines it: the first eighteen characters of the code."""
        return self.code[:18]


def check_type(content: TypeContent) -> Iterator[tuple[str, str]]:
    """Place and code of every fault."""
    if not CODE.fullmatch(content.code):
        yield "code", "licence.type_code"
    if not 1 <= len(content.name.strip()) <= 100:
        yield "name", "licence.type_name"
    if len(content.name_en) > 200:
        yield "name_en", "licence.type_name"
    if len(content.category) > 40:
        yield "category", "licence.type_category"
    words = (("kind", content.kind, set(Kind)), ("holder_kind", content.holder_kind, set(HolderKind)),
             ("seal_kind", content.seal_kind, set(SEAL_KINDS)))  # fmt: skip
    yield from ((place, "licence.type_word") for place, word, known in words if word not in known)
    if not _LAYOUT.fullmatch(content.layout):
        yield "layout", "licence.type_layout"
    if not is_validity(content.validity):
        yield "validity", "licence.type_validity"
    if not is_pattern(content.numbering):
        yield "numbering", "licence.type_numbering"
    yield from check_fields(content.fields)
    yield from _check_sources(content.sources)


def _check_sources(sources: dict[str, str]) -> Iterator[tuple[str, str]]:
    if len(sources) > SOURCES_AT_MOST:
        yield "sources", "licence.type_sources_number"
    for entry, operation in sources.items():
        if not _ENTRY.fullmatch(entry):
            yield f"sources.{entry[:20]}", "licence.type_source_entry"
        if operation not in SOURCE_OPERATIONS:
            yield f"sources.{entry[:20]}", "licence.type_source_operation"


def entries_of(item: str) -> tuple[str, ...]:
    """What a source may name of an item's handling code (33): the leaf (14) first, then the entry (12).

    >>> entries_of("11420902MB0000000A4" + "000125010000" + "01")
    ('00012501000001', '000125010000')
    """
    return (item[19:33], item[19:31])


def fits_holder(holder_kind: str, *, is_person: bool) -> bool:
    return holder_kind == HolderKind.BOTH or (holder_kind == HolderKind.PERSON) == is_person
