"""Bodies of five levels, vertical bureaus on two axes, and who may read who works there."""

import datetime as dt

import pytest
from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.orgs import commands, queries
from tongban.registers.orgs.models import Organisation
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
HUBEI, XIAOGAN, XIAONAN, TOWN, JINGZHOU = (
    "420000000000", "420900000000", "420902000000", "420902001000", "421000000000",
)  # fmt: skip
EDITOR = Actor(None, "administrator", grants=(Grant("orgs.edit", XIAOGAN, "420999999999"),))


@pytest.fixture(autouse=True)
def tree(now: dt.datetime) -> None:
    regions.tree(now)


def register(now: dt.datetime, code: str, name: str, kind: str, region: str, **more) -> Organisation:
    return commands.register(code=code, name=name, kind=kind, region=region, by=SYSTEM, now=now, **more)


def vertical(now: dt.datetime) -> tuple[Organisation, Organisation]:
    parent = register(now, "SAMPLE1", "湖北省样例烟草专卖局", "provincial_vertical", HUBEI)
    return parent, register(now, "SAMPLE2", "孝感市样例烟草专卖局", "provincial_vertical", XIAOGAN, parent="SAMPLE1")


@pytest.mark.req("REG-02", part="register, two axes")
def test_a_vertical_bureau_stands_in_its_city_and_below_its_parent(now: dt.datetime) -> None:
    vertical(now)
    assert [body.code for body in queries.list_in_region(XIAOGAN)] == ["SAMPLE2"]
    assert [body.code for body in queries.list_below("SAMPLE1")] == ["SAMPLE1", "SAMPLE2"]
    assert [body.code for body in queries.list_above("SAMPLE2")] == ["SAMPLE1", "SAMPLE2"]
    assert queries.count_in_region(HUBEI, whole_subtree=True) == 2
    assert queries.count_in_region(JINGZHOU, whole_subtree=True) == 0


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"kind": "provincial"}, "kind", "organisation.kind_not_at_this_level"),
        ({"kind": "ministry"}, "kind", "organisation.kind_unknown"),
        ({"kind": "national_vertical"}, "parent", "organisation.vertical_without_parent"),
        ({"code": "孝感"}, "code", "organisation.code_malformed"),
        ({"code": "A" * 19}, "code", "organisation.code_malformed"),
        ({"name": "x" * 101}, "name", "organisation.name_malformed"),
        ({"name": "市场\x00局"}, "name", "organisation.name_malformed"),
        ({"duties": ["tea"]}, "duties", "organisation.duty_unknown"),
    ],
)
def test_what_is_wrong_is_named(now: dt.datetime, change: dict, field: str, code: str) -> None:
    facts = {"code": "SAMPLE9", "name": "孝感市样例局", "kind": "municipal", "region": XIAOGAN} | change
    with pytest.raises(Invalid) as refusal:
        commands.register(**facts, by=SYSTEM, now=now)
    assert refusal.value.fields == {field: [code]}
    assert Organisation.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "refusal", "code"),
    [
        ({"code": "SAMPLE1"}, Conflict, "organisation.registered_already"),
        ({"name": "湖北省样例烟草专卖局", "region": HUBEI, "kind": "provincial"}, Conflict, "registered_already"),
        ({"parent": "NOBODY"}, NotFound, "organisation.unknown"),
        ({"region": "429900000000"}, NotFound, "region_unknown"),
        ({"region": JINGZHOU, "by": EDITOR}, NotAllowed, "organisation.not_allowed"),
    ],
)
def test_refusals_change_nothing(now: dt.datetime, facts: dict, refusal: type[DomainError], code: str) -> None:
    vertical(now)
    known = {"code": "SAMPLE9", "name": "孝感市样例局", "kind": "municipal", "region": XIAOGAN, "by": SYSTEM}
    with pytest.raises(refusal, match=code):
        commands.register(**(known | facts), now=now)
    assert Organisation.objects.count() == 2


def test_moving_takes_everything_below_along(now: dt.datetime) -> None:
    vertical(now)
    register(now, "SAMPLE3", "孝南区样例烟草专卖局", "provincial_vertical", XIAONAN, parent="SAMPLE2")
    register(now, "SAMPLE4", "湖北省样例局", "provincial", HUBEI)
    commands.move_below("SAMPLE2", "SAMPLE4", by=SYSTEM, now=now)
    assert [body.code for body in queries.list_below("SAMPLE4")] == ["SAMPLE4", "SAMPLE2", "SAMPLE3"]
    with pytest.raises(Conflict, match="moves_below_itself"):
        commands.move_below("SAMPLE4", "SAMPLE3", by=SYSTEM, now=now)


def test_a_body_is_closed_after_its_parts(now: dt.datetime) -> None:
    vertical(now)
    with pytest.raises(Conflict, match="has_parts"):
        commands.close("SAMPLE1", on=now.date(), by=SYSTEM, now=now)
    commands.close("SAMPLE2", on=now.date(), by=SYSTEM, now=now)
    commands.close("SAMPLE1", on=now.date(), by=SYSTEM, now=now)
    assert queries.count_in_region(HUBEI, whole_subtree=True) == 0
    with pytest.raises(Conflict, match=r"organisation\.closed"):
        commands.close("SAMPLE2", on=now.date(), by=SYSTEM, now=now)


def test_staff_are_read_with_a_grant_over_the_region(now: dt.datetime) -> None:
    vertical(now)
    person = commands.hire(organisation="SAMPLE2", number="001", name="样例甲", position="股长", by=EDITOR, now=now)
    reader = Actor(None, "supervisor", grants=(Grant("orgs.read_staff", XIAOGAN, "420999999999"),))
    assert queries.list_staff("SAMPLE2", actor=reader) == [person]
    for body, actor in [("SAMPLE1", reader), ("SAMPLE2", EDITOR)]:
        with pytest.raises(NotAllowed):
            queries.list_staff(body, actor=actor)
    commands.leave(person.id, on=now.date(), by=EDITOR, now=now)
    assert queries.list_staff("SAMPLE2", actor=reader) == []


def test_search_by_name(now: dt.datetime) -> None:
    vertical(now)
    assert [body.code for body in queries.search("烟草")] == ["SAMPLE1", "SAMPLE2"]
    assert [body.code for body in queries.search("烟草", region=XIAOGAN)] == ["SAMPLE2"]
    assert queries.search(" ") == []


def test_registering_is_in_the_journal(now: dt.datetime) -> None:
    vertical(now)
    with connection.cursor() as cursor, fan_out_allowed("the test looks for its own rows"):
        cursor.execute("SELECT subject FROM audit_journalrow WHERE action = 'orgs.registered' ORDER BY subject")
        assert cursor.fetchall() == [("organisation:SAMPLE1",), ("organisation:SAMPLE2",)]
