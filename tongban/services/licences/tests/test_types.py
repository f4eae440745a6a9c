"""The catalogue of types: versions kept, sources used once, hundreds loaded at once or not at all."""

from dataclasses import replace

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.licences import commands, queries
from tongban.services.licences.models import LicenceType, LicenceTypeVersion
from tongban.services.licences.tests import make
from tongban.services.licences.tests.make import DEFINER, FOOD

pytestmark = pytest.mark.django_db


def journalled(action: str) -> int:
    with fan_out_allowed("a test counts"):
        return make.rows("audit.JournalRow").filter(action=action).count()


def test_a_type_is_read_as_it_was_written(now):
    make.food(now)
    view = queries.get_type(FOOD.code)
    assert (view.content.name, view.content.sources, view.version) == ("食品经营许可证", make.OPERATIONS, 1)
    assert [field["code"] for field in view.content.fields] == ["name", "credit_code", "address", "items", "issuer"]


@pytest.mark.req("LIC-01", part="types are versioned")
def test_a_change_makes_a_version_and_keeps_the_former(now):
    make.food(now)
    told = replace(FOOD, validity={"unit": "year", "length": 3})
    row = commands.change_type(content=told, reason="管理办法修订", by=SYSTEM, now=now, version=1)
    assert row.version == 2
    kept = LicenceTypeVersion.objects.filter(type=row).order_by("version").values_list("content", flat=True)
    assert [content["validity"]["length"] for content in kept] == [5, 3]
    assert journalled("licences.type_changed") == 1


def test_the_same_content_makes_no_version(now):
    make.food(now)
    assert commands.change_type(content=FOOD, reason="核对", by=SYSTEM, now=now).version == 1


def test_a_change_of_an_older_version_is_refused(now):
    make.food(now)
    with pytest.raises(Conflict) as refusal:
        commands.change_type(content=replace(FOOD, name="新名称"), reason="改名", by=SYSTEM, now=now, version=7)
    assert refusal.value.code == "licence.type_changed"
    assert queries.get_type(FOOD.code).content.name == "食品经营许可证"


WRONG = [
    ({"code": "X"}, "code", "licence.type_code"),
    ({"name": " "}, "name", "licence.type_name"),
    ({"kind": "card"}, "kind", "licence.type_word"),
    ({"validity": {"unit": "year"}}, "validity", "licence.type_validity"),
    ({"numbering": "{serial}"}, "numbering", "licence.type_numbering"),
    ({"layout": "../x"}, "layout", "licence.type_layout"),
    ({"fields": [{"code": "a", "name": "甲", "source": "form:"}]}, "fields.0.source", "licence.type_field_source"),
    ({"fields": [{"code": "A", "name": "甲", "source": "number"}]}, "fields.0.code", "licence.type_field_code"),
    ({"fields": [{"code": "a"}]}, "fields.0", "licence.type_field_shape"),
    ({"fields": "none"}, "fields", "licence.type_fields_number"),
    ({"fields": [{"code": "a", "name": "甲", "source": "number", "public": True, "sensitive": True}]},
     "fields.0.public", "licence.type_field_public"),
    ({"sources": {"12": "issue"}}, "sources.12", "licence.type_source_entry"),
    ({"sources": {"000125010000": "revoke"}}, "sources.000125010000", "licence.type_source_operation"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "place", "code"), WRONG)
def test_what_is_wrong_is_told_by_place(now, told, place, code):
    with pytest.raises(Invalid) as refusal:
        make.food(now, **told)
    assert refusal.value.fields[place] == [code]
    assert not LicenceType.objects.exists()


def test_an_item_leads_to_one_type_only(now):
    make.food(now)
    with pytest.raises(Invalid) as refusal:
        make.food(now, code=f"{DEFINER}009", name="另一种")
    assert refusal.value.code == "licence.type_source_taken"
    assert refusal.value.facts["type"] == "食品经营许可证"


def test_whoever_may_not_define_adds_nothing(now):
    with pytest.raises(NotAllowed):
        commands.add_type(content=FOOD, by=make.staff(), now=now)
    assert not LicenceType.objects.exists()


@pytest.mark.req("LIC-01", part="register 641 types")
def test_641_types_are_loaded_at_once_and_found_again(now):
    told = [replace(FOOD, code=f"{DEFINER}{at:03d}", name=f"样例证照{at:03d}", sources={}) for at in range(1, 642)]
    loaded = commands.load_types(contents=told, reason="证照目录", by=SYSTEM, now=now)
    assert (loaded.added, queries.count_types(), queries.count_types(q="样例证照64")) == (641, 641, 2)
    page = queries.list_types(after=f"{DEFINER}600", limit=30)
    assert (len(page.items), page.items[0].code, page.next) == (30, f"{DEFINER}601", f"{DEFINER}630")
    again = commands.load_types(contents=[replace(told[0], name="改名"), *told[1:]], reason="更新", by=SYSTEM, now=now)
    assert (again.added, again.changed, again.unchanged) == (0, 1, 640)


def test_one_wrong_type_keeps_the_whole_file_out(now):
    with pytest.raises(Invalid) as refusal:
        commands.load_types(contents=[FOOD, replace(FOOD, code="1")], reason="证照目录", by=SYSTEM, now=now)
    assert refusal.value.fields == {"1.code": ["licence.type_code"]}
    assert not LicenceType.objects.exists()
