"""A refusal carries a code, facts, and the kind that decides the face's answer."""

import pytest

from tongban.foundation.kernel.errors import Conflict, DomainError, Gone, Invalid, NotAllowed, NotFound, Unavailable


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NotFound, "not_found"),
        (Gone, "gone"),
        (NotAllowed, "not_allowed"),
        (Conflict, "conflict"),
        (Invalid, "invalid"),
        (Unavailable, "unavailable"),
    ],
)
def test_five_kinds(error: type[DomainError], kind: str) -> None:
    assert error("some.code").kind == kind


def test_code_and_facts_are_told() -> None:
    refusal = Conflict("worklist.claimed_already", by="样例甲")
    assert (refusal.code, dict(refusal.facts)) == ("worklist.claimed_already", {"by": "样例甲"})
    assert str(refusal) == "worklist.claimed_already (by='样例甲')"
    assert str(Conflict("worklist.closed")) == "worklist.closed"


def test_invalid_names_its_fields() -> None:
    assert Invalid("form.invalid", {"phone": ["phone.digits"]}).fields == {"phone": ["phone.digits"]}
