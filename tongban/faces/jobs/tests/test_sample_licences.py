"""The sample's types and lists: sound before anything is loaded, of items that there are, and nobody's real data."""

import json

import pytest

from tongban.faces.jobs.sample_licences import FOLDER
from tongban.registers.identifiers.rules.samples import is_sample
from tongban.services.licences.queries import list_layouts
from tongban.services.licences.rules.fields import read_fields
from tongban.services.licences.rules.importing import check_header
from tongban.services.licences.rules.types import TypeContent, check_type

TYPES = {row["code"]: TypeContent(**row) for row in json.loads((FOLDER / "types.json").read_text(encoding="utf-8"))}
HELD = json.loads((FOLDER / "held.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("content", TYPES.values(), ids=lambda content: content.name)
def test_a_type_is_sound_and_its_items_are_in_the_sample(content):
    assert list(check_type(content)) == []
    assert content.layout in list_layouts()
    for source in content.sources:
        entry = json.loads((FOLDER.parent / f"catalogue/entries/{source[:12]}.json").read_text(encoding="utf-8"))
        if leaf := source[12:]:
            assert int(leaf) in [each["sequence"] for each in entry["leaves"]]


def test_the_types_are_those_that_materials_ask_for_most():
    asked = {
        "居民身份证", "营业执照", "居民户口簿", "社会保障卡", "不动产权证书", "结婚证", "食品经营许可证",
        "健康证明", "毕业证书", "残疾人证", "出生医学证明", "道路运输经营许可证", "公共场所卫生许可证",
        "烟草专卖零售许可证",
    }  # fmt: skip
    assert asked <= {content.name for content in TYPES.values()}


@pytest.mark.parametrize("held", HELD, ids=lambda held: TYPES[held["type"]].name)
def test_a_list_fits_its_type_and_names_sample_holders(held):
    header = list(dict.fromkeys(column for row in held["rows"] for column in row))
    assert list(check_header(header, read_fields(TYPES[held["type"]].fields), has_numbers=True)) == []
    assert all("样例" in row["持证主体"] for row in held["rows"])
    assert is_sample(held["issuer"])
