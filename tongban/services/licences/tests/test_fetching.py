"""免提交: fetched with consent or by law, each look known to the holder; unusual volume is told."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.clients import at_once
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.registers.catalogue.queries.terms import get_terms
from tongban.registers.parties.tests import make as parties
from tongban.services.licences import commands, queries
from tongban.services.licences.models import VolumeAlarm
from tongban.services.licences.rules.fetching import WATCH, Basis, Purpose
from tongban.services.licences.tests import holding

MATERIALS = [
    {"code": "m1", "name": "居民身份证", "need": "1", "source": "20", "licence": True},
    {"code": "m2", "name": "营业执照", "need": "1", "source": "20", "licence": True},
    {"code": "m3", "name": "资格证书", "need": "1", "source": "20", "licence": True},
    {"code": "m4", "name": "平面图", "need": "1", "source": "10"},
]
THREE = ("居民身份证", "营业执照", "资格证书")


@pytest.fixture
def world(now):
    made = holding.world(now, MATERIALS)
    for name in THREE:
        holding.held(made.holder, name, now)
    return made


def consented(world: Any, now: dt.datetime, **told: Any) -> Any:
    given: dict[str, Any] = {"item": world.item, "types": THREE, "purpose": "样例用途", "by": world.citizen}
    return commands.give_consent(holder=world.holder, until=now + dt.timedelta(days=1), now=now, **(given | told))


def fetched(world: Any, now: dt.datetime, **told: Any) -> list[str]:
    asked: dict[str, Any] = {"types": THREE, "purpose": Purpose(world.item), "by": holding.clerk()}
    return [each.type_name for each in commands.fetch(holder=world.holder, now=now, **(asked | told))]


@pytest.mark.django_db
@pytest.mark.req("LIC-04", part="all three fetched; holder sees who looked")
def test_three_licences_are_fetched_and_the_holder_sees_who_looked(world, now):
    consented(world, now)
    assert fetched(world, now) == list(THREE)
    lines, _ = queries.list_look_ups(world.holder, actor=world.citizen, now=now)
    assert {(line.type_name, line.organisation_name, line.item_name, line.at) for line in lines} == {
        (name, f"样例局{holding.BODY}", "高龄津贴发放", now) for name in THREE
    }


@pytest.mark.django_db
@pytest.mark.req("LIC-09", part="look-up without a case: refused")
def test_without_purpose_consent_or_law_nothing_is_shown(world, now):
    with pytest.raises(Invalid, match="purpose_missing"):
        fetched(world, now, purpose=Purpose(""))
    with pytest.raises(Conflict, match="no_consent"):
        fetched(world, now)
    with pytest.raises(Invalid, match="no_law"):
        fetched(world, now, purpose=Purpose(world.item, basis=Basis.LAW))
    with pytest.raises(NotAllowed, match="not_allowed"):
        fetched(world, now, by=world.reviewer)
    refusals = [refusal for _, _, refusal in holding.looks(world.holder)]
    assert sorted(refusals) == [
        "licence.no_consent", "licence.no_law", "licence.purpose_missing",
    ]  # fmt: skip


@pytest.mark.django_db
def test_by_law_the_article_is_named_and_seen(world, now):
    law = "《中华人民共和国行政许可法》第三十四条"
    assert fetched(world, now, purpose=Purpose(world.item, basis=Basis.LAW, reference=law)) == list(THREE)
    lines, _ = queries.list_look_ups(world.holder, actor=world.citizen, now=now)
    assert {line.purpose for line in lines} == {law}


@pytest.mark.django_db
def test_a_consent_counts_for_its_item_until_withdrawn_or_over(world, now):
    consent = consented(world, now)
    assert consented(world, now).id == consent.id
    commands.withdraw_consent(consent_id=consent.id, by=world.citizen, now=now)
    with pytest.raises(Conflict, match="no_consent"):
        fetched(world, now)
    consented(world, now, item="")
    assert fetched(world, now) == list(THREE)
    with pytest.raises(Conflict, match="no_consent"):
        fetched(world, now + dt.timedelta(days=1))
    assert [each.in_force for each in queries.list_consents(world.holder, actor=world.citizen, now=now)] == [
        True,
        False,
    ]


@pytest.mark.django_db
def test_consents_are_the_holders(world, now):
    stranger = parties.account(now, 2)
    with pytest.raises(NotAllowed, match="not_yours"):
        consented(world, now, by=stranger)
    with pytest.raises(Invalid) as refusal:
        consented(world, now, types=(), purpose=" ")
    assert refusal.value.fields == {"types": ["licence.types_missing"], "purpose": ["licence.text_missing"]}
    with pytest.raises(NotFound):
        commands.withdraw_consent(consent_id=consented(world, now).id, by=stranger, now=now)
    with pytest.raises(NotAllowed):
        queries.list_look_ups(world.holder, actor=stranger, now=now)


@pytest.mark.django_db
@pytest.mark.parametrize("told", [{"state": "suspended"}, {"state": "revoked"}, {"valid_until": dt.date(2026, 11, 24)}])
def test_only_what_is_valid_today_stands_for_a_material(world, now, told):
    made = holding.held(world.holder, "结婚证", now, **told)
    assert queries.list_usable(world.holder, [made.type_name], now=now) == []


@pytest.mark.django_db
def test_of_two_the_one_that_holds_longest_counts(world, now):
    short, long = (
        holding.held(world.holder, "健康证", now, valid_until=now.date() + dt.timedelta(days=days)) for days in (1, 9)
    )
    assert [each.id for each in queries.list_usable(world.holder, ["健康证"], now=now)] == [long.id] != [short.id]


def named(world: Any, now: dt.datetime, **told: str) -> dict[str, str]:
    usable = queries.list_usable(world.holder, THREE, now=now)
    return dict(zip(("m1", "m2", "m3"), (each.identifier for each in usable), strict=True)) | told


def named_for(world: Any, now: dt.datetime, by: Any = None, **told: str) -> commands.Used:
    return commands.fetch_named(
        holder=world.holder, terms=get_terms(world.item, at=now), named=named(world, now, **told), key="key-0001",
        by=by or world.citizen, now=now,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.req("KPI-27", part="look-ups used in cases")
@pytest.mark.req("LIC-04", part="an application names the holder's own valid licences")
def test_an_application_that_names_its_licences_looks_at_each_once(world, now):
    used = named_for(world, now)
    assert (named_for(world, now), used.wrong, used.holders) == (used, (), (world.holder,))
    assert holding.looks(world.holder) == [
        ("居民身份证", "consent", ""),
        ("营业执照", "consent", ""),
        ("资格证书", "consent", ""),
    ]
    assert commands.name_case(used=used, case_number="0521156088028589") == 3
    assert commands.name_case(used=named_for(world, now), case_number="0521156088028589") == 0
    day = queries.Used(holding.REGION, now, now + dt.timedelta(days=1))
    assert queries.tally_used(day) == {(holding.BODY, holding.REGION): (3, 1)}
    assert queries.tally_used(replace(day, organisation="OTHER")) == {}
    watcher = holding.staff(WATCH, organisation=None)
    rows = queries.list_used(day, actor=watcher, limit=2)
    rows += queries.list_used(day, actor=watcher, after=rows[1].id)
    assert sorted(row.type_name for row in rows) == ["居民身份证", "营业执照", "资格证书"]
    assert {(row.case_number, row.basis) for row in rows} == {("0521156088028589", "consent")}
    with pytest.raises(NotAllowed):
        queries.list_used(day, actor=world.reviewer)
    (consent,) = queries.list_consents(world.holder, actor=world.citizen, now=now)
    assert (set(consent.types), consent.item) == (set(THREE), world.item)


@pytest.mark.django_db
def test_what_is_no_such_licence_is_named_and_nothing_is_looked_at(world, now):
    assert named_for(world, now, m2="居民身份证", m4="x").wrong == ("m2", "m4")
    assert holding.looks(world.holder) == []


@pytest.mark.django_db
def test_the_window_names_what_it_scanned_for_this_item_today(world, now):
    clerk = holding.clerk()
    with pytest.raises(Conflict, match="no_consent"):
        named_for(world, now, by=clerk)
    code = commands.show_code(holder=world.holder, item=world.item, by=world.citizen, now=now)
    commands.redeem(token=code.token, item=world.item, by=clerk, now=now)
    assert named_for(world, now, by=clerk).wrong == ()
    with pytest.raises(Conflict, match="no_consent"):
        named_for(world, now + dt.timedelta(hours=25), by=clerk)


def watch(world: Any, now: dt.datetime, times: int, by: Any) -> None:
    for _ in range(times):
        fetched(world, now, by=by)


@pytest.mark.django_db
@pytest.mark.req("LIC-09", part="500 look-ups in 1 min by a clerk: alarm, once")
def test_unusual_volume_raises_one_alarm(world, now, monkeypatch):
    consented(world, now)
    clerk = holding.clerk()
    monkeypatch.setattr("tongban.services.licences.commands.looking.profiles.resolve", limit_of(9))
    watch(world, now, 2, clerk)
    assert VolumeAlarm.objects.count() == 0
    watch(world, now + dt.timedelta(seconds=59), 2, clerk)
    alarm = VolumeAlarm.objects.get()
    assert (alarm.account, alarm.looks, alarm.region) == (clerk.account, 9, holding.REGION)
    assert (holding.journal("licences.volume_unusual"), holding.told("licences.unusual_volume")) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_raise_one_alarm(world, now, monkeypatch):
    consented(world, now)
    clerk = holding.clerk()
    monkeypatch.setattr("tongban.services.licences.commands.looking.profiles.resolve", limit_of(30))
    done = at_once(20, lambda _: fetched(world, now, by=clerk))
    assert [each for each in done if isinstance(each, Exception)] == []
    assert [alarm.looks for alarm in VolumeAlarm.objects.all()] == [30]


def limit_of(count: int) -> Any:
    return lambda *_: type("Limit", (), {"value": count})
