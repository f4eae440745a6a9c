"""A district's record becomes a guide: imported, linked to its leaf, completed, reviewed, published."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as access
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.models import Item
from tongban.registers.catalogue.tests import make

pytestmark = [pytest.mark.story, pytest.mark.django_db]
DISTRICT, BODY = "511602000000", "115113016823646795"
ROWS = (
    "department,main_item,name,region_code,local_code,type_code,department_code",
    f"区市监局,未分类,公司设立登记,{DISTRICT},511A0064100070-{DISTRICT}-000-{BODY}-1-00,1,",
)
SAMPLE = Path(__file__).parents[2] / "tongban/sample/catalogue/entries/000125001001.json"
SOLE_TRADER = "000125002000"
"""The guidance of setting up a company leads there too."""
PAGE = "/workbench/items"


@pytest.fixture
def now() -> dt.datetime:
    """Before the clock that the pages read."""
    return timezone.now() - dt.timedelta(days=2)


@pytest.fixture
def leaf(now: dt.datetime) -> str:
    """The leaf 公司设立登记 as the sample has it."""
    told = json.loads(SAMPLE.read_text(encoding="utf-8"))
    make.entry(now, code=told["code"], name=told["name"], region=None, levels=(2, 3, 4))
    said = told["leaves"][0]
    code = make.leaf(now, code=told["code"], sequence=said["sequence"]).code
    make.entry(now, code=SOLE_TRADER, name="个体工商户登记", region=None)
    make.leaf(now, code=SOLE_TRADER)
    commands.publish_version(leaf=code, content=said["content"], defaults=said["defaults"], by=SYSTEM, now=now)
    return code


@pytest.fixture
def record(leaf: str, tmp_path: Path) -> Item:
    file = tmp_path / "items.csv"
    file.write_text("\n".join(ROWS), encoding="utf-8")
    call_command("import_items", file)
    return Item.objects.get(organisation=BODY)


def at_desk(now: dt.datetime, phone: str, role: str, organisation: str = "") -> Client:
    access.post(now, access.account(now, phone), role, DISTRICT, organisation)
    client = Client()
    client.post("/workbench/sign-in", {"phone": phone, "password": access.PASSWORD})
    return client


@pytest.mark.req("NFR-10", part="an imported record is completed and published")
def test_an_imported_record_is_linked_completed_and_published(now: dt.datetime, leaf: str, record: Item) -> None:
    editor, reviewer = at_desk(now, "19900000301", "item_editor", BODY), at_desk(now, "19900000302", "list_reviewer")
    here = f"{PAGE}/{record.id}"
    assert f"{here}/link" in editor.get(here).text
    assert "同名" in editor.get(f"{here}/link").text
    beside = editor.get(f"{here}/link", {"leaf": leaf}).text
    assert ("一致" in beside, "办理地点、办理时间、咨询方式、监督投诉方式" in beside) == (True, True)
    assert editor.post(f"{here}/link", {"leaf": leaf}).status_code == 303

    refused = editor.post(f"{here}/submit", {"seen": "1"})
    assert (refused.status_code, make.drafts()) == (409, ["writing"])
    assert "还缺：办理地点、办理时间、咨询方式、监督投诉方式" in refused.text
    assert editor.post(f"{PAGE}/place?body={BODY}", make.HERE).status_code == 303
    assert editor.post(here, {"seen": "1", "visits": "0"}).status_code == 303
    assert editor.post(f"{here}/submit", {"seen": "2"}).status_code == 303
    record.refresh_from_db()
    assert Client().get(f"/items/{record.code}").status_code == 404

    assert reviewer.post(f"{here}/publish").status_code == 303
    guide = Client().get(f"/items/{record.code}")
    assert (guide.status_code, "公司设立登记" in guide.text, make.HERE["address"] in guide.text) == (200, True, True)


def test_a_record_is_linked_to_a_leaf_of_its_body_only(now: dt.datetime, leaf: str, record: Item) -> None:
    elsewhere = make.leaf(now).code
    editor, here = at_desk(now, "19900000301", "item_editor", BODY), f"{PAGE}/{record.id}/link"
    assert "没有找到本单位可以认领的" in editor.get(here, {"q": "高龄津贴"}).text
    refused = editor.post(here, {"leaf": elsewhere})
    assert (refused.status_code, "只在" in refused.text or "地" in refused.text) == (409, True)
    assert editor.post(here, {"leaf": "nonsense"}).status_code == 404
    assert Item.objects.filter(id=record.id, leaf=None, state="draft").exists()
