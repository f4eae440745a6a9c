import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from tests.clients import at_once
from tests.written import journal_actions
from tongban.foundation.kernel.actor import Actor, Grant
from tongban.foundation.kernel.errors import Conflict, NotAllowed, Unavailable
from tongban.registers.access import queries as accounts
from tongban.registers.access.tests import make as access
from tongban.registers.entry import commands, queries
from tongban.registers.entry.tests import make
from tongban.registers.regions.tests import make as regions

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-04", part="sessions, rate limits")]


@pytest.fixture
def account(now):
    return access.account(now)


def check(account, code, now):
    commands.check_second_factor(account_id=account.id, code=code, by=accounts.actor_for(account), now=now)


def assert_wrong(account, code, now):
    with pytest.raises(NotAllowed, match=r"entry\.second_factor_wrong"):
        check(account, code, now)


def test_the_code_of_the_app_counts_once(account, now):
    secret, _ = make.second_factor(account, now)
    assert queries.has_second_factor(account.id)
    code = make.app_code(secret)
    check(account, code, now)
    assert_wrong(account, code, now)
    assert journal_actions()[1:] == [
        "entry.second_factor_enrolled", "entry.second_factor_passed", "entry.second_factor_failed"
    ]  # fmt: skip


def test_a_full_cache_lets_no_code_count_again(account, now):
    secret, _ = make.second_factor(account, now)
    code = make.app_code(secret)
    check(account, code, now)
    cache.clear()
    assert_wrong(account, code, now)


def test_each_recovery_code_counts_once(account, now):
    _, codes = make.second_factor(account, now)
    assert len(set(codes)) == 10
    check(account, codes[3], now)
    assert_wrong(account, codes[3], now)
    check(account, f"{codes[4][:4]} {codes[4][4:]}", now)


def test_a_wrong_code_enrols_nothing(account, now):
    secret = commands.new_secret()
    with pytest.raises(NotAllowed, match=r"entry\.second_factor_wrong"):
        commands.enrol_second_factor(
            account_id=account.id, secret=secret, code="", by=accounts.actor_for(account), now=now
        )
    assert not queries.has_second_factor(account.id)


def test_a_second_app_does_not_replace_the_first(account, now):
    make.second_factor(account, now)
    with pytest.raises(Conflict, match=r"entry\.second_factor_stands"):
        make.second_factor(account, now)


def test_without_a_second_factor_no_code_is_right(account, now):
    for code in ("", "000000", "00000000"):
        assert_wrong(account, code, now)


def test_ten_tries_and_then_a_pause(account, now):
    secret, _ = make.second_factor(account, now)
    for _ in range(9):  # enrolling was the first
        assert_wrong(account, "000000", now)
    with pytest.raises(Unavailable, match="too_many_attempts"):
        check(account, make.app_code(secret), now)
    check(account, make.app_code(secret), now + dt.timedelta(minutes=15))


def test_the_seed_lies_encrypted(account, now):
    secret, codes = make.second_factor(account, now)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in codes)


def test_new_recovery_codes_replace_the_old(account, now):
    secret, old = make.second_factor(account, now)
    by = accounts.actor_for(account)
    new = commands.renew_recovery_codes(account_id=account.id, code=make.app_code(secret), by=by, now=now)
    assert not set(new) & set(old)
    assert_wrong(account, old[0], now)
    check(account, new[0], now)


def test_it_is_removed_only_against_a_code(account, now):
    secret, _ = make.second_factor(account, now)
    by = accounts.actor_for(account)
    with pytest.raises(NotAllowed, match=r"entry\.second_factor_wrong"):
        commands.remove_second_factor(account_id=account.id, code="000000", by=by, now=now)
    assert queries.has_second_factor(account.id)
    commands.remove_second_factor(account_id=account.id, code=make.app_code(secret), by=by, now=now)
    assert not Authenticator.objects.exists()


def test_nobody_changes_that_of_somebody_else(account, now):
    secret, _ = make.second_factor(account, now)
    stranger = accounts.actor_for(access.account(now, "19900000078"))
    for change in (commands.remove_second_factor, commands.renew_recovery_codes):
        with pytest.raises(NotAllowed, match=r"entry\.not_allowed"):
            change(account_id=account.id, code=make.app_code(secret), by=stranger, now=now)
    with pytest.raises(NotAllowed, match=r"entry\.not_allowed"):
        commands.reset_second_factor(account_id=account.id, by=stranger, now=now)
    assert queries.has_second_factor(account.id)


def test_an_administrator_resets_it(account, now):
    make.second_factor(account, now)
    grant = Grant("access.reset_second_factor", "000000000000", "999999999999")
    commands.reset_second_factor(account_id=account.id, by=Actor(None, "administrator", grants=(grant,)), now=now)
    assert not Authenticator.objects.exists()
    assert journal_actions()[-1] == "entry.second_factor_reset"


def test_a_county_opens_no_door_of_the_province(account, now):
    make.second_factor(account, now)
    regions.tree(now)
    access.post(now, account, "supervisor", "420000000000")
    county = Actor(None, "administrator", grants=(Grant("access.reset_second_factor", "420902000000", "420902999999"),))
    with pytest.raises(NotAllowed, match=r"entry\.not_allowed"):
        commands.reset_second_factor(account_id=account.id, by=county, now=now)
    assert queries.has_second_factor(account.id)


@pytest.mark.django_db(transaction=True)
def test_of_five_who_type_the_same_code_at_once_one_is_let_in(now):
    account = access.account(now)
    secret, codes = make.second_factor(account, now)
    for code in (make.app_code(secret), codes[0]):
        answers = at_once(4, lambda _, code=code: check(account, code, now))
        assert [str(answer) for answer in answers if answer is not None] == ["entry.second_factor_wrong"] * 3
