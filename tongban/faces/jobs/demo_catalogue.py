"""The catalogue's part of `tongban demo`: found by everyday words, read on every channel, cut down by answers."""

import json
import re
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tongban.faces.jobs.demo import Step
from tongban.faces.jobs.demo_visitor import Visitor, expect

COUNTY = "420902000000"
FOOD_LEAF = "00012501000001"
PLAIN_SHOP = {"business": "dine", "size": "s", "special": "none"}


def found_by_everyday_words(base: str, folder: Path) -> str:
    found = _items(base, q="开饭店", region=COUNTY)
    expect([item["leaf"] for item in found[:1]], [FOOD_LEAF], "开饭店")
    for other in ("食品經營許可", "shipinjingying", "spjyxk"):
        expect(FOOD_LEAF in {item["leaf"] for item in _items(base, q=other, region=COUNTY)}, True, other)
    return f"开饭店 · 食品經營許可 · spjyxk → {found[0]['name']}（{found[0]['organisation_name']}）"


def same_on_every_channel(base: str, folder: Path) -> str:
    code = food(base)
    guide = json.loads(Visitor(base).get(f"/api/v1/items/{code}").text)
    page = Visitor(base).get(f"/items/{code}").text
    for shown in (guide["name"], guide["content"]["address"], guide["content"]["materials"][0]["name"]):
        expect(shown in page, True, f"{shown} on the page")
    return (
        f"{guide['name']}：{len(guide['content'])} 个要素，{len(guide['content']['materials'])} 份材料，页面与接口一致"
    )


def answers_cut_the_list(base: str, folder: Path) -> str:
    code = food(base)
    asked = len(list_materials(Visitor(base).get(f"/items/{code}").text))
    answered = len(list_materials(Visitor(base).get(f"/items/{code}?{urllib.parse.urlencode(PLAIN_SHOP)}").text))
    expect((asked, answered), (8, 6), "materials before and after three answers")
    return f"{asked} 份减为 {answered} 份"


def blank_form(base: str, folder: Path) -> str:
    path = folder / "blank-form.pdf"
    path.write_bytes(Visitor(base).download(f"/items/{food(base)}/forms/blank.pdf"))
    expect(path.read_bytes()[:5], b"%PDF-", "blank form")
    return path.name


def off_the_list(base: str, folder: Path) -> str:
    answer = Visitor(base).get(f"/api/v1/items/{'1' * 18}4{FOOD_LEAF}")
    expect(answer.status, 404, "an item that nobody offers")
    return "清单之外：404"


STEPS: list[Step] = [
    ("说人话也找得到 found by everyday words", found_by_everyday_words),
    ("各渠道同一份指南 one guide on every channel", same_on_every_channel),
    ("答三个问题，材料变少 answers cut the list", answers_cut_the_list),
    ("空白表格 blank form", blank_form),
    ("清单之外无审批 nothing off the list", off_the_list),
]


def read(base: str, path: str) -> Mapping[str, Any]:
    """What the API answers."""
    answer = Visitor(base).get(path)
    expect(answer.status, 200, f"GET {path}")
    told: Mapping[str, Any] = json.loads(answer.text)
    return told


def _items(base: str, **asked: str) -> list[Mapping[str, str]]:
    return list(read(base, f"/api/v1/items?{urllib.parse.urlencode(asked)}")["items"])


def food(base: str) -> str:
    """The licence for food businesses as the sample county offers it."""
    return next(item["code"] for item in _items(base, q="食品经营许可", region=COUNTY) if item["leaf"] == FOOD_LEAF)


def list_materials(page: str) -> list[str]:
    """The rows of papers on a guide's page."""
    return re.findall(r'<li class="tb-mat\b', page)
