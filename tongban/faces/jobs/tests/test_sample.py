import csv
import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tongban.faces.jobs import sample
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import NotAllowed
from tongban.foundation.worklist import queries as worklists
from tongban.registers.access import commands as access
from tongban.registers.access import queries as accounts
from tongban.registers.identifiers.rules import uscc
from tongban.registers.identifiers.rules.samples import is_sample
from tongban.registers.orgs import queries as bodies
from tongban.registers.parties import queries as parties
from tongban.registers.regions import queries as regions
from tongban.registers.seals.commands import registering
from tongban.registers.seals.tests import make as seals

REVIEWER = "19900000011"
NOW = dt.datetime(2026, 11, 25, 1, 30, tzinfo=dt.UTC)


def load(now):
    """Seals carry one picture for all: hundreds of drawings would teach nothing."""
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registering, "draw_seal", lambda *words: seals.picture())
        sample.load(now=now, told=lambda *piece: told.append(piece))
    return told


def desk():
    account = accounts.find_account(REVIEWER)
    return accounts.actor_for(account, sample_post(account))


def sample_post(account):
    return next(post for post in accounts.list_posts(account, "workbench") if post.role == "reviewer")


@pytest.fixture(scope="module")
def whole_sample(django_db_setup, django_db_blocker):
    """What loading the whole sample told, once for this file; afterwards nothing is left."""
    with django_db_blocker.unblock(), transaction.atomic():
        told = load(NOW)
        with connection.cursor() as cursor:  # as autovacuum would, were this committed
            cursor.execute("ANALYZE regions_region, orgs_organisation, catalogue_item, catalogue_leafversion")
        yield told
        transaction.set_rollback(True)


@pytest.fixture
def told(whole_sample, db):
    """The loaded sample; what the test changes is rolled back to here."""
    return whole_sample


@pytest.mark.req("NFR-10", part="sample province")
def test_the_whole_sample_loads_and_loads_again(told):
    assert regions.count_subtree("420000000000") == 28_652
    assert regions.count_subtree("320300000000") == 3_010
    assert [piece for piece in told if piece[1] == piece[2]] == [
        ("regions", 2, 2),
        ("bodies", 774, 774),
        ("accounts", 60, 60),
        ("staff", 81, 81),
        ("parties", 20, 20),
        ("work", 10, 10),
        ("items", 111, 111),
        ("claims", 49, 49),
        ("seals", 174, 174),
        ("licences", 63, 63),
        ("cases", 6, 6),
    ]
    before, company = _counts(), parties.find_enterprise("91429099EXAM00019F")
    load(NOW)
    assert _counts() == before
    assert len(parties.list_authorisations(SYSTEM, company, now=NOW)) == 1


@pytest.mark.req("APP-02", part="a sample agent acts under a recorded authorisation")
def test_the_sample_agent_acts_for_the_enterprise_of_the_sample(told):
    agent, company = accounts.find_account("19900000102"), parties.find_enterprise("91429099EXAM00019F")
    (given,) = parties.list_authorisations(SYSTEM, company, now=NOW)
    assert (given.agent, given.in_force, str(given.valid_until)) == (agent.id, True, "2027-11-25")
    assert parties.may_act_for(agent.id, company, "cases.submit", now=NOW)
    assert not parties.may_act_for(agent.id, company, "parties.reveal", now=NOW)
    acts = [(each.name, str(each.link)) for each in parties.list_parties_of(agent.id, now=NOW)]
    assert acts == [("样例乙", "self"), ("孝感样例餐饮有限公司", "agent")]


@pytest.mark.req("REG-02", part="sample of five levels")
def test_bodies_of_five_levels_and_of_every_kind_say_that_they_are_samples(told):
    with (sample.FOLDER / "organisations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        assert "样例" in row["name"]
        assert is_sample(row["code"])
        uscc.parse(row["code"])
    assert {row["kind"] for row in rows} == set(bodies.list_kinds())
    levels = {regions.get_region(region).level for region in {row["region"] for row in rows}}
    assert levels == {1, 2, 3, 4, 5}
    assert len([body for body in bodies.list_in_region("420900000000") if body.kind == "municipal"]) == 37


def test_a_vertical_bureau_of_the_sample_is_led_from_the_province(told):
    (bureau,) = bodies.search("孝南区样例税务局")
    assert [body.region.name for body in bodies.list_above(bureau.code)] == ["湖北省", "孝感市", "孝南区"]


@pytest.mark.req("REG-03", part="a sample account for every role")
def test_every_role_has_a_sample_account_in_its_post(told):
    wanted, _ = sample.read_accounts()
    assert {row["role"] for row in wanted} == set(accounts.list_roles())
    for row in wanted:
        account = accounts.find_account(row["phone"])
        held = {post.role for post in accounts.list_posts(account)}
        assert held == {post["role"] for post in row["posts"]}
        assert row["role"] in held or not accounts.get_role(row["role"]).appointed


def test_the_reviewer_finds_work_of_every_light(told):
    counts = worklists.count_mine(desk(), now=NOW)
    lights = (counts.overdue, counts.alarm, counts.warning, counts.normal, counts.paused)
    assert (counts.total, *lights) == (10, 1, 1, 2, 4, 2)
    assert worklists.count_unit(desk(), sample_post(accounts.find_account(REVIEWER)).organisation, now=NOW).total == 6


def test_the_sample_citizen_is_a_person_and_represents_an_enterprise(told):
    account = accounts.find_account("19900000001")
    acts = [(one.name, one.link) for one in parties.list_parties_of(account.id, now=NOW)]
    assert acts == [("样例甲", "self"), ("孝感样例餐饮有限公司", "representative")]


def test_loaded_on_a_later_day_the_work_moves_along(told):
    later = NOW + dt.timedelta(days=30)
    load(later)
    assert worklists.count_mine(desk(), now=later).overdue == 3  # one of them, and two cases that really ran on


def test_every_sample_account_signs_in_and_says_that_it_is_one(told):
    wanted, password = sample.read_accounts()
    for at, row in enumerate(wanted):
        account = access.sign_in(
            phone=row["phone"], password=password, address=f"127.0.0.{at}", samples_allowed=True, now=NOW
        )
        assert account.is_sample
        assert row["name"].startswith("样例")


def test_production_gets_no_sample(told, settings):
    settings.PRODUCTION = True
    before = _counts()
    with pytest.raises(NotAllowed, match="sample_refused"):
        load(NOW)
    with pytest.raises(CommandError, match="production"):
        call_command("load_sample")
    assert _counts() == before


def test_the_command_tells_one_account_for_each_face(told, capsys):
    call_command("load_sample")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "样例甲  19900000001  tongban-sample-1  /sign-in"
    assert lines[1] == f"样例戊  {REVIEWER}  tongban-sample-1  /workbench/sign-in"
    assert len(lines) == 3


def test_the_full_list_names_every_role(capsys):
    call_command("sample_accounts")
    listed = capsys.readouterr().out
    assert [role.zh for role in accounts.list_roles().values() if role.zh not in listed] == []
    assert "tongban-sample-1" in listed


def _counts():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM regions_region), (SELECT count(*) FROM access_account),"
            " (SELECT count(*) FROM access_post), (SELECT count(*) FROM orgs_organisation),"
            " (SELECT count(*) FROM orgs_staffmember),"
            " (SELECT count(*) FROM worklist_worklistrow WHERE authority > ''),"
            " (SELECT count(*) FROM worklist_worklistrow WHERE authority > '' AND state = 'claimed')"
        )
        return cursor.fetchone()
