"""The sample catalogue is sound as it stands in its files, and between them its items fill every element."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from tongban.faces.jobs import sample_results
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.queries.samples import list_samples
from tongban.registers.catalogue.rules.content import check_content, check_limits, is_filled, lay, list_missing
from tongban.registers.catalogue.rules.elements import Owning
from tongban.registers.catalogue.rules.guidance_checks import check_guidance
from tongban.registers.catalogue.rules.linter import check_filing, is_filing
from tongban.registers.catalogue.tests import make
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
    content, defaults = LEAVES[code]["content"], LEAVES[code].get("defaults", {})
    told = {"table": get_elements(), "dictionaries": get_dictionaries()}
    assert check_content(content, **told, owning=Owning.COMMON) == []
    assert check_content(defaults, **told, owning=Owning.INDIVIDUAL) == []
    assert check_limits(lay(content, defaults)) == []
    assert list_missing(lay(content, defaults, PLACE), get_elements()) == []


@pytest.mark.parametrize("code", sorted(LEAVES))
def test_guidance_form_and_filing_are_sound(code: str) -> None:
    content = LEAVES[code]["content"]
    questions = [question["code"] for question in content.get("guidance", {}).get("questions", ())]
    assert check_guidance(content, leaf=code, leaves=set(LEAVES)) == []
    assert "form" not in content or check_form(content["form"], get_dictionary(), questions) == []
    if is_filing(code[2:4], content["name"], LEAVES[code].get("kind", ""), ENTRIES[code[:12]]["name"]):
        assert check_filing(content) == []


@pytest.mark.req("CAT-03", part="each element is filled in some item of the sample")
def test_between_them_the_sample_items_fill_every_element_that_is_not_derived() -> None:
    filled = {"address", "hours", "enquiry", "complaint", "window", "directions"}
    for leaf in LEAVES.values():
        for code, value in lay(leaf["content"], leaf.get("defaults", {})).items():
            filled.add(code)
            if isinstance(value, list):
                filled |= {f"{code}.{column}" for row in value if isinstance(row, dict) for column in row}
    wanted = {element.code for element in get_elements().everything if not element.derived}
    assert wanted - filled == set()


@pytest.mark.django_db
def test_the_main_items_show_what_one_gets(now: dt.datetime) -> None:
    for row in json.loads(sample_results.FILE.read_text(encoding="utf-8")):
        assert LEAVES[row["leaf"]]["content"]["name"] in ("食品经营许可（新办）", "公司设立登记")
        make.entry(now, code=row["leaf"][:12], name=row["title"])
        make.leaf(now, code=row["leaf"][:12], sequence=int(row["leaf"][12:]))
    sample_results.load(now=now)
    sample_results.load(now=now)
    rows = [row for leaf in ("00012501000001", "00012500100101") for row in list_samples(leaf)]
    assert [(row.name, row.media_type) for row in rows] == [
        ("食品经营许可证（样例）.pdf", "application/pdf"), ("营业执照（样例）.pdf", "application/pdf"),
    ]  # fmt: skip


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
