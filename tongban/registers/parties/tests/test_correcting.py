import pytest

from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.registers.parties import commands, queries
from tongban.registers.parties.tests import make

pytestmark = pytest.mark.django_db
PASSPORT = {"document_kind": "414", "number": "E12345678"}


def read(now, party):
    return queries.get_file(SYSTEM, party, now=now)


def change_document(now, party, **document):
    return commands.change_document(party_id=party, **(document or PASSPORT), reason="换证", by=SYSTEM, now=now)


def find(now, document_kind, number):
    return commands.find_by_document(document_kind=document_kind, number=number, purpose="核对", by=SYSTEM, now=now)


def reveal(now, party):
    return commands.reveal_number(party_id=party, purpose="核对", by=SYSTEM, now=now)


def test_a_name_is_corrected_with_a_reason(now):
    party = make.person(now)
    commands.correct_name(party_id=party, name="样例乙", reason="登记有误", by=make.staff(), now=now)
    assert read(now, party).party.name == "样例乙"
    assert journal_actions()[-1] == "parties.changed"


def test_people_change_their_own_contact_but_not_their_name(now):
    owner, party = make.account(now), make.person(now)
    commands.change_contact(party_id=party, phone="19900000055", address="新址", by=owner, now=now)
    assert (read(now, party).party.phone_masked, read(now, party).party.address) == ("1990*****55", "新址")
    with pytest.raises(NotAllowed, match=r"party.not_allowed"):
        commands.correct_name(party_id=party, name="样例乙", reason="想换", by=owner, now=now)


def test_nobody_changes_the_contact_of_a_stranger(now):
    party = make.person(now)
    with pytest.raises(NotFound, match=r"party.not_found"):
        commands.change_contact(party_id=party, phone="", address="", by=make.account(now, order=2), now=now)
    assert read(now, party).party.phone_masked == "1990*****01"


def test_a_new_document_replaces_the_old_one_which_still_finds_the_file(now):
    party = make.person(now)
    change_document(now, party)
    file = read(now, party)
    assert (file.party.document_kind, file.party.document_masked, reveal(now, party)) == (
        "414",
        "E********",
        "E12345678",
    )
    assert [former.document_masked for former in file.former_documents] == [f"4290**********{make.resident_id()[-4:]}"]
    assert find(now, "111", make.resident_id()) == commands.Found(party, is_former=True)
    assert find(now, **PASSPORT) == commands.Found(party, is_former=False)


def test_going_back_to_a_former_document_makes_it_current(now):
    party = make.person(now)
    change_document(now, party)
    change_document(now, party, document_kind="111", number=make.resident_id())
    assert find(now, "111", make.resident_id()) == commands.Found(party, is_former=False)
    assert find(now, **PASSPORT) == commands.Found(party, is_former=True)


def test_the_same_document_again_changes_nothing(now):
    party = make.person(now)
    change_document(now, party, document_kind="111", number=make.resident_id())
    assert read(now, party).former_documents == ()
    assert "parties.changed" not in journal_actions()


def test_a_number_of_another_file_is_refused(now):
    party, other = make.person(now), make.person(now, order=2)
    with pytest.raises(Conflict, match=r"party.number_taken"):
        change_document(now, party, document_kind="111", number=make.resident_id(2))
    assert (reveal(now, party), reveal(now, other)) == (make.resident_id(1), make.resident_id(2))
    assert read(now, party).former_documents == ()


def test_a_new_representative_takes_the_place_of_the_old_at_once(now):
    enterprise, old, new = make.enterprise(now), make.account(now), make.account(now, order=2)
    link = {"credit_code": make.credit_code(), "now": now}
    commands.link_representative(account=old.account, by=old, **link)
    assert queries.may_act_for(old.account, enterprise, "cases.submit", now=now)
    commands.change_representative(
        party_id=enterprise, name="样例甲", number=make.resident_id(2), reason="变更登记", by=SYSTEM, now=now
    )
    assert not queries.may_act_for(old.account, enterprise, "cases.submit", now=now)
    with pytest.raises(NotAllowed, match=r"party.not_representative"):
        commands.link_representative(account=old.account, by=old, **link)
    assert commands.link_representative(account=new.account, by=new, **link) == enterprise


def test_a_person_has_no_representative(now):
    with pytest.raises(Invalid) as refusal:
        commands.change_representative(
            party_id=make.person(now), name="样例乙", number=make.resident_id(2), reason="试", by=SYSTEM, now=now
        )
    assert refusal.value.fields == {"representative_name": ["party.no_representative"]}
