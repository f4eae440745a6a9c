"""What an actor may do is decided by its grants alone."""

import pytest

from tongban.foundation.kernel.actor import SYSTEM, VISITOR, Actor, Grant

COUNTY = ("420902000000", "420902999999")
CLERK = Actor(
    account=None,
    role="clerk",
    region="420902000000",
    grants=(Grant("cases.receive", *COUNTY), Grant("cases.accept", *COUNTY, organisation="11420902011321456W")),
)


@pytest.mark.parametrize(
    ("action", "region", "organisation", "allowed"),
    [
        ("cases.receive", "420902000000", None, True),
        ("cases.receive", "420902999999", "11420902011321456W", True),
        ("cases.receive", "420901999999", None, False),
        ("cases.receive", "420903000000", None, False),
        ("cases.decide", "420902000000", None, False),
        ("cases.accept", "420902001002", "11420902011321456W", True),
        ("cases.accept", "420902001002", "11420902011329999X", False),
        ("cases.accept", "420902001002", None, False),
    ],
)
def test_may(action: str, region: str, organisation: str | None, allowed: bool) -> None:
    assert CLERK.may(action, region, organisation) is allowed


def test_may_anywhere_is_for_menus() -> None:
    assert CLERK.may_anywhere("cases.receive")
    assert not CLERK.may_anywhere("cases.decide")


@pytest.mark.parametrize("actor", [SYSTEM, VISITOR])
def test_system_and_visitor_hold_no_grants(actor: Actor) -> None:
    assert not actor.may("cases.receive", "420902000000")
