"""Every sentence of the interface has its English, and the catalogue holds nothing else."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

PROJECT = Path(__file__).resolve().parents[2]
ENGLISH = PROJECT / "tongban/locale/en/LC_MESSAGES/django.po"
KEYWORDS = ("_", "gettext", "ngettext:1,2", "pgettext:1c,2", "npgettext:1c,2,3", "gettext_lazy", "ngettext_lazy:1,2")


def _key(message: Message | tuple[object, str | None]) -> tuple[object, str | None]:
    """A plural with two equal forms (Chinese has one) is the same entry as Babel writes it."""
    return (message.id, message.context) if isinstance(message, Message) else message


@pytest.fixture(scope="module")
def used() -> set[tuple[object, str | None]]:
    from babel.messages.frontend import parse_keywords

    with (PROJECT / "babel.cfg").open() as opened:
        methods, options = parse_mapping_cfg(opened)
    found = extract_from_dir(PROJECT, methods, options, parse_keywords(KEYWORDS))
    return {(message, context) for _file, _line, message, _comments, context in found}


@pytest.fixture(scope="module")
def english() -> Catalog:
    return read_po(BytesIO(ENGLISH.read_bytes()), locale="en")


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


@pytest.mark.req("NFR-07", part="display")
def test_every_sentence_has_its_english(used, english):
    assert used - {_key(message) for message in _messages(english)} == set()


def test_the_catalogue_holds_nothing_that_nobody_says(used, english):
    assert {_key(message) for message in _messages(english)} - used == set()
    assert list(english.obsolete.values()) == []


def test_no_english_is_empty_or_guessed(english):
    forms = {message.id: message.string for message in _messages(english)}
    empty = [id for id, text in forms.items() if not (all(text) if isinstance(text, tuple) else text)]
    assert (empty, [message.id for message in _messages(english) if message.fuzzy]) == ([], [])


def test_no_english_loses_a_value(english):
    broken = [(message.id, [str(error) for error in message.check()]) for message in _messages(english)]
    assert [entry for entry in broken if entry[1]] == []
