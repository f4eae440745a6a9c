"""The simulated party that signs for others: real signatures, and the five faults."""

import pytest

from tongban.foundation.kernel.errors import Invalid, NotFound, Unavailable
from tongban.foundation.keys.certificates import public_key_of
from tongban.foundation.keys.signing import Sm2Verifier
from tongban.foundation.outside import commands, queries
from tongban.foundation.outside.rules import Channel, Fault, read_answer

pytestmark = pytest.mark.django_db
CODE = "91429099EXAM00019F"
PERSON = {"role": "representative", "name": "样例甲", "document_kind": "111", "number": "1", "phone": ""}


@pytest.fixture(autouse=True)
def _signer(db, now):
    commands.keep_signer(code=CODE, name="孝感样例餐饮有限公司", people=[PERSON], now=now)


def confirm(now, key="k1", person=0):
    return commands.confirm(key=key, subject="登录", statement=b"{}", signer=CODE, person=person, now=now)


def test_the_answer_is_signed_by_the_holder_and_by_the_party(now):
    (envelope,) = confirm(now)
    answer = read_answer(envelope.body)
    assert queries.is_signed_by(Channel.SIGNATURE, envelope.body, envelope.signature)
    assert Sm2Verifier(public_key_of(answer.certificates[0])).verify(b"{}", answer.signature)
    assert (answer.key, answer.role, answer.person["name"]) == ("k1", "representative", "样例甲")
    assert [row.subject for row, _told in queries.list_inbox(channel=Channel.SIGNATURE)[0]] == ["登录"]
    assert commands.play_reports(now=now) == 0


def test_keeping_a_signer_again_keeps_its_certificate(now):
    before = bytes(queries.list_signers()[0].certificate)
    commands.keep_signer(code=CODE, name="改名", people=[], now=now)
    assert (bytes(queries.list_signers()[0].certificate), queries.list_signers()[0].people) == (before, [])


def test_faults_of_the_party(now):
    confirm(now)
    commands.set_faults(Channel.SIGNATURE, frozenset({Fault.TWICE, Fault.OUT_OF_ORDER}))
    assert [read_answer(each.body).key for each in confirm(now, "k2")] == ["k1", "k1", "k2", "k2"]
    commands.set_faults(Channel.SIGNATURE, frozenset({Fault.BADLY_SIGNED}))
    (bad,) = confirm(now, "k3")
    assert not queries.is_signed_by(Channel.SIGNATURE, bad.body, bad.signature)
    commands.set_faults(Channel.SIGNATURE, frozenset({Fault.SLOW}))
    assert [len(confirm(now, "k4")), len(confirm(now, "k4"))] == [0, 1]
    commands.set_faults(Channel.SIGNATURE, frozenset({Fault.FAIL}))
    with pytest.raises(Unavailable, match="outside_refused"):
        confirm(now, "k5")


def test_nobody_else_confirms(now, settings):
    with pytest.raises(NotFound, match="outside_signer_unknown"):
        confirm(now, person=1)
    settings.PRODUCTION = True
    with pytest.raises(NotFound, match="outside_no_simulators"):
        confirm(now)
    assert queries.list_simulated_roots() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"person":{},"certificates":[]}',
        b"1" * 20_001,
        b'{"person":{"name":"\\ud800"},"certificates":["AAAA"],"key":"k","role":"agent","signature":"AAAA"}',
    ],
)
def test_an_answer_that_is_none_is_refused(body):
    with pytest.raises(Invalid, match="outside_malformed"):
        read_answer(body)
