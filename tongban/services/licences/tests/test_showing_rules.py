"""The life of a shown code, to the second."""

import datetime as dt
from dataclasses import replace

import pytest

from tongban.services.licences.rules import showing
from tongban.services.licences.rules.showing import CodeState, Life

NOON = dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC)
SHOWN = Life("item-a", NOON + dt.timedelta(seconds=90))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" 1234 5678 ", "12345678"), ("１２３４-５６７８", "12345678"), ("1234567", ""), ("123456789", ""),
        ("1234567a", ""), ("", ""), ("https://example.test/c/" + "a" * 27, "a" * 27),
    ],
)  # fmt: skip
def test_what_a_scanner_or_a_clerk_has_typed(typed, read):
    assert showing.read_code(typed) == read


def after(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def test_a_code_is_renewed_after_its_seconds_and_ends_half_a_minute_later():
    assert showing.ends_at(NOON, 60) == (after(60), after(90))


def test_a_token_has_160_bits_and_never_comes_twice():
    tokens = {showing.new_token() for _ in range(1000)}
    assert (len(tokens), {len(token) for token in tokens}) == (1000, {27})


@pytest.mark.req("LIC-05", part="expired, replayed, taken back, for another item: refused")
@pytest.mark.parametrize(
    ("life", "item", "seconds", "refusal"),
    [
        (SHOWN, "item-a", 0, ""),
        (SHOWN, "item-a", 89.999, ""),
        (SHOWN, "item-a", 90, "licence.code_expired"),
        (SHOWN, "item-b", 1, "licence.code_other_item"),
        (SHOWN, "item-b", 90, "licence.code_expired"),
        (replace(SHOWN, item=""), "item-b", 1, ""),
        (replace(SHOWN, redeemed_at=after(5)), "item-a", 6, "licence.code_redeemed"),
        (replace(SHOWN, redeemed_at=after(5)), "item-a", 600, "licence.code_redeemed"),
        (replace(SHOWN, taken_back_at=after(5)), "item-a", 6, "licence.code_taken_back"),
        (None, "item-a", 0, "licence.code_unknown"),
    ],
)
def test_what_a_code_opens(life, item, seconds, refusal):
    assert showing.why_refused(life, item, after(seconds)) == refusal


def test_what_happened_first_counts():
    both = replace(SHOWN, redeemed_at=after(5))
    assert showing.state_of(both, after(600)) is CodeState.REDEEMED
    assert showing.state_of(SHOWN, after(600)) is CodeState.EXPIRED


@pytest.mark.parametrize(
    ("scanned", "token"),
    [
        ("https://example.gov.cn/c/abcdefghijklmnopqrstuvwxy-_\r\n", "abcdefghijklmnopqrstuvwxy-_"),
        ("abcdefghijklmnopqrstuvwxy-_", "abcdefghijklmnopqrstuvwxy-_"),
        ("https://example.gov.cn/c/abcdefghijklmnopqrstuvwxy-_?x=1#y", "abcdefghijklmnopqrstuvwxy-_"),
        ("", ""), ("6901234567892", ""), ("abcdefghijklmnopqrstuvwxy'；", ""), ("样" * 27, ""),
    ],
)  # fmt: skip
def test_what_a_scanner_types(scanned, token):
    assert showing.read_token(scanned) == token
