"""The dictionary as the file beside the app has it, read once, and forms read against it."""

import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from tongban.registers.forms.rules import dictionary, schema
from tongban.registers.forms.rules.checking import Fault, check_form, parse_form
from tongban.registers.forms.rules.definition import Form

FILE = Path(__file__).parents[1] / "data_elements.json"


@cache
def get_dictionary() -> Mapping[str, dictionary.DataElement]:
    """Every data element by its code, in the order of `data_elements.json`."""
    return dictionary.read_dictionary(json.loads(FILE.read_text(encoding="utf-8")))


def get_form(definition: Mapping[str, Any]) -> Form:
    """The form of a definition; the same definition gives the same form, compiled once.

    Raises Invalid form.definition_refused.
    """
    return _get_form(json.dumps(definition, ensure_ascii=False))


@lru_cache(maxsize=512)
def _get_form(written: str) -> Form:
    return parse_form(json.loads(written), get_dictionary())


def get_schema(definition: Mapping[str, Any]) -> dict[str, Any]:
    """The form as JSON Schema 2020-12. Raises Invalid form.definition_refused."""
    return schema.compile_schema(get_form(definition))


def list_faults(definition: Any, *, questions: Sequence[str] = ()) -> list[Fault]:
    """What keeps a definition from being published, empty when nothing does; `questions` are those of the guidance."""
    return check_form(definition, get_dictionary(), questions)
