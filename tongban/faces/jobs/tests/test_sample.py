import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tongban.faces.jobs import sample
from tongban.foundation.kernel.errors import NotAllowed
from tongban.foundation.worklist import queries as worklists
from tongban.registers.access import commands as access
from tongban.registers.access import queries as accounts
from tongban.registers.parties import queries as parties
from tongban.registers.regions import queries as regions

pytestmark = pytest.mark.django_db
REVIEWER = "19900000011"


def load(now):
    told = []
    sample.load(now=now, told=lambda *piece: told.append(piece))
    return told


def desk():
    account = accounts.find_account(REVIEWER)
    return accounts.actor_for(account, sample_post(account))


def sample_post(account):
    return next(post for post in accounts.list_posts(account, "workbench") if post.role == "reviewer")


@pytest.fixture
def only_xuzhou(monkeypatch):
    """The small tree alone, so that a test is short; posts in Hubei need their regions."""
    monkeypatch.setattr(sample, "TREES", ("regions_xuzhou.csv",))
    monkeypatch.setattr(access.regions, "get_region", lambda code: None)


def test_the_whole_sample_loads_and_loads_again(now):
    told = load(now)
    assert regions.count_subtree("420000000000") == 28_652
    assert regions.count_subtree("320300000000") == 3_010
    assert [piece for piece in told if piece[1] == piece[2]] == [
        ("regions", 2, 2),
        ("accounts", 3, 3),
        ("parties", 20, 20),
        ("work", 10, 10),
    ]
    before = _counts()
    load(now)
    assert _counts() == before


def test_the_reviewer_finds_work_of_every_light(now, only_xuzhou):
    load(now)
    counts = worklists.count_mine(desk(), now=now)
    assert (counts.total, counts.overdue, counts.alarm, counts.warning, counts.normal, counts.paused) == (
        7,
        1,
        1,
        2,
        2,
        1,
    )
    assert worklists.count_unit(desk(), sample_post(accounts.find_account(REVIEWER)).organisation, now=now).total == 3


def test_the_sample_citizen_is_a_person_and_represents_an_enterprise(now, only_xuzhou):
    load(now)
    account = accounts.find_account("19900000001")
    acts = [(one.name, one.link) for one in parties.list_parties_of(account.id, now=now)]
    assert acts == [("样例甲", "self"), ("孝感样例餐饮有限公司", "representative")]


def test_loaded_on_a_later_day_the_work_moves_along(now, only_xuzhou):
    load(now)
    later = now + dt.timedelta(days=30)
    load(later)
    assert worklists.count_mine(desk(), now=later).overdue == 1


def test_every_sample_account_signs_in_and_says_that_it_is_one(now, only_xuzhou):
    load(now)
    wanted, password = sample.read_accounts()
    for row in wanted:
        account = access.sign_in(
            phone=row["phone"], password=password, address="127.0.0.1", samples_allowed=True, now=now
        )
        assert account.is_sample
        assert row["name"].startswith("样例")


def test_production_gets_no_sample(now, settings):
    settings.PRODUCTION = True
    with pytest.raises(NotAllowed, match="sample_refused"):
        load(now)
    with pytest.raises(CommandError, match="production"):
        call_command("load_sample")
    assert accounts.has_sample_accounts() is False
    assert regions.list_children(None) == []


def test_the_command_tells_the_accounts(now, only_xuzhou, capsys):
    call_command("load_sample")
    assert f"样例戊  {REVIEWER}  tongban-sample-1  /workbench/sign-in" in capsys.readouterr().out


def _counts():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM regions_region), (SELECT count(*) FROM access_account),"
            " (SELECT count(*) FROM access_post), (SELECT count(*) FROM worklist_worklistrow WHERE authority > ''),"
            " (SELECT count(*) FROM worklist_worklistrow WHERE authority > '' AND state = 'claimed')"
        )
        return cursor.fetchone()
