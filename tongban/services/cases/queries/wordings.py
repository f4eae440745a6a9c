"""How papers are worded: the platform's own texts (data files by the day they begin), and those of regions."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.calendars.rules.clock import local
from tongban.registers.regions import queries as regions
from tongban.services.cases import errors
from tongban.services.cases.models import PaperWording
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.life import Document
from tongban.services.cases.rules.wording import Wording

FOLDER = Path(__file__).parents[1] / "wordings"
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True, slots=True)
class Worded:
    """The wording that holds and whose it is: a region's version, or (`region` "") the platform's own."""

    wording: Wording
    region: str = ""
    region_name: str = ""
    version: int = 0
    published_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class WordingDesk:
    """One kind of paper of one region: what holds, the draft, and every version there was, newest first."""

    kind: Document
    language: str
    holds: Worded
    draft: PaperWording | None
    versions: tuple[PaperWording, ...]


def find_wording(kind: Document, region: str, language: str, *, at: dt.datetime) -> Worded:
    """What held in the region at `at`: its own wording, else that of the nearest above, else the platform's.

    The same for the same `at` for ever: versions and files are never changed.
    """
    path = regions.find_path(region)
    published = PaperWording.objects.filter(
        region__in=[each.code for each in path], kind=kind, language=language, published_at__lte=at
    )
    latest = {row.region: row for row in published.order_by("version")}
    for place in reversed(path):
        row = latest.get(place.code)
        if row is not None and not row.withdrawn:
            wording = Wording(row.title, tuple(row.body))
            return Worded(wording, place.code, place.name, row.version, row.published_at)
    return Worded(standard_wordings(local(at).date())[language][kind])


def get_wording_desk(kind: Document, region: str, language: str, *, actor: Actor, now: dt.datetime) -> WordingDesk:
    """For whoever words the papers of this region. Raises NotAllowed case.not_allowed."""
    check_may_word(actor, region)
    rows = PaperWording.objects.filter(region=region, kind=kind, language=language).order_by("-version")
    draft = next((row for row in rows if row.published_at is None), None)
    versions = tuple(row for row in rows if row.published_at is not None)
    return WordingDesk(kind, language, find_wording(kind, region, language, at=now), draft, versions)


def check_may_word(actor: Actor, region: str) -> None:
    """A post over the whole region, of no single body. Raises NotAllowed case.not_allowed, NotFound region_unknown."""
    if actor is not SYSTEM and not actor.may(rights.WORD, region):
        raise errors.not_allowed(rights.WORD)
    regions.get_region(region)


def standard_wordings(day: dt.date) -> Mapping[str, Mapping[Document, Wording]]:
    """The file that had begun by this day; the first for days before it."""
    days = _days()
    return _read(max((each for each in days if each <= day.isoformat()), default=days[0]))


@cache
def _days() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.json"))


@cache
def _read(day: str) -> Mapping[str, Mapping[Document, Wording]]:
    told = json.loads((FOLDER / f"{day}.json").read_text(encoding="utf-8"))
    return {
        language: {Document(kind): Wording(each["title"], tuple(each["body"])) for kind, each in kinds.items()}
        for language, kinds in told.items()
    }
