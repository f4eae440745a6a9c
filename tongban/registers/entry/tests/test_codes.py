import datetime as dt
import re

import pytest
from django.db import connection

from tests.clients import at_once
from tests.written import journal_actions
from tongban.foundation.kernel.errors import Invalid, NotAllowed, Unavailable
from tongban.registers.access.tests import make as access
from tongban.registers.entry import commands, rules
from tongban.registers.entry.models import OneTimeCode
from tongban.registers.entry.rules import Purpose
from tongban.registers.entry.tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-04", part="sessions, rate limits")]
PHONE = access.PHONE
SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)


def redeem(now, code, phone=PHONE, purpose=Purpose.SIGN_IN):
    commands.redeem_code(phone=phone, purpose=purpose, code=code, now=now)


def assert_wrong(now, code, **changes):
    with pytest.raises(NotAllowed, match=r"entry\.code_wrong"):
        redeem(now, code, **changes)


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_the_code_in_the_message_counts_once(now):
    account = access.account(now)
    code = make.code(now, "+86 199 0000 0077")
    assert make.texts() == [(PHONE, f"【通办】{code}，用来登录，5 分钟内有效。工作人员不会向您要它。")]
    redeem(now, f" {code[:3]} {code[3:]} ")
    account.refresh_from_db()
    assert account.real_name_level == 1
    assert_wrong(now, code)


def test_a_code_is_sent_whether_or_not_there_is_an_account(now):
    code = make.code(now, PHONE)
    redeem(now, code)
    assert len(make.texts()) == 1


def test_a_code_lasts_five_minutes(now):
    code = make.code(now, PHONE)
    assert_wrong(now + 5 * MINUTE, code)
    redeem(now + 5 * MINUTE - SECOND, code)


@pytest.mark.parametrize("changes", [{"phone": "19900000078"}, {"purpose": Purpose.RESET}, {"phone": "nonsense"}])
def test_a_code_is_good_for_its_phone_and_purpose_only(now, changes):
    assert_wrong(now, make.code(now, PHONE), **changes)


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "\x00", "9" * 10_000_000])
def test_what_is_no_code_is_refused(now, typed):
    make.code(now, PHONE)
    assert_wrong(now, typed)


def test_after_five_wrong_tries_the_right_code_is_worth_nothing(now):
    code = make.code(now, PHONE)
    for _ in range(rules.CODE_TRIES):
        assert_wrong(now, other_than(code))
    assert_wrong(now, code)


def test_a_new_code_replaces_the_old_one(now):
    first = make.code(now, PHONE)
    second = make.code(now + MINUTE, PHONE)
    assert first != second or OneTimeCode.objects.count() == 1
    redeem(now + MINUTE, second)
    assert not OneTimeCode.objects.exists()


def test_a_failure_is_journalled_for_an_account_that_exists(now):
    access.account(now)
    for phone in (PHONE, "19900000078"):
        assert_wrong(now, other_than(make.code(now, phone)), phone=phone)
    assert journal_actions() == ["access.account_created", "access.sign_in_failed"]


# --- how often --------------------------------------------------------------------------------------------------


def test_the_next_code_waits_a_minute(now):
    make.code(now, PHONE)
    with pytest.raises(Unavailable, match=r"entry\.code_too_soon") as refusal:
        make.code(now + 20 * SECOND, PHONE)
    assert refusal.value.facts == {"retry_after": 40}
    make.code(now + MINUTE, PHONE)
    assert len(make.texts()) == 2


def test_a_phone_gets_five_codes_an_hour_and_ten_a_day(now):
    for hour in (0, 1):
        for at in range(5):
            make.code(now + hour * 60 * MINUTE + at * MINUTE, PHONE)
        with pytest.raises(Unavailable, match="too_many_attempts"):
            make.code(now + hour * 60 * MINUTE + 6 * MINUTE, PHONE)
    with pytest.raises(Unavailable, match="too_many_attempts"):
        make.code(now + 180 * MINUTE, PHONE)
    assert len(make.texts()) == 10


def test_one_address_may_not_send_to_the_whole_town(now):
    for at in range(rules.PER_ADDRESS_HOUR):
        make.code(now, f"1990001{at:04}")
    with pytest.raises(Unavailable, match="too_many_attempts"):
        make.code(now, "19900019999")
    make.code(now, "19900019998", address="198.51.100.1")


@pytest.mark.parametrize("phone", ["", "nonsense", "12900000001", "\x00"])
def test_what_is_no_phone_gets_no_code(now, phone):
    with pytest.raises(Invalid, match=r"entry\.phone_malformed"):
        make.code(now, phone)
    assert make.texts() == []


def test_the_table_tells_neither_phone_nor_code(now):
    code = make.code(now, PHONE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject || ' ' || code_hash FROM entry_onetimecode")
        kept = cursor.fetchone()[0]
    assert re.fullmatch(r"[0-9a-f]{64} [0-9a-f]{64}", kept)
    assert PHONE not in kept
    assert code not in kept


# --- many at once -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_five_who_type_the_code_at_once_one_is_let_in(now):
    code = make.code(now, PHONE)
    answers = at_once(5, lambda _: redeem(now, code))
    assert [str(answer) for answer in answers if answer is not None] == ["entry.code_wrong"] * 4


@pytest.mark.django_db(transaction=True)
def test_thirty_guesses_at_once_get_five_tries(now):
    code = make.code(now, PHONE)
    wrong = other_than(code)
    at_once(30, lambda _: redeem(now, wrong))
    assert OneTimeCode.objects.get().tries == rules.CODE_TRIES
