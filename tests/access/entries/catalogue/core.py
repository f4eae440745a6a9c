"""The first commands of the catalogue."""

from tests.access.kinds import Entry

ENTRIES: dict[str, Entry] = {}
