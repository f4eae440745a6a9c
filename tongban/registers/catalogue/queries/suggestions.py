"""What a search field proposes while somebody types."""

import datetime as dt
from dataclasses import dataclass

from tongban.registers.catalogue.queries.search import list_by_name
from tongban.registers.catalogue.rules.search import TEXT_AT_MOST


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name to search for, and the item it would lead to."""

    name: str
    name_en: str
    code: str


def suggest(text: str, *, region: str | None, limit: int = 8, at: dt.datetime) -> list[Suggestion]:
    """Names that begin with the text, hold it or are spelt like it, each once, the most asked for first.

    One statement. Nothing typed, or too much: nothing proposed. Raises NotFound region_unknown.
    """
    if not text.strip() or len(text) > TEXT_AT_MOST:
        return []
    hits = list_by_name(text, region=region, limit=limit, at=at).hits
    return list({hit.name: Suggestion(hit.name, hit.name_en, hit.code) for hit in reversed(hits)}.values())[::-1]
