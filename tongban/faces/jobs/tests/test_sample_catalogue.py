"""The sample catalogue is sound as it stands in its files, and between them its items fill every element."""

import json
from pathlib import Path
from typing import Any

import pytest

from tongban.registers.catalogue.commands.versions import list_faults
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.rules.content import is_filled, lay, list_missing
from tongban.registers.forms.queries import get_dictionary
from tongban.registers.forms.rules.form import check_form

FOLDER = Path(__file__).parents[3] / "sample/catalogue"
ENTRIES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("entries/*.json"))}
LEAVES: dict[str, dict[str, Any]] = {
    f"{code}{leaf['sequence']:02d}": leaf for code, entry in ENTRIES.items() for leaf in entry.get("leaves", ())
}
CLAIMS = [row for path in sorted(FOLDER.glob("claims*.json")) for row in json.loads(path.read_text(encoding="utf-8"))]
PLACE = {"address": "甲", "hours": "乙", "enquiry": "丙", "complaint": "丁"}


@pytest.mark.parametrize("code", sorted(LEAVES))
def test_a_leaf_may_be_published_and_lacks_nothing_once_a_body_says_where_it_is(code: str) -> None:
    leaf = LEAVES[code]
    assert list_faults(leaf["content"], leaf.get("defaults", {})) == []
    assert list_missing(lay(leaf["content"], leaf.get("defaults", {}), PLACE), get_elements()) == []


@pytest.mark.parametrize("code", sorted(code for code, leaf in LEAVES.items() if "form" in leaf["content"]))
def test_a_form_names_elements_that_there_are(code: str) -> None:
    content = LEAVES[code]["content"]
    questions = [question["code"] for question in content.get("guidance", {}).get("questions", ())]
    assert check_form(content["form"], get_dictionary(), questions) == []


@pytest.mark.req("CAT-03", part="each element is filled in some item of the sample")
def test_between_them_the_sample_items_fill_every_element_that_is_not_derived() -> None:
    filled = {"address", "hours", "enquiry", "complaint", "window", "directions"}
    for leaf in LEAVES.values():
        for code, value in lay(leaf["content"], leaf.get("defaults", {})).items():
            filled.add(code)
            if isinstance(value, list):
                filled |= {f"{code}.{column}" for row in value if isinstance(row, dict) for column in row}
    wanted = {element.code for element in get_elements() if not element.derived}
    assert wanted - filled == set()


def test_at_least_forty_guides_are_full_with_form_and_guidance() -> None:
    full = [
        leaf
        for leaf in LEAVES.values()
        if {"form", "guidance", "materials", "steps", "questions"} <= set(leaf["content"])
    ]
    assert len(full) >= 40


def test_five_levels_offer_something() -> None:
    assert {level for row in CLAIMS for level in row["bodies"]["levels"]} == {2, 3, 4, 5, 6}
    assert {leaf for row in CLAIMS for leaf in row["leaves"]} <= set(LEAVES)


def test_dictionary_values_of_themes_are_those_of_the_catalogue() -> None:
    themes = get_dictionaries()["theme_person"]
    used = {theme for leaf in LEAVES.values() for theme in leaf["content"].get("themes_person", ())}
    assert used <= set(themes)
    assert is_filled(sorted(used))
