"""Signing in by electronic business licence: bound to the enterprise, once, and every other answer refused."""

import datetime as dt
import uuid

import pytest

from tests.clients import at_once
from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, DomainError, NotAllowed, NotFound, Unavailable
from tongban.foundation.keys.certificates import SM2, Issuer, Wanted, make_certificate
from tongban.foundation.keys.libcrypto import PrivateKey
from tongban.foundation.keys.signing import Sm2Signer
from tongban.foundation.outside import commands as outside
from tongban.foundation.outside.commands import signing
from tongban.foundation.outside.rules import Answer, Channel, Fault, read_answer, write_answer
from tongban.registers.access import queries as accounts
from tongban.registers.access.tests import make as access
from tongban.registers.parties import queries as files
from tongban.registers.parties.tests import make as parties
from tongban.registers.signatures import commands, queries
from tongban.registers.signatures.tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.req("APP-02", part="electronic business licence")]
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def company(db, now):
    """孝感样例餐饮有限公司, represented by 样例甲; its key is with the platform."""
    make.signer(now)
    return parties.enterprise(now)


def redeem(asked, now):
    return commands.redeem_sign_in(request=asked.id, browser=asked.browser, now=now)


def refused(code, act, *told, **named):
    """The act is refused with this code; that stands in the journal, and nothing else was written."""
    before = journal_actions()
    with pytest.raises(DomainError) as refusal:
        act(*told, **named)
    assert refusal.value.code == code
    assert sorted(journal_actions()) == sorted([*before, "signatures.answer_refused"])
    return True


def test_the_account_is_bound_to_the_enterprise(company, now):
    asked = make.sign_in(now)
    make.answer(asked.id, parties.credit_code(1), now)
    entered = redeem(asked, now)
    account = accounts.get_account(entered.account)
    links = [(acts.party, acts.link) for acts in files.list_parties_of(account.id, now=now)]
    assert (entered.enterprise, account.phone, account.real_name_level) == (company, "19900000001", 3)
    assert sorted(link for _party, link in links) == ["representative", "self"]
    assert (company, "representative") in links
    assert {"signatures.answered", "signatures.redeemed", "parties.account_linked"} <= set(journal_actions())


def test_the_account_of_the_person_is_taken_again(company, now):
    account = access.account(now)
    parties.commands.link_person(account=account.id, person=parties.verified(1), by=SYSTEM, now=now)
    asked = make.sign_in(now)
    make.answer(asked.id, parties.credit_code(1), now)
    assert redeem(asked, now).account == account.id


def test_a_replayed_answer_changes_nothing(company, now):
    asked = make.sign_in(now)
    envelope = make.confirmed(asked.id, parties.credit_code(1), now)
    make.receive(envelope, now)
    assert refused("signature.answered_already", make.receive, envelope, now)
    redeem(asked, now)
    assert refused("signature.answered_already", make.receive, envelope, now)
    with pytest.raises(Conflict, match=r"signature\.answered_already"):
        redeem(asked, now)


def test_an_answer_to_another_request_does_not_count(company, now):
    """The nonce: a signature over one statement is none over another."""
    one, other = make.sign_in(now), make.sign_in(now)
    told = read_answer(make.confirmed(one.id, parties.credit_code(1), now).body)
    moved = write_answer(Answer(str(other.id), told.certificates, told.signature, told.role, told.person))
    assert refused("signature.untrusted", make.receive, signing._envelope(moved, well_signed=True), now)
    make.answer(other.id, parties.credit_code(1), now)


def test_an_expired_request_takes_no_answer(company, now):
    asked = make.sign_in(now)
    envelope = make.confirmed(asked.id, parties.credit_code(1), now)
    assert refused("signature.expired", make.receive, envelope, asked.expires_at)
    make.receive(envelope, asked.expires_at - SECOND)
    with pytest.raises(Conflict, match=r"signature\.expired"):
        redeem(asked, asked.expires_at)


def test_only_the_browser_that_asked_enters(company, now):
    asked, other = make.sign_in(now), make.sign_in(now)
    make.answer(asked.id, parties.credit_code(1), now)
    for browser in (other.browser, ""):
        with pytest.raises(NotFound, match=r"signature\.request_unknown"):
            commands.redeem_sign_in(request=asked.id, browser=browser, now=now)
    with pytest.raises(Conflict, match=r"signature\.not_answered"):
        redeem(other, now)
    assert redeem(asked, now).enterprise == company


def forged(asked, now, *, above=None):
    """An answer with a certificate that says it is the enterprise's, signed by nobody we trust."""
    key = Sm2Signer("forged/1", PrivateKey.generate())
    names = {"organization_identifier": parties.credit_code(1), "common_name": make.NAME}
    wanted = Wanted(names, key.public_key, now - SECOND, now + dt.timedelta(days=1))
    certificate = make_certificate(SM2, wanted, Issuer(key, above))
    statement = queries.get_shown(asked.id, now=now).statement
    person = {name: value for name, value in make.people()[0].items() if name != "role"}
    body = write_answer(Answer(str(asked.id), (certificate,), key.sign(statement), "representative", person))
    return signing._envelope(body, well_signed=True)


def test_a_forged_certificate_is_refused(company, now):
    asked = make.sign_in(now)
    (root,) = queries.trust().roots
    assert refused("signature.untrusted", make.receive, forged(asked, now), now)
    assert refused("signature.untrusted", make.receive, forged(asked, now, above=root), now)
    assert queries.get_standing(asked.id, browser=asked.browser, now=now).state == "waiting"
    assert accounts.find_account("19900000001") is None


def test_a_revoked_licence_is_refused(company, now):
    asked = make.sign_in(now)
    outside.revoke_signer(code=parties.credit_code(1), now=now - SECOND)
    assert refused("signature.untrusted", make.answer, asked.id, parties.credit_code(1), now)


def test_an_answer_that_the_platform_did_not_sign_is_refused(company, now):
    asked = make.sign_in(now)
    outside.set_faults(Channel.SIGNATURE, frozenset({Fault.BADLY_SIGNED}))
    assert refused("signature.badly_signed", make.answer, asked.id, parties.credit_code(1), now)
    assert queries.get_standing(asked.id, browser=asked.browser, now=now).state == "waiting"


def test_an_unknown_enterprise_is_refused(company, now):
    asked, code = make.sign_in(now), make.signer(now, 2, name="样例未建档公司")
    assert refused("signature.enterprise_unknown", make.answer, asked.id, code, now)
    standing = queries.get_standing(asked.id, browser=asked.browser, now=now)
    assert (standing.state, standing.refused_with) == ("refused", "signature.enterprise_unknown")
    with pytest.raises(NotAllowed, match=r"signature\.enterprise_unknown"):
        redeem(asked, now)


def test_a_name_that_is_not_the_files_is_refused(company, now):
    parties.enterprise(now, 3, name="孝感样例物流有限公司")
    code = make.signer(now, 3, name="孝感样例改名有限公司")
    assert refused("signature.name_differs", make.answer, make.sign_in(now).id, code, now)


def test_who_does_not_represent_the_enterprise_is_refused(now):
    parties.enterprise(now)
    code = make.signer(now, order=2, name=make.NAME)
    assert refused("signature.not_representative", make.answer, make.sign_in(now).id, code, now)


def agent(now, **limits):
    """样例甲 as the agent of a company of somebody else's, authorised as told; the code of the company."""
    principal = parties.enterprise(now, 4, representative_number=parties.resident_id(9))
    actor = parties.citizen(access.account(now).id)
    parties.commands.link_person(account=actor.account, person=parties.verified(1), by=SYSTEM, now=now)
    if limits:
        parties.authorisation(now, principal, actor, **limits)
    return make.signer(now, 4, role="agent"), principal, actor


def test_an_agent_enters_only_under_an_authorisation_in_force(now):
    code, principal, actor = agent(now)
    assert refused("signature.agent_not_authorised", make.answer, make.sign_in(now).id, code, now)
    given = parties.authorisation(now, principal, actor)
    asked = make.sign_in(now)
    make.answer(asked.id, code, now)
    assert redeem(asked, now) == commands.Entered(actor.account, principal)
    parties.commands.revoke(authorisation=given, reason="样例", by=actor, now=now)
    assert refused("signature.agent_not_authorised", make.answer, make.sign_in(now).id, code, now)


def test_an_answer_that_comes_twice_and_out_of_order_counts_once(company, now):
    code = parties.credit_code(1)
    make.answer(make.sign_in(now).id, code, now)
    outside.set_faults(Channel.SIGNATURE, frozenset({Fault.TWICE, Fault.OUT_OF_ORDER}))
    asked = make.sign_in(now)
    shown = queries.get_shown(asked.id, now=now)
    told = outside.confirm(key=str(asked.id), subject="", statement=shown.statement, signer=code, person=0, now=now)
    outcomes = []
    for envelope in told:
        try:
            make.receive(envelope, now)
            outcomes.append("counted")
        except Conflict as refusal:
            outcomes.append(refusal.code)
    assert outcomes == ["signature.answered_already"] * 2 + ["counted", "signature.answered_already"]


def test_somebody_elses_phone_opens_no_account_of_theirs(now):
    account = access.account(now)
    parties.commands.link_person(account=account.id, person=parties.verified(2), by=SYSTEM, now=now)
    parties.enterprise(now)
    make.signer(now, phone=account.phone)
    asked = make.sign_in(now)
    assert refused("signature.account_of_another", make.answer, asked.id, parties.credit_code(1), now)
    assert [acts.link for acts in files.list_parties_of(account.id, now=now)] == ["self"]


def test_nothing_is_asked_where_no_platform_is_connected(now, settings):
    settings.PRODUCTION = True
    with pytest.raises(Unavailable, match=r"signature\.not_open"):
        make.sign_in(now)
    assert queries.trust().roots == ()


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one_session(now):
    parties.enterprise(now)
    make.signer(now)
    asked = make.sign_in(now)
    envelope = make.confirmed(asked.id, parties.credit_code(1), now)
    answered = at_once(2, lambda _: make.receive(envelope, now))
    assert sorted(str(getattr(each, "code", "counted")) for each in answered) == [
        "counted",
        "signature.answered_already",
    ]
    entered = at_once(2, lambda _: redeem(asked, now))
    assert sorted(type(each).__name__ for each in entered) == ["Conflict", "Entered"]


def test_a_request_nobody_made_is_unknown(company, now):
    with pytest.raises(NotFound, match=r"signature\.request_unknown"):
        queries.get_shown(uuid.uuid4(), now=now)
