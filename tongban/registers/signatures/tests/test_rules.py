"""What a statement says, and who may sign for an enterprise."""

import datetime as dt
import json
import uuid

import pytest

from tongban.registers.signatures.rules import (
    Confirmer,
    Evidence,
    Kind,
    Statement,
    find_objection,
    find_obstacle,
    spell,
)

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


def test_a_statement_is_spelled_one_way():
    said = Statement(Kind.SIGN_IN, uuid.UUID(int=1), "ab", "登录", "https://x", "0042", NOON, NOON)
    told = json.loads(spell(said))
    assert spell(said).decode().startswith('{"check":"0042","digest":"","expires_at":"2026-11-25T12:00:00+00:00"')
    assert (told["kind"], told["nonce"], told["title"], told["version"]) == ("sign_in", "ab", "登录", 1)


def test_evidence_survives_json():
    evidence = Evidence(b'{"a":1}', b"\x00\x01", (b"der",), "agent", "样例甲")
    assert Evidence.of_json(json.loads(json.dumps(evidence.to_json()))) == evidence
    assert (evidence.said, Evidence(b"[", b"", (), "", "").said) == ({"a": 1}, {})


@pytest.mark.parametrize(
    ("state", "later", "code"),
    [
        ("waiting", -1, ""),
        ("waiting", 0, "signature.expired"),
        ("answered", -1, "signature.answered_already"),
        ("taken", -1, "signature.answered_already"),
        ("used", 1, "signature.answered_already"),
    ],
)
def test_when_a_request_takes_an_answer(state, later, code):
    assert find_obstacle(state, NOON, NOON + dt.timedelta(seconds=later)) == code


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"is_known": False}, "enterprise_unknown"),
        ({"is_asked": False, "is_representative": True}, "other_enterprise"),
        ({"names_agree": False, "is_representative": True}, "name_differs"),
        ({}, "not_representative"),
        ({"is_authorised": True}, "not_representative"),
        ({"role": "agent", "is_representative": True}, "agent_not_authorised"),
        ({"role": "cook", "is_representative": True}, "role_unknown"),
    ],
)
def test_who_may_not_sign(facts, code):
    assert find_objection(Confirmer(**({"role": "representative", "is_known": True} | facts))) == f"signature.{code}"


def test_who_may_sign():
    assert find_objection(Confirmer("representative", is_known=True, is_representative=True)) == ""
    assert find_objection(Confirmer("agent", is_known=True, is_authorised=True)) == ""
