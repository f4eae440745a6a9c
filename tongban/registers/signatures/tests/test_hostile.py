"""Answers that the platform did sign and that are nonsense, too large, too late or another's: refused, no more."""

import base64
import datetime as dt
import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.clients import at_once
from tongban.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from tongban.foundation.outside import commands as outside
from tongban.foundation.outside.commands import signing
from tongban.foundation.outside.rules import ANSWER_LENGTH
from tongban.registers.parties.tests import make as parties
from tongban.registers.signatures import queries
from tongban.registers.signatures.tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.req("APP-02", part="electronic signature")]


@pytest.fixture
def by():
    return parties.citizen()


@pytest.fixture
def asked(now, by):
    """What 孝感样例餐饮有限公司 is asked to sign."""
    make.signer(now)
    return make.signature(now, parties.enterprise(now), by)


def told(asked, now, **changed):
    """The platform's genuine answer with these parts changed, signed by the platform all the same."""
    answer = json.loads(make.confirmed(asked.id, parties.credit_code(1), now).body)
    return signing._envelope(json.dumps(answer | changed).encode(), well_signed=True)


def standing(asked, by, now):
    found = queries.get_own_standing(asked.id, actor=by, now=now)
    return found.state, found.refused_with


def rsa_certificate() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, make.NAME)])
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, day, day + dt.timedelta(days=900))
    return base64.b64encode(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)).decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"certificates": [""]},
        {"certificates": ["AAAA"]},
        {"certificates": ["MAA="]},
        {"certificates": ["MIIBIjAN" * 40]},
        {"certificates": [rsa_certificate()]},
        {"certificates": []},
        {"certificates": ["%%%"]},
        {"certificates": [7]},
        {"certificates": "AAAA"},
        {"signature": ""},
        {"signature": "AAAA"},
        {"signature": "MAYCAQACAQA="},
        {"signature": None},
        {"person": []},
        {"person": {"name": ["样例甲"]}},
        {"person": {"name": "样例甲\x00"}},
        {"person": make.people()[0] | {"number": "\ud800"}},
        {"person": make.people()[0] | {"phone": "\ud800"}},
        {"person": make.people()[0] | {"document_kind": "\udfff"}},
        {"role": "\udfff"},
        {"role": {}},
        {"key": "\ud800"},
        {"key": 5},
    ],
)
def test_nonsense_is_refused_and_the_request_still_waits(asked, by, now, changed):
    with pytest.raises(DomainError):
        make.receive(told(asked, now, **changed), now)
    assert standing(asked, by, now) == ("waiting", "")
    make.answer(asked.id, parties.credit_code(1), now)
    assert standing(asked, by, now) == ("answered", "")


def test_an_answer_longer_than_any_licence_is_refused(asked, by, now):
    with pytest.raises(Invalid, match="outside_malformed"):
        make.receive(told(asked, now, person={"name": "样" * ANSWER_LENGTH}), now)
    assert standing(asked, by, now) == ("waiting", "")


@pytest.mark.parametrize("years", [-1, 6])
def test_a_licence_of_another_time_is_refused(asked, by, now, years):
    """Run out, or of a platform whose clock is a year ahead of ours."""
    then = now.replace(year=now.year + years)
    request = make.signature(then, parties.enterprise(now), by, digest="cd" * 32)
    with pytest.raises(NotAllowed, match=r"signature\.untrusted") as refusal:
        make.answer(request.id, parties.credit_code(1), then)
    assert refusal.value.facts["layer"] == "certificate_validity"
    assert standing(request, by, then) == ("waiting", "")


def test_what_one_request_was_answered_with_is_no_answer_to_another(asked, by, now):
    """Of the same account for the same enterprise: another matter has another statement."""
    other = make.signature(now, parties.enterprise(now), by, matter="draft:2")
    with pytest.raises(NotAllowed, match=r"signature\.untrusted"):
        make.receive(told(asked, now, key=str(other.id)), now)
    assert (standing(asked, by, now), standing(other, by, now)) == (("waiting", ""), ("waiting", ""))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_has_signed(asked, by, now):
    """The representative and an agent, each with a genuine answer."""
    code, agent = parties.credit_code(1), parties.account(now, 5)
    parties.authorisation(now, parties.enterprise(now), agent)
    outside.keep_signer(code=code, name=make.NAME, people=make.people() + make.people(5, role="agent"), now=now)
    shown = queries.get_shown(asked.id, now=now)
    answers = [
        outside.confirm(key=str(asked.id), subject="", statement=shown.statement, signer=code, person=person, now=now)
        for person in (0, 1)
    ]
    done = at_once(2, lambda at: make.receive(answers[at][0], now))
    assert sorted(str(getattr(each, "code", "counted")) for each in done) == [
        "counted", "signature.answered_already",
    ]  # fmt: skip
    assert queries.get_signed(asked.id, actor=by).evidence.role in ("representative", "agent")
