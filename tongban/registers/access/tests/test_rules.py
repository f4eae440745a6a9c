import datetime as dt

import pytest

from tongban.foundation.kernel.actor import Grant
from tongban.registers.access import rules
from tongban.registers.access.rules import Role


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("19900000001", "19900000001"),
        ("+86 199-0000-0001", "19900000001"),
        ("12900000001", None),
        ("1990000000", None),
        ("199000000011", None),
        ("１９９００００００００１", None),
        ("19900000001\x00", None),
        ("", None),
        ("9" * 10_000_000, None),
    ],
)
def test_what_is_a_phone(text, phone):
    assert rules.read_phone(text) == phone


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("abc1234", ["password_too_short"]),
        ("a1" * 65, ["password_too_long"]),
        ("19900000001", ["password_is_phone"]),
        ("12345678", ["password_too_simple"]),
        ("abcdefgh", ["password_too_simple"]),
        ("abcdefg1", []),
        ("correct horse", []),
    ],
)
def test_what_is_a_password(password, codes):
    assert rules.check_password(password, "19900000001") == codes


def test_every_fault_of_an_account_is_told_at_once():
    assert rules.check_account("1", " ", "x") == {
        "phone": ["phone_malformed"],
        "name": ["name_missing"],
        "password": ["password_too_short"],
    }


def test_grants_reach_the_subtree_of_the_post():
    role = Role("reviewer", "审批人员", "Reviewer", "workbench", ("worklist.read",))
    span = ("420900000000", "420999999999")
    assert rules.grants_of(role, "420900000000", "") == (Grant("worklist.read", *span),)
    assert rules.grants_of(role, "420900000000", "X")[0].organisation == "X"


@pytest.mark.parametrize(
    ("attempts", "passed", "wait"),
    [(10, 0, 0), (11, 0, 900), (11, 1.5, 899), (99, 899.9, 1), (11, 900, 1)],
)
def test_the_wait_is_what_is_left_of_the_window(now, attempts, passed, wait):
    assert rules.wait_after(rules.PER_PHONE, attempts, now, now + dt.timedelta(seconds=passed)) == wait
