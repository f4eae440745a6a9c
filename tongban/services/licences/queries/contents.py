"""What a licence says, opened: for whoever has made sure that it may be read."""

import uuid
from dataclasses import dataclass
from typing import Any

from tongban.foundation.routing.rows import find_row
from tongban.services.licences import errors, sealing
from tongban.services.licences.models import Licence


@dataclass(frozen=True, slots=True)
class Said:
    """The texts of a licence by field, and beside them the plain values where a text is not the value itself."""

    texts: dict[str, str]
    plain: dict[str, Any]

    def value_of(self, field: str) -> Any:
        """The value as a form takes it; None for a field without one."""
        return self.plain.get(field, self.texts.get(field))


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything of a licence that is sealed, in clear."""

    number: str
    holder_code: str
    holder_code_type: str
    said: Said


def open_contents(licence: Licence) -> Contents:
    told = sealing.unseal(licence.values_sealed, licence.id)
    return Contents(told["number"], told["holder_code"], told["holder_code_type"], Said(told["texts"], told["plain"]))


def get_contents(licence_id: uuid.UUID) -> Contents:
    """The same by id. Raises NotFound licence.not_found."""
    licence = find_row(Licence, licence_id)
    if licence is None:
        raise errors.not_found()
    return open_contents(licence)
