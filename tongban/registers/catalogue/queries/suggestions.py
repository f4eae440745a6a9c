"""What a search field proposes while somebody types."""

import datetime as dt
from dataclasses import dataclass

from tongban.registers.catalogue.queries.search import search
from tongban.registers.catalogue.rules.search import TEXT_AT_MOST


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name to search for, and the item it would lead to."""

    name: str
    name_en: str
    code: str


def suggest(text: str, *, region: str | None, limit: int = 8, at: dt.datetime) -> list[Suggestion]:
    """Names that begin with the text, hold it or are spelt like it; the most asked for first. One statement."""
    if not text.strip() or len(text) > TEXT_AT_MOST:
        return []
    page = search(text=text, region=region, limit=limit, at=at)
    return [Suggestion(hit.name, hit.name_en, hit.code) for hit in page.hits]
