import datetime as dt

import pytest

from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.registers.access import commands as access_commands
from tongban.registers.access import queries as accounts
from tongban.registers.access.tests import make as access
from tongban.registers.entry import commands, queries
from tongban.registers.entry.queries import AccountSession
from tongban.registers.entry.tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-04", part="sessions, rate limits")]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def account(now):
    return access.account(now)


def test_an_open_session_is_found_with_its_account_in_one_statement(account, now, django_assert_num_queries):
    session = make.session(account, now)
    with django_assert_num_queries(1):
        assert queries.find_session(session.id, now=now).account == account
    assert (session.address, session.device) == ("203.0.113.*", "Chrome · Windows")
    assert journal_actions()[-1] == "entry.session_opened"


def test_it_ends_idle_and_at_the_latest_after_twelve_hours(account, now):
    session = make.session(account, now)
    for hour in range(1, 24):
        at = now + hour * HOUR - dt.timedelta(minutes=hour)
        if at < now + 12 * HOUR:
            assert queries.find_session(session.id, now=at)
            commands.see(session.id, now=at)
    assert queries.find_session(session.id, now=now + 12 * HOUR) is None
    assert queries.find_session(make.session(account, now).id, now=now + HOUR) is None


def test_a_closed_account_has_no_session(account, now):
    session = make.session(account, now)
    access_commands.close_account(account_id=account.id, by=SYSTEM, now=now)
    assert queries.find_session(session.id, now=now) is None


def test_one_ends_a_session_of_ones_own_only(account, now):
    session = make.session(account, now)
    stranger = accounts.actor_for(access.account(now, "19900000078"))
    with pytest.raises(NotFound, match=r"entry\.session_unknown"):
        commands.end_session(session_id=session.id, by=stranger, now=now)
    with pytest.raises(NotAllowed, match=r"entry\.not_allowed"):
        commands.end_other_sessions(account_id=account.id, keep=None, by=stranger, now=now)
    assert queries.find_session(session.id, now=now)
    commands.end_session(session_id=session.id, by=accounts.actor_for(account), now=now)
    assert queries.find_session(session.id, now=now) is None


def test_all_but_this_one_end_together(account, now):
    kept, *_ = (make.session(account, now) for _ in range(3))
    by = accounts.actor_for(account)
    assert commands.end_other_sessions(account_id=account.id, keep=kept.id, by=by, now=now) == 2
    assert queries.list_sessions(account.id, now=now) == [kept]


def test_what_is_over_is_not_listed_and_goes_in_time(account, now):
    make.session(account, now)
    assert queries.list_sessions(account.id, now=now + HOUR) == []
    make.session(account, now + 48 * HOUR)
    assert AccountSession.objects.count() == 1
