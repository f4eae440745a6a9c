"""Setting, inheriting, locking and withdrawing values; who may, and what is refused."""

import datetime as dt

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clients import at_once
from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM, VISITOR
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from tongban.registers.regions import commands as trees
from tongban.registers.regions.commands import profiles
from tongban.registers.regions.events import ProfileChanged
from tongban.registers.regions.models import ProfileValue
from tongban.registers.regions.queries import profiles as queries
from tongban.registers.regions.queries.profiles import Promise
from tongban.registers.regions.rules.profiles import Resolved
from tongban.registers.regions.tests import make

pytestmark = pytest.mark.django_db
HUBEI, XIAOGAN, XIAONAN, STREET, VILLAGE = (
    *("420000000000", "420900000000", "420902000000"),
    *("420902001000", "420902001001"),
)
PATH = (HUBEI, XIAOGAN, XIAONAN, STREET, VILLAGE)
XUZHOU, XUZHOU_STREET, XUZHOU_VILLAGE = "320300000000", "320311001000", "320311001001"
KEY = "office_hours"
TODAY = dt.date(2026, 11, 25)
OPENING = "promise.company_opening"


def hours(opens):
    return {"morning": [f"{opens:02}:00", "12:00"], "afternoon": ["13:30", "17:30"]}


def day(offset):
    return TODAY + dt.timedelta(days=offset)


@pytest.fixture(autouse=True)
def _tree(now):
    make.tree(now, make.PROVINCES)


def set_value(now, **change):
    facts = {"region": XIAONAN, "key": KEY, "value": hours(8), "effective_from": TODAY, "basis": "样例〔2026〕1号"}
    return profiles.set_value(**{**facts, "by": make.editor(XIAONAN), "now": now, **change})


def source(region, key=KEY, on=TODAY):
    return queries.resolve(region, key, on).source_region


def written():
    with connection.cursor() as cursor:
        cursor.execute("SELECT region, key, version, value::text FROM regions_profilevalue ORDER BY id")
        return cursor.fetchall()


# --- inheritance ------------------------------------------------------------------------------------------------


def test_without_a_word_from_anybody_the_default_holds():
    assert queries.resolve(VILLAGE, "supply_days", TODAY) == Resolved("supply_days", 10)


@pytest.mark.req("REG-04", part="inheritance")
def test_the_nearest_value_holds_in_its_subtree_and_says_where_it_comes_from(now):
    make.value(now, HUBEI, KEY, hours(9))
    make.value(now, XIAOGAN, KEY, hours(8), basis="孝政办样例〔2026〕1号")
    found = queries.resolve(VILLAGE, KEY, TODAY)
    assert found == Resolved(KEY, hours(8), XIAOGAN, "孝感市", 2, TODAY, "孝政办样例〔2026〕1号", locked=False)
    assert [source(region) for region in (HUBEI, XIAOGAN, "420600000000")] == [HUBEI, XIAOGAN, HUBEI]


@pytest.mark.req("REG-04", part="effective dates")
def test_a_value_holds_from_its_date_and_the_one_before_it_until_then(now):
    make.value(now, HUBEI, KEY, hours(9))
    make.value(now, HUBEI, KEY, hours(7), day(10))
    make.value(now, HUBEI, KEY, hours(8), day(5))
    opens = [queries.office_hours(VILLAGE, day(after)).morning[0].hour for after in (-1, 0, 4, 5, 9, 10, 999)]
    assert opens == [9, 9, 9, 8, 8, 7, 7]
    assert queries.resolve(VILLAGE, KEY, day(-1)).is_default


@pytest.mark.req("REG-04", part="locks")
def test_a_lock_overrules_those_below_until_it_is_lifted(now):
    make.value(now, XIAONAN, KEY, hours(8))
    make.value(now, HUBEI, KEY, hours(9), locked=True)
    make.value(now, HUBEI, KEY, hours(9), day(5))
    assert [source(VILLAGE), source(XIAONAN), source(VILLAGE, on=day(5))] == [HUBEI, HUBEI, XIAONAN]
    line = queries.get_line(XIAONAN, KEY, TODAY, actor=make.editor(XIAONAN))
    assert (line.is_overruled, line.lock.name, line.obstacle) == (True, "湖北省", "profile.locked_above")


def test_withdrawn_from_a_date_what_is_above_holds_again(now):
    make.value(now, HUBEI, KEY, hours(9))
    set_value(now)
    profiles.withdraw(
        region=XIAONAN, key=KEY, effective_from=day(3), basis="不再需要", by=make.editor(XIAONAN), now=now
    )
    assert [source(VILLAGE, on=day(after)) for after in (0, 2, 3)] == [XIAONAN, XIAONAN, HUBEI]
    assert journal_actions()[-1] == "regions.profile_withdrawn"


@pytest.mark.req("REG-04", part="versions")
def test_the_same_date_twice_replaces_and_keeps_the_history(now):
    set_value(now, value=hours(8))
    set_value(now, value=hours(7))
    versions = queries.history(XIAONAN, KEY, actor=make.editor(XIAONAN))
    assert [(row.version, row.value["morning"][0]) for row in versions] == [(2, "07:00"), (1, "08:00")]
    assert queries.resolve(XIAONAN, KEY, TODAY).value == hours(7)


def test_the_same_once_more_changes_nothing(now):
    first = set_value(now)
    assert set_value(now + dt.timedelta(hours=1)).id == first.id
    assert (len(written()), journal_actions()) == (1, ["regions.loaded", "regions.profile_set"])


def test_a_change_is_journalled_and_told(now, monkeypatch):
    events, records = [], []
    monkeypatch.setattr(profiles.outbox, "emit", lambda event, **_: events.append(event))
    monkeypatch.setattr(profiles.audit, "record", lambda action, **facts: records.append((action, facts)))
    by = make.editor(XIAONAN)
    set_value(now, by=by)
    assert events == [ProfileChanged(XIAONAN, KEY, TODAY)]
    told = {"key": KEY, "version": 1, "value": hours(8), "effective_from": TODAY, "basis": "样例〔2026〕1号"}
    about = {"by": by, "now": now, "subject": f"region:{XIAONAN}", "region": XIAONAN, "locked": False}
    assert records == [("regions.profile_set", about | told)]


# --- refusals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "refusal", "code", "fields"),
    [
        ({"key": "no.such"}, NotFound, "profile.key_unknown", None),
        ({"key": "promise.*"}, NotFound, "profile.key_unknown", None),
        ({"region": "420903000000", "by": SYSTEM}, NotFound, "region_unknown", None),
        ({"region": "nowhere", "by": SYSTEM}, NotFound, "region_unknown", None),
        ({"by": VISITOR}, NotAllowed, "profile.setting_not_allowed", None),
        ({"by": make.editor("420600000000")}, NotAllowed, "profile.setting_not_allowed", None),
        ({"region": XIAOGAN}, NotAllowed, "profile.setting_not_allowed", None),
        (
            {"key": "names.centre", "value": {str(n): ["中心"] for n in range(1, 6)}},
            Conflict,
            "not_at_this_level",
            None,
        ),
        ({"value": hours(13)}, Invalid, "profile.refused", {"value": ["profile.hours_out_of_order"]}),
        ({"basis": " "}, Invalid, "profile.refused", {"basis": ["profile.basis_missing"]}),
        ({"basis": "文\x00号"}, Invalid, "profile.refused", {"basis": ["profile.basis_malformed"]}),
        ({"basis": "长" * 201}, Invalid, "profile.refused", {"basis": ["profile.basis_malformed"]}),
        ({"effective_from": day(-1)}, Invalid, "profile.refused", {"effective_from": ["profile.date_has_passed"]}),
        (
            {"key": "windows.kinds", "value": ["综窗"], "locked": True},
            *(Invalid, "profile.refused", {"locked": ["profile.key_not_lockable"]}),
        ),
    ],
)
def test_a_refusal_changes_nothing(now, change, refusal, code, fields):
    set_value(now, value=hours(6))
    before, journal = written(), journal_actions()
    with pytest.raises(refusal, match=code) as raised:
        set_value(now, **change)
    assert fields is None or raised.value.fields == fields
    assert (written(), journal_actions()) == (before, journal)


@pytest.mark.req("REG-04", part="locks")
def test_below_a_lock_nobody_sets_and_is_told_who_locked(now):
    make.value(now, HUBEI, KEY, hours(9), day(5), locked=True)
    with pytest.raises(Conflict) as raised:
        set_value(now, effective_from=day(5))
    assert (raised.value.code, raised.value.facts["name"]) == ("profile.locked_above", "湖北省")
    assert set_value(now, effective_from=day(4)).version == 1


def test_the_past_is_for_those_who_may_correct_it(now):
    corrector = make.editor(XIAONAN, profiles.CORRECT)
    assert set_value(now, effective_from=day(-30), by=corrector).effective_from == day(-30)


def test_an_abolished_region_settles_nothing_more(now):
    make.tree(now, make.PROVINCES.replace("420602000000 襄城区 3 420600000000\n", ""))
    with pytest.raises(Conflict, match="region_abolished"):
        set_value(now, region="420602000000", by=SYSTEM)


def test_only_what_is_there_can_be_withdrawn(now):
    make.value(now, HUBEI, KEY, hours(9))
    with pytest.raises(Conflict, match=r"profile\.nothing_to_withdraw"):
        profiles.withdraw(region=XIAONAN, key=KEY, effective_from=TODAY, basis="样例", by=SYSTEM, now=now)
    assert len(written()) == 1


def test_an_unknown_region_has_no_profile():
    for ask in (
        lambda: queries.resolve("430000000000", KEY, TODAY),
        lambda: queries.resolve_all("\x00", TODAY),
        lambda: queries.list_lines("430000000000", TODAY, actor=SYSTEM),
    ):
        with pytest.raises(NotFound, match="region_unknown"):
            ask()


def test_the_root_of_a_tree_settles_what_only_provinces_may(now):
    make.tree(now, make.XUZHOU)
    assert make.value(now, XUZHOU, "wallet.code_seconds", 30).version == 1
    with pytest.raises(Conflict, match="not_at_this_level"):
        make.value(now, XIAOGAN, "wallet.code_seconds", 30)


@pytest.mark.req("REG-03", part="profiles")
def test_a_county_reads_its_own_profile_and_nobody_elses(now):
    editor = make.editor(XIAONAN)
    assert len(queries.list_lines(STREET, TODAY, actor=editor)) == len(queries.list_keys())
    for ask in (
        lambda: queries.list_lines("420602000000", TODAY, actor=editor),
        lambda: queries.get_line(XIAOGAN, KEY, TODAY, actor=editor),
        lambda: queries.history("420602000000", KEY, actor=editor),
    ):
        with pytest.raises(NotAllowed, match=r"profile\.reading_not_allowed"):
            ask()


# --- cost -------------------------------------------------------------------------------------------------------


def test_looking_costs_one_statement_and_the_whole_page_two(now, django_assert_num_queries):
    make.value(now, HUBEI, OPENING, {"count": 1, "unit": "working_day"})
    for ask in (
        lambda: queries.resolve(VILLAGE, KEY, TODAY),
        lambda: queries.resolve_all(VILLAGE, TODAY),
        lambda: queries.office_hours(VILLAGE, TODAY),
        lambda: queries.warning_shares(VILLAGE, TODAY),
        lambda: queries.find_promise(VILLAGE, "company_opening", TODAY),
        lambda: queries.check_centre_name(VILLAGE, "便民服务中心", TODAY),
    ):
        with django_assert_num_queries(1):
            ask()
    with django_assert_num_queries(2):
        queries.list_lines(VILLAGE, TODAY, actor=SYSTEM)


# --- laws -------------------------------------------------------------------------------------------------------

SAID = st.tuples(st.sampled_from(PATH), st.integers(-3, 3), st.integers(1, 9), st.booleans(), st.booleans())


def naive(said, region, on):
    """A walk up the chain, version by version, as one would do it on paper."""
    standing = []
    for place in PATH[: PATH.index(region) + 1]:
        dated = [(from_day, at) for at, (where, from_day, *_) in enumerate(said) if where == place and from_day <= on]
        if dated:
            _, _, opens, locked, withdrawn = said[max(dated)[1]]
            standing += [] if withdrawn else [(opens, locked)]
    locked = [opens for opens, locks in standing if locks]
    return locked[0] if locked else standing[-1][0] if standing else 9


@pytest.mark.req("REG-04", part="inheritance")
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(SAID, max_size=12))
def test_resolving_is_the_naive_walk(now, said):
    ProfileValue.objects.all().delete()
    ProfileValue.objects.bulk_create(
        ProfileValue(
            region_id=region, key=KEY, version=at, value=None if withdrawn else hours(opens), basis="样例", set_at=now,
            effective_from=day(from_day), locked=locked and not withdrawn, withdrawn=withdrawn,
        )
        for at, (region, from_day, opens, locked, withdrawn) in enumerate(said)
    )  # fmt: skip
    for region in PATH:
        for on in (-4, -1, 0, 3):
            assert queries.office_hours(region, day(on)).morning[0].hour == naive(said, region, on)


# --- files ------------------------------------------------------------------------------------------------------


def test_the_sample_profiles_load_and_load_again(now):
    make.sample_profiles(now)
    before = written()
    profiles.load(values=make.sample_values(), by=SYSTEM, now=now)
    assert (len(before), written()) == (18, before)


def test_a_file_enters_whole_or_not_at_all(now):
    good, unknown = make.sample_values()[0], make.sample_values()[-1]
    with pytest.raises(Invalid) as raised:
        profiles.load(values=[good, unknown], by=SYSTEM, now=now)
    assert raised.value.fields == {"value 2": ["region_unknown"]}
    assert written() == []


@pytest.mark.req("REG-05")
def test_a_centre_bears_the_name_its_region_prescribes(now):
    make.sample_profiles(now)
    with pytest.raises(Invalid) as raised:
        queries.check_centre_name(XUZHOU_STREET, "王陵街道便民服务中心", TODAY)
    assert (raised.value.code, raised.value.facts["terms"]) == ("profile.centre_name_wrong", "为民服务中心")
    queries.check_centre_name(XUZHOU_STREET, "王陵街道为民服务中心", TODAY)
    queries.check_centre_name(XUZHOU_VILLAGE, "中枢社区便民服务中心", TODAY)
    for region, name in ((STREET, "书院街道便民服务中心"), (VILLAGE, "便民服务中心"), (XIAOGAN, "孝感市民之家")):
        queries.check_centre_name(region, name, TODAY)
    for region in (STREET, XIAOGAN):
        with pytest.raises(Invalid, match="centre_name_wrong"):
            queries.check_centre_name(region, "为民服务中心", TODAY)


@pytest.mark.req("NFR-10", part="a new region by import")
def test_a_county_file_loaded_below_a_standing_city_is_usable_at_once(now):
    make.sample_profiles(now)
    county = "420904000000 样例县 3 420900000000\n420904001000 样例镇 4 420904000000"
    report = trees.load(rows=make.rows(county), source="county.csv", by=SYSTEM, now=now)
    assert (report.root, report.rows, report.written, report.abolished) == ("420904000000", 2, 2, 0)
    assert queries.find_promise("420904001000", "company_opening", TODAY) == Promise(1, "half_day")
    own = make.value(now, "420904000000", OPENING, {"count": 2, "unit": "working_day"}, by=make.editor("420904000000"))
    assert queries.find_promise("420904001000", "company_opening", TODAY) == Promise(2, "working_day")
    assert (own.version, source(XIAONAN, OPENING)) == (1, XIAOGAN)


# --- many at once -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_many_setters_of_one_date_make_one_history(now):
    def set_one(number):
        return make.value(now, HUBEI, "supply_days", number + 1, basis=f"样例{number}号").version

    assert sorted(at_once(20, set_one)) == list(range(1, 21))
    latest = queries.history(HUBEI, "supply_days", actor=SYSTEM)[0]
    assert queries.resolve(VILLAGE, "supply_days", TODAY).value == latest.value
    assert journal_actions().count("regions.profile_set") == 20


@pytest.mark.django_db(transaction=True)
def test_a_lock_set_while_others_set_below_counts_in_the_end(now):
    def act(number):
        if number == 5:
            return make.value(now, HUBEI, "supply_days", 20, locked=True)
        return make.value(now, XIAONAN, "supply_days", number + 1, basis=f"样例{number}号")

    refused = [answer for answer in at_once(10, act) if isinstance(answer, DomainError)]
    assert {refusal.code for refusal in refused} <= {"profile.locked_above"}
    assert queries.resolve(XIAONAN, "supply_days", TODAY).value == 20
