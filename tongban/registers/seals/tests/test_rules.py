"""What a seal may do on which day, for which step; what may be registered. No database."""

import datetime as dt
from dataclasses import replace

import pytest

from tongban.registers.seals.rules.states import Standing, State, check_reason, check_seal, choose, find_obstacle

FROM, UNTIL = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
TODAY = dt.date(2026, 11, 25)
FIT = Standing(State.ACTIVE, FROM, UNTIL, frozenset({"grant", "grant_by_default"}), automatic=False)
SUSPENDED, REVOKED = replace(FIT, state=State.SUSPENDED), replace(FIT, state=State.REVOKED)
OLD = replace(FIT, valid_until=dt.date(2026, 11, 24))

OBSTACLES = {
    "seal.suspended": SUSPENDED,
    "seal.revoked": REVOKED,
    "seal.expired": OLD,
    "seal.not_valid_yet": replace(FIT, valid_from=dt.date(2026, 11, 26)),
    "seal.none_for_step": replace(FIT, steps=frozenset({"copy"})),
    "": FIT,
}


@pytest.mark.req("LIC-03", part="only in an authorised step")
@pytest.mark.parametrize("expected", OBSTACLES)
def test_what_forbids_a_use(expected):
    assert find_obstacle(OBSTACLES[expected], step="grant", automatic=False, today=TODAY) == expected


@pytest.mark.req("SUP-04", part="prior authorisation")
@pytest.mark.parametrize(("prior", "expected"), [(True, ""), (False, "seal.not_automatic")])
def test_sealing_by_itself_needs_prior_authorisation(prior, expected):
    seal = replace(FIT, automatic=prior)
    assert find_obstacle(seal, step="grant_by_default", automatic=True, today=TODAY) == expected


@pytest.mark.parametrize(("day", "expected"), [(FROM, ""), (UNTIL, ""), (dt.date(2027, 1, 1), "seal.expired")])
def test_first_and_last_day_are_valid(day, expected):
    assert find_obstacle(FIT, step="grant", automatic=False, today=day) == expected


CHOICES = [
    ([], (None, "seal.none_for_step")),
    ([replace(FIT, steps=frozenset())], (None, "seal.none_for_step")),
    ([REVOKED, FIT], (1, "")),
    ([FIT, FIT], (0, "")),
    ([REVOKED, OLD, SUSPENDED], (2, "seal.suspended")),
    ([REVOKED, OLD], (1, "seal.expired")),
]


@pytest.mark.parametrize(("seals", "expected"), CHOICES)
def test_the_usable_seal_is_chosen_else_the_one_that_tells_most(seals, expected):
    assert choose(seals, step="grant", automatic=False, today=TODAY) == expected


def test_a_revoked_seal_never_expires():
    assert [replace(OLD, state=state).on(TODAY) for state in list(State)[:3]] == ["expired", "expired", "revoked"]


GOOD = {"kind": "licence", "name": "样例证照专用章", "steps": ["grant"], "valid_from": FROM, "valid_until": UNTIL}
FAULTS = [
    ({}, {}),
    ({"kind": "personal"}, {"kind": ["seal.kind_unknown"]}),
    ({"name": " 章 "}, {"name": ["seal.name_malformed"]}),
    ({"name": "样例\u200b专用章"}, {"name": ["seal.name_malformed"]}),
    ({"steps": ["grant", "nap"]}, {"steps": ["seal.step_unknown"]}),
    ({"valid_until": FROM}, {"valid_until": ["seal.validity_reversed"]}),
    ({"valid_until": dt.date(2037, 1, 1)}, {"valid_until": ["seal.validity_too_long"]}),
]


@pytest.mark.parametrize(("change", "expected"), FAULTS)
def test_what_may_be_registered(change, expected):
    assert check_seal(**{**GOOD, **change}) == expected


@pytest.mark.parametrize(("reason", "is_good"), [("印章遗失", True), (" ", False), ("丢", False), ("字" * 201, False)])
def test_a_reason_says_something(reason, is_good):
    assert (check_reason(reason) == {}) is is_good
