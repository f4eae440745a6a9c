"""Who may act for whom: oneself, an enterprise one represents, a principal that gave an authorisation."""

import datetime as dt

import pytest

from tests.clients import at_once
from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.registers.parties import commands, queries
from tongban.registers.parties.rules import RealName
from tongban.registers.parties.tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.req("APP-02", part="agents")]
SUBMIT = "cases.submit"


def link(now, actor, person, by=SYSTEM):
    return commands.link_person(account=actor.account, person=person, by=by, now=now)


def acts(now, actor):
    return [(one.party, one.link) for one in queries.list_parties_of(actor.account, now=now)]


def test_an_account_is_linked_to_the_file_its_owner_has(now):
    party, owner = make.person(now), make.citizen()
    assert link(now, owner, make.verified()) == commands.Registered(party, is_new=False)
    assert acts(now, owner) == [(party, "self")]
    assert queries.get_file(owner, party, now=now).real_name_level == RealName.FACE


def test_two_accounts_of_one_person_have_one_file(now):
    first, second = make.account(now), make.account(now)
    assert queries.find_own_party(first.account) == queries.find_own_party(second.account)


def test_an_account_is_one_person(now):
    owner = make.account(now)
    with pytest.raises(Conflict, match=r"party.account_linked_already"):
        link(now, owner, make.verified(order=2))
    assert acts(now, owner) == [(make.person(now), "self")]


def test_the_real_name_level_only_rises(now):
    owner = make.citizen()
    for level in (RealName.NUMBER, RealName.DOCUMENT, RealName.FACE):
        link(now, owner, make.verified(level=level))
    party = queries.find_own_party(owner.account)
    assert queries.get_file(SYSTEM, party, now=now).real_name_level == RealName.DOCUMENT


def test_nobody_vouches_for_oneself(now):
    owner = make.citizen()
    with pytest.raises(NotAllowed, match=r"party.not_allowed"):
        link(now, owner, make.verified(), by=owner)
    with pytest.raises(Invalid, match=r"party.refused"):
        link(now, owner, make.verified(level=RealName.NONE))
    assert acts(now, owner) == []


@pytest.mark.django_db(transaction=True)
def test_links_asked_for_at_once_leave_one(now):
    owner = make.citizen()
    answers = at_once(20, lambda number: link(now, owner, make.verified(order=number % 2 + 1)))
    linked = [answer for answer in answers if isinstance(answer, commands.Registered)]
    assert len(linked) == 10
    assert [answer.code for answer in answers if isinstance(answer, Conflict)] == ["party.account_linked_already"] * 10
    assert acts(now, owner) == [(linked[0].party, "self")]


def test_the_legal_representative_acts_for_the_enterprise(now):
    enterprise, owner = make.enterprise(now), make.account(now)
    commands.link_representative(account=owner.account, credit_code=make.credit_code(), by=owner, now=now)
    commands.link_representative(account=owner.account, credit_code=make.credit_code(), by=owner, now=now)
    assert acts(now, owner) == [(make.person(now), "self"), (enterprise, "representative")]
    assert queries.may_act_for(owner.account, enterprise, "anything.at_all", now=now)
    assert queries.get_file(owner, enterprise, now=now).party.name == "孝感样例餐饮有限公司"


@pytest.mark.parametrize("serial", [1, 2])
def test_a_stranger_hears_the_same_of_an_enterprise_that_exists_and_one_that_does_not(now, serial):
    make.enterprise(now)
    stranger = make.account(now, order=2)
    with pytest.raises(NotAllowed, match=r"party.not_representative"):
        commands.link_representative(
            account=stranger.account, credit_code=make.credit_code(serial), by=stranger, now=now
        )


def test_a_representative_without_a_verified_file_is_refused(now):
    make.enterprise(now)
    owner = make.citizen()
    with pytest.raises(Invalid, match=r"party.account_unverified"):
        commands.link_representative(account=owner.account, credit_code=make.credit_code(), by=owner, now=now)


def test_an_agent_does_what_the_authorisation_names_and_nothing_else(now):
    principal, agent = make.person(now), make.account(now, order=2)
    granted = make.authorisation(now, principal, agent)
    told = queries.list_parties_of(agent.account, now=now)[-1]
    assert (told.party, told.link, told.authorisation) == (principal, "agent", granted)
    assert told.valid_until == dt.date(2026, 11, 30)
    assert queries.may_act_for(agent.account, principal, SUBMIT, now=now)
    assert not queries.may_act_for(agent.account, principal, "cases.withdraw", now=now)
    assert not queries.may_act_for(make.citizen().account, principal, SUBMIT, now=now)
    with pytest.raises(NotFound):
        queries.get_file(agent, principal, now=now)


def test_asked_for_several_things_at_once_one_that_is_named_is_enough(now, django_assert_num_queries):
    principal, agent = make.person(now), make.account(now, order=2)
    make.authorisation(now, principal, agent)
    with django_assert_num_queries(3):
        assert queries.may_act_for(agent.account, principal, "cases.withdraw", SUBMIT, now=now)
    assert not queries.may_act_for(agent.account, principal, "cases.withdraw", "cases.correct", now=now)


def test_an_authorisation_for_one_item_covers_that_item_only(now):
    principal, agent = make.person(now), make.account(now, order=2)
    make.authorisation(now, principal, agent, items=["0001200000"])
    outcomes = [
        queries.may_act_for(agent.account, principal, SUBMIT, now=now, item=item) for item in ("0001200000", "X", "")
    ]
    assert outcomes == [True, False, False]


@pytest.mark.parametrize(
    ("instant", "in_force"),
    [
        ("2026-10-31T23:59:59+08:00", False),
        ("2026-11-01T00:00:00+08:00", True),
        ("2026-11-30T15:59:59+00:00", True),
        ("2026-11-30T16:00:00+00:00", False),
    ],
)
def test_an_authorisation_holds_from_its_first_to_its_last_day_in_china(now, instant, in_force):
    principal, agent = make.person(now), make.account(now, order=2)
    make.authorisation(now, principal, agent)
    at = dt.datetime.fromisoformat(instant)
    assert queries.may_act_for(agent.account, principal, SUBMIT, now=at) is in_force
    assert (len(queries.list_parties_of(agent.account, now=at)) == 2) is in_force


@pytest.mark.parametrize("who", ["principal", "agent", "staff"])
def test_a_revocation_holds_at_once(now, who):
    owner, agent = make.account(now), make.account(now, order=2)
    principal = queries.find_own_party(owner.account)
    granted = make.authorisation(now, principal, agent, by=owner)
    by = {"principal": owner, "agent": agent, "staff": make.staff("parties.authorise")}[who]
    assert commands.revoke(authorisation=granted, reason="不再需要", by=by, now=now)
    assert not commands.revoke(authorisation=granted, reason="不再需要", by=by, now=now)
    assert not queries.may_act_for(agent.account, principal, SUBMIT, now=now)
    [kept] = queries.list_authorisations(owner, principal, now=now)
    assert (kept.revoked_at, kept.in_force) == (now, False)
    assert journal_actions().count("parties.authorisation_revoked") == 1


def test_a_stranger_neither_grants_nor_revokes_nor_lists(now):
    principal, agent, stranger = make.person(now), make.account(now, order=2), make.account(now, order=3)
    granted = make.authorisation(now, principal, agent)
    with pytest.raises(NotFound, match=r"party.not_found"):
        make.authorisation(now, principal, stranger, by=stranger)
    with pytest.raises(NotFound, match=r"authorisation.not_found"):
        commands.revoke(authorisation=granted, reason="试", by=stranger, now=now)
    with pytest.raises(NotFound, match=r"party.not_found"):
        queries.list_authorisations(stranger, principal, now=now)
    assert queries.may_act_for(agent.account, principal, SUBMIT, now=now)


def test_an_agent_appoints_no_agent(now):
    principal, agent, other = make.person(now), make.account(now, order=2), make.account(now, order=3)
    make.authorisation(now, principal, agent, actions=["parties.read"])
    with pytest.raises(NotAllowed, match=r"party.not_allowed"):
        make.authorisation(now, principal, other, by=agent)


def test_an_agent_is_a_verified_person_and_somebody_else(now):
    owner = make.account(now)
    principal = queries.find_own_party(owner.account)
    with pytest.raises(Invalid, match=r"party.account_unverified"):
        make.authorisation(now, principal, make.citizen())
    with pytest.raises(Invalid, match=r"authorisation.agent_is_principal"):
        make.authorisation(now, principal, owner)
    assert queries.list_authorisations(owner, principal, now=now) == []
