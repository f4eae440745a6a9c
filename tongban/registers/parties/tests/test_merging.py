import datetime as dt
import json

import pytest
from django.db import connection

from tests.clients import at_once
from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.parties import commands, queries
from tongban.registers.parties.models import MergedFile, Party
from tongban.registers.parties.tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.req("LIC-07", part="one file, merge")]


def files(now, count):
    """So many files of persons, each made a minute after the one before."""
    return [make.person(now + dt.timedelta(minutes=at), order=at + 1) for at in range(count)]


def merge(now, later, survivor, by=SYSTEM):
    return commands.merge(later=later, survivor=survivor, reason="同一人", by=by, now=now)


def found(now, order):
    return commands.find_by_document(
        document_kind="111", number=make.resident_id(order), purpose="样例核对", by=SYSTEM, now=now
    )


def test_a_merged_file_is_read_with_its_survivor_and_no_row_moves(now):
    survivor, later = files(now, 2)
    merge(now, later, survivor)
    file = queries.get_file(SYSTEM, survivor, now=now)
    assert file.ids == (survivor, later)
    assert file.buckets == tuple(sorted({bucket_of(survivor), bucket_of(later)}))
    assert (file.party.status, file.parts[1].status, file.parts[1].merged_into) == ("open", "closed", survivor)
    assert queries.get_file(SYSTEM, later, now=now) == file
    assert "parties.merged" in journal_actions()


def test_both_numbers_find_the_survivor(now):
    survivor, later = files(now, 2)
    merge(now, later, survivor)
    assert found(now, 1) == found(now, 2) == commands.Found(survivor, is_former=False)
    assert make.person(now, order=2) == survivor


def test_others_hear_of_it(now):
    survivor, later = files(now, 2)
    merge(now, later, survivor)
    with fan_out_allowed("a test reads all events"), connection.cursor() as cursor:
        cursor.execute("SELECT payload, bucket FROM outbox_outboxevent WHERE name = 'parties.merged'")
        [(payload, bucket)] = cursor.fetchall()
    assert json.loads(payload) == {"later": str(later), "survivor": str(survivor)}
    assert bucket == bucket_of(later)


def test_the_runtime_role_has_the_rights_for_all_of_this(now):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tongban_app")
    survivor, later = files(now, 2)
    owner, agent = make.account(now), make.account(now, order=3)
    granted = make.authorisation(now, later, agent, by=SYSTEM)
    passport = {"document_kind": "414", "number": "E12345678"}
    commands.change_document(party_id=later, reason="换证", by=SYSTEM, now=now, **passport)
    merge(now, later, survivor)
    assert commands.revoke(authorisation=granted, reason="不再需要", by=owner, now=now)
    assert commands.reencrypt_all(by=SYSTEM, now=now) == 0


def test_merging_again_changes_nothing(now):
    survivor, later = files(now, 2)
    assert merge(now, later, survivor) == commands.Merged(survivor, is_new=True)
    assert merge(now, later, survivor) == commands.Merged(survivor, is_new=False)
    assert journal_actions().count("parties.merged") == 1


@pytest.mark.parametrize("order", [((2, 1), (1, 0)), ((1, 0), (2, 0)), ((2, 0), (1, 0))])
def test_a_chain_ends_at_the_earliest_file_in_any_order(now, order):
    made = files(now, 3)
    for later, survivor in order:
        merge(now, made[later], made[survivor])
    assert [queries.survivor_of(party) for party in made] == [made[0]] * 3
    assert set(queries.get_file(SYSTEM, made[2], now=now).ids) == set(made)
    assert {found(now, number).party for number in (1, 2, 3)} == {made[0]}


def test_a_ring_cannot_be_made(now):
    survivor, later = files(now, 2)
    with pytest.raises(Conflict, match=r"party.survivor_is_later"):
        merge(now, survivor, later)
    with pytest.raises(Invalid, match=r"party.same_file"):
        merge(now, survivor, survivor)
    assert queries.survivor_of(survivor) == survivor


def test_a_file_merged_elsewhere_is_told_where(now):
    first, second, third = files(now, 3)
    merge(now, third, first)
    with pytest.raises(Conflict) as refusal:
        merge(now, third, second)
    assert (refusal.value.code, refusal.value.facts) == ("party.merged_already", {"survivor": first})


def test_a_closed_file_survives_nothing(now):
    first, second, third = files(now, 3)
    merge(now, second, first)
    with pytest.raises(Conflict, match=r"party.survivor_closed"):
        merge(now, third, second)
    assert queries.survivor_of(third) == third


def test_a_person_and_an_enterprise_are_never_one(now):
    with pytest.raises(Conflict, match=r"party.kinds_differ"):
        merge(now, make.enterprise(now), make.person(now))


def test_merging_needs_a_grant_over_both_regions_and_a_reason(now):
    here, there = make.person(now), make.person(now, order=2, region=make.YUNMENG)
    with pytest.raises(NotFound, match=r"party.not_found"):
        merge(now, there, here, by=make.staff(region=make.XIAONAN))
    with pytest.raises(Invalid) as refusal:
        commands.merge(later=there, survivor=here, reason=" ", by=SYSTEM, now=now)
    assert refusal.value.fields == {"reason": ["party.purpose_missing"]}
    assert queries.survivor_of(there) == there


def test_a_closed_file_is_not_changed(now):
    survivor, later = files(now, 2)
    merge(now, later, survivor)
    with pytest.raises(Conflict, match=r"party.closed"):
        commands.correct_name(party_id=later, name="样例乙", reason="更正", by=SYSTEM, now=now)
    with pytest.raises(Conflict, match=r"party.closed"):
        commands.change_document(
            party_id=later, document_kind="414", number="E12345678", reason="更正", by=SYSTEM, now=now
        )


def test_accounts_and_agents_of_both_files_act_for_the_survivor(now):
    survivor, later = files(now, 2)
    owner, agent = make.account(now, order=2), make.account(now, order=3)
    granted = make.authorisation(now, later, agent)
    merge(now, later, survivor)
    assert [one.party for one in queries.list_parties_of(owner.account, now=now)] == [survivor]
    assert queries.may_act_for(agent.account, survivor, "cases.submit", now=now)
    assert queries.may_act_for(agent.account, later, "cases.submit", now=now)
    assert bucket_of(granted) == bucket_of(later)


def test_one_account_of_two_enterprise_files_keeps_one_link(now):
    earlier, later = make.enterprise(now), make.enterprise(now, serial=2)
    owner = make.account(now)
    for serial in (1, 2):
        commands.link_representative(account=owner.account, credit_code=make.credit_code(serial), by=owner, now=now)
    merge(now, later, earlier)
    links = [(one.party, one.link) for one in queries.list_parties_of(owner.account, now=now)]
    assert links == [(queries.find_own_party(owner.account), "self"), (earlier, "representative")]


@pytest.mark.req("NFR-03", part="parties")
@pytest.mark.django_db(transaction=True)
def test_fifty_clients_merging_two_files_have_one_effect(now):
    survivor, later = files(now, 2)
    answers = at_once(50, lambda number: merge(now, later, survivor))
    assert sorted(answer.is_new for answer in answers) == [False] * 49 + [True]
    assert {answer.survivor for answer in answers} == {survivor}
    assert journal_actions().count("parties.merged") == 1


@pytest.mark.req("NFR-03", part="parties")
@pytest.mark.django_db(transaction=True)
def test_merges_of_many_files_at_once_end_in_one_file_with_every_number(now):
    made = files(now, 6)
    pairs = [(later, survivor) for later in range(6) for survivor in range(later)] * 2

    def act(number):
        later, survivor = pairs[number]
        return merge(now, made[later], made[survivor])

    answers = at_once(len(pairs), act)
    assert {type(answer) for answer in answers} <= {commands.Merged, Conflict}
    with fan_out_allowed("a test counts all"):
        still_open = list(Party.objects.filter(status="open").values_list("id", flat=True))
    assert {row.survivor for row in MergedFile.objects.all()} <= set(still_open)
    assert {found(now, order + 1).party for order in range(6)} <= set(still_open)
    for later in range(5, 0, -1):
        if queries.survivor_of(made[later]) == made[later]:
            merge(now, made[later], made[0])
    assert {queries.survivor_of(party) for party in made} == {made[0]}


@pytest.mark.req("NFR-03", part="parties")
@pytest.mark.django_db(transaction=True)
def test_new_documents_and_links_during_a_merge_end_up_with_the_survivor(now):
    survivor, later = files(now, 2)
    owners = [make.citizen() for _ in range(6)]

    def act(number):
        if number < 6:
            return commands.link_person(account=owners[number].account, person=make.verified(2), by=SYSTEM, now=now)
        if number == 6:
            return merge(now, later, survivor)
        passport = {"document_kind": "414", "number": f"E1234567{number}"}
        return commands.change_document(party_id=later, reason="换证", by=SYSTEM, now=now, **passport)

    answers = at_once(12, act)
    changed = [f"E1234567{number}" for number in range(7, 12) if answers[number] is None]
    assert {queries.find_own_party(owner.account) for owner in owners} == {survivor}
    for number in changed:
        look = {"document_kind": "414", "number": number, "purpose": "样例核对"}
        assert commands.find_by_document(**look, by=SYSTEM, now=now).party == survivor
