import datetime as dt

import pytest

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.access.rules import RealNameLevel
from tongban.registers.entry import rules
from tongban.registers.entry.rules import Claims

TOLD = {"sub": "p1", "name": " 样例甲 ", "phone_number": "+86 199-0000-0001", "phone_number_verified": True}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" 123 456 ", "123456"),
        ("123-456", "123456"),
        ("１２３４５６", ""),
        ("12345a", ""),
        ("", ""),
        ("9" * 99, "9" * 40),
    ],
)
def test_what_is_a_code(typed, code):
    assert rules.read_code(typed) == code


@pytest.mark.parametrize(("passed", "wait"), [(0, 60), (0.5, 60), (59, 1), (59.9, 1), (60, 0), (999, 0)])
def test_the_next_code_waits_a_minute(now, passed, wait):
    assert rules.seconds_to_wait(now, now + dt.timedelta(seconds=passed)) == wait
    assert rules.seconds_to_wait(None, now) == 0


@pytest.mark.parametrize(("seen", "ends", "over"), [(-59, 60, False), (-60, 60, True), (-1, 0, True), (-1, 1, False)])
def test_a_session_ends_idle_or_late(now, seen, ends, over):
    minute = dt.timedelta(minutes=1)
    last_seen_at, ends_at = now + seen * minute, now + ends * minute
    assert rules.is_over(last_seen_at=last_seen_at, idle=60 * minute, ends_at=ends_at, now=now) is over


@pytest.mark.parametrize(
    ("address", "masked"),
    [("203.0.113.9", "203.0.113.*"), ("2001:db8::1", "2001:db8:0:*"), ("", ""), ("nonsense", "")],
)
def test_an_address_is_masked(address, masked):
    assert rules.mask_address(address) == masked


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36", "Chrome · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile MicroMessenger/8.0", "微信 · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_told_in_two_words(agent, device):
    assert rules.device_of(agent) == device


def test_claims_as_told():
    hashed = "0f" * 32
    told = TOLD | {"real_name_level": 2, "document_kind": "111", "document_hash": hashed}
    expected = Claims("https://i", "p1", "样例甲", "19900000001", RealNameLevel.REAL_NAME, f"111:{hashed}")
    assert rules.read_claims("https://i", told) == expected


@pytest.mark.parametrize("verified", [False, "true", 1, None])
def test_a_phone_nobody_verified_is_no_phone(verified):
    assert rules.read_claims("i", TOLD | {"phone_number_verified": verified}).phone == ""


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("sub", ""), ("sub", None), ("sub", "x" * 201), ("name", ""), ("name", 7), ("name", "\x00"),
        ("name", "长" * 61), ("real_name_level", 4), ("real_name_level", -1), ("real_name_level", True),
        ("real_name_level", "2"), ("phone_number", 19900000001), ("document_hash", "xyz"),
    ],
)  # fmt: skip
def test_claims_nobody_can_read_are_named(claim, value):
    with pytest.raises(Invalid, match=r"entry\.claims_malformed") as refusal:
        rules.read_claims("i", TOLD | {claim: value})
    assert list(refusal.value.fields) == [claim]
