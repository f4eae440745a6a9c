import datetime as dt
import threading

import pytest
from django.db import connection, connections

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, VISITOR, Actor, Grant
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from tongban.registers.access import commands, queries, rules
from tongban.registers.access.models import Account, Post
from tongban.registers.access.tests import make
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db


@pytest.fixture
def journal(monkeypatch):
    told = []
    record = audit.record
    monkeypatch.setattr(
        audit, "record", lambda action, **facts: (told.append((action, facts)), record(action, **facts))
    )
    return told


def sign_in(now, **changes):
    asked = {"phone": make.PHONE, "password": make.PASSWORD, "address": "203.0.113.9", "samples_allowed": True}
    return commands.sign_in(now=now, **(asked | changes))


def test_a_new_account_can_sign_in(now, journal):
    account = make.account(now, "+86 199 0000 0077")
    assert sign_in(now) == account
    assert [action for action, _ in journal] == ["access.account_created", "access.signed_in"]
    assert journal[0][1]["subject"] == f"account:{account.id}"
    assert make.PHONE not in str(journal)


def test_a_phone_has_one_account(now):
    make.account(now)
    with pytest.raises(Conflict, match="phone_taken"):
        make.account(now)
    assert Account.objects.count() == 1


def test_faults_are_told_by_field_and_nothing_is_made(now):
    with pytest.raises(Invalid) as refusal:
        commands.create_account(phone="1", name="甲", password="x", by=SYSTEM, now=now)
    assert refusal.value.fields == {"phone": ["phone_malformed"], "password": ["password_too_short"]}
    assert not Account.objects.exists()


def test_a_visitor_makes_no_accounts(now):
    with pytest.raises(NotAllowed, match="access_not_allowed"):
        commands.create_account(phone=make.PHONE, name="甲", password=make.PASSWORD, by=VISITOR, now=now)
    assert not Account.objects.exists()


# --- posts ----------------------------------------------------------------------------------------------------


def test_a_post_carries_its_grants(now):
    regions.tree(now)
    account = make.account(now)
    actor = queries.actor_for(account, make.post(now, account, region="420900000000"))
    assert (actor.account, actor.role, actor.region) == (account.id, "reviewer", "420900000000")
    assert actor.may("worklist.claim", "420902001001")
    assert not actor.may("worklist.claim", "421000000000")
    assert not actor.may_anywhere("access.appoint")


def test_without_a_post_one_acts_for_oneself(now):
    account = make.account(now)
    assert queries.actor_for(account) == Actor(account.id, "citizen")


def test_somebody_elses_post_gives_nothing(now):
    regions.tree(now)
    post = make.post(now, make.account(now))
    stranger = make.account(now, "19900000078")
    for ask in (lambda: queries.actor_for(stranger, post), lambda: queries.get_post(stranger, post.id)):
        with pytest.raises(NotFound, match="post_unknown"):
            ask()


def test_a_closed_account_acts_in_no_post(now):
    regions.tree(now)
    account = make.account(now)
    post = make.post(now, account)
    account.is_active = False
    with pytest.raises(NotFound, match="post_unknown"):
        queries.actor_for(account, post)


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"role": "emperor"}, "role_unknown"), ({"region": "430000000000"}, "region_unknown")],
)
def test_an_unknown_role_or_region_is_no_post(now, changes, error):
    regions.tree(now)
    account = make.account(now)
    with pytest.raises(NotFound, match=error):
        commands.appoint(
            account_id=account.id, by=SYSTEM, now=now, **({"role": "clerk", "region": "420900000000"} | changes)
        )
    assert not Post.objects.exists()


def test_a_post_is_held_once(now):
    regions.tree(now)
    account = make.account(now)
    make.post(now, account)
    with pytest.raises(Conflict, match="post_held_already"):
        make.post(now, account)
    assert Post.objects.count() == 1


def test_who_appoints_must_govern_the_region(now, journal):
    regions.tree(now)
    account = make.account(now)
    city = Actor(None, "administrator", grants=(Grant("access.appoint", "420900000000", "420999999999"),))
    commands.appoint(account_id=account.id, role="clerk", region="420902000000", by=city, now=now)
    assert journal[-1][0] == "access.appointed"
    with pytest.raises(NotAllowed, match="access_not_allowed"):
        commands.appoint(account_id=account.id, role="clerk", region="421000000000", by=city, now=now)
    assert Post.objects.count() == 1


# --- sign-in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"password": "wrong-horse-1"},
        {"phone": "19900000078"},
        {"phone": "no phone"},
        {"phone": "\x00"},
        {"password": "\x00"},
        {"password": "x" * 10_000_000},
    ],
)
def test_wrong_credentials_are_refused_alike(now, changes):
    make.account(now)
    with pytest.raises(NotAllowed, match="credentials_wrong"):
        sign_in(now, **changes)


def test_a_failure_is_journalled_for_an_account_that_exists(now, journal):
    make.account(now)
    for phone in (make.PHONE, "19900000078"):
        with pytest.raises(NotAllowed):
            sign_in(now, phone=phone, password="wrong-horse-1")
    assert [action for action, _ in journal] == ["access.account_created", "access.sign_in_failed"]


def test_a_closed_account_does_not_sign_in(now):
    make.account(now)
    Account.objects.update(is_active=False)
    with pytest.raises(NotAllowed, match="account_closed"):
        sign_in(now)


def test_a_sample_account_does_not_sign_in_where_samples_are_refused(now):
    make.account(now, is_sample=True)
    with pytest.raises(NotAllowed, match="sample_account_refused"):
        sign_in(now, samples_allowed=False)
    assert sign_in(now).is_sample
    assert queries.has_sample_accounts()


def test_the_eleventh_attempt_waits_even_with_the_right_password(now):
    make.account(now)
    for _ in range(rules.PER_PHONE):
        with pytest.raises(NotAllowed, match="credentials_wrong"):
            sign_in(now, password="wrong-horse-1")
    with pytest.raises(Unavailable) as refusal:
        sign_in(now + dt.timedelta(minutes=5))
    assert refusal.value.facts == {"retry_after": 600, "minutes": 10}
    assert sign_in(now + dt.timedelta(minutes=15))


def test_one_address_may_not_try_many_phones(now):
    for at in range(rules.PER_ADDRESS):
        with pytest.raises(NotAllowed):
            sign_in(now, phone=f"199000{at:05}", password="x" * 200)
    with pytest.raises(Unavailable, match="too_many_attempts"):
        sign_in(now, phone="19988888888")


def test_a_success_forgets_the_failures_before_it(now):
    make.account(now)
    for _ in range(3):
        for _ in range(rules.PER_PHONE - 1):
            with pytest.raises(NotAllowed):
                sign_in(now, password="wrong-horse-1")
        sign_in(now)


def test_counting_is_one_statement(now, django_assert_num_queries):
    with django_assert_num_queries(1):
        commands.accounts._count_attempt(make.PHONE, "203.0.113.9", now)


def test_the_table_of_attempts_names_nobody(now):
    commands.accounts._count_attempt(make.PHONE, "203.0.113.9", now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(access_signinattempts::text, ' ') FROM access_signinattempts")
        told = cursor.fetchone()[0]
    assert make.PHONE not in told
    assert "203.0.113.9" not in told


@pytest.mark.req("SEC-04", part="sign-in throttle")
@pytest.mark.django_db(transaction=True)
def test_fifty_guesses_at_once_are_counted_as_fifty(now):
    make.account(now)
    outcomes = []

    def guess(at):
        try:
            sign_in(now, password="wrong-horse-1", address=f"203.0.113.{at}")
        except (NotAllowed, Unavailable) as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    guesses = [threading.Thread(target=guess, args=(at,)) for at in range(50)]
    for thread in guesses:
        thread.start()
    for thread in guesses:
        thread.join()
    assert sorted(outcomes) == ["credentials_wrong"] * 10 + ["too_many_attempts"] * 40
