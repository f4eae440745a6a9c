import pytest

from tests.clients import at_once
from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.parties import commands, queries
from tongban.registers.parties.models import DocumentNumber, Party
from tongban.registers.parties.tests import make

pytestmark = pytest.mark.django_db


def count(model=Party):
    with fan_out_allowed("a test counts all"):
        return model.objects.count()


def test_a_person_has_a_file_with_a_masked_number(now):
    party = make.person(now, address=" 书院街道  1号 ")
    file = queries.get_file(SYSTEM, party, now=now)
    assert (file.party.name, file.party.region, file.party.address) == ("样例甲", make.XIAONAN, "书院街道 1号")
    assert (file.party.document_kind, file.party.document_masked) == ("111", f"4290**********{make.resident_id()[-4:]}")
    assert file.party.phone_masked == "1990*****01"
    assert file.parts == (file.party,)
    assert journal_actions()[-1] == "parties.registered"


def test_registering_again_finds_the_file_and_changes_nothing(now):
    first = make.person(now)
    again = commands.register_person(
        name="样例 甲",
        document_kind="111",
        number=make.resident_id().lower(),
        region=make.YUNMENG,
        phone="19900000099",
        by=SYSTEM,
        now=now,
    )
    assert again == commands.Registered(first, is_new=False)
    assert queries.get_file(SYSTEM, first, now=now).party.phone_masked == "1990*****01"
    assert journal_actions()[-1] == "parties.found"


def test_another_name_under_a_known_number_is_refused(now):
    make.person(now)
    with pytest.raises(Conflict, match=r"party.name_differs"):
        make.person(now, name="样例乙")
    assert count() == 1


def test_the_same_digits_under_another_kind_of_document_are_another_number(now):
    assert make.person(now, document_kind="414", number="E12345678") != make.person(
        now, document_kind="516", number="E12345678"
    )


def test_every_fault_is_told_by_field_and_nothing_is_written(now):
    with pytest.raises(Invalid) as refusal:
        make.person(now, name=" ", number="110105194912310021", phone="1", address="一" * 201)
    assert refusal.value.fields == {
        "name": ["party.name_missing"],
        "number": ["resident_id.check_digit"],
        "phone": ["phone.shape"],
        "address": ["party.address_too_long"],
    }
    assert (count(), count(DocumentNumber)) == (0, 0)


def test_registering_needs_a_grant_over_the_region(now):
    clerk = make.staff("parties.register", region=make.YUNMENG)
    with pytest.raises(NotAllowed, match=r"party.not_allowed"):
        commands.register_person(
            name="样例甲", document_kind="111", number=make.resident_id(), region=make.XIAONAN, by=clerk, now=now
        )
    assert count() == 0


def test_a_post_of_one_body_reaches_the_files_of_its_region(now):
    clerk = make.staff("parties.register", organisation="11420902MB0001234X")
    given = {"name": "样例甲", "document_kind": "111", "number": make.resident_id(), "region": make.XIAONAN}
    assert commands.register_person(**given, by=clerk, now=now).is_new


def test_a_region_that_does_not_exist_is_refused(now):
    with pytest.raises(NotFound, match="region_unknown"):
        make.person(now, region="420999000000")


@pytest.mark.parametrize(("kind", "code"), [("001", "party.document_not_of_person"), ("999", "holder_code.type")])
def test_a_person_has_a_person_s_document(now, kind, code):
    with pytest.raises(Invalid) as refusal:
        make.person(now, document_kind=kind, number=make.credit_code())
    assert refusal.value.fields == {"number": [code]}


def test_an_enterprise_has_a_representative_whose_number_is_masked(now):
    party = queries.get_file(SYSTEM, make.enterprise(now), now=now).party
    assert (party.kind, party.document_kind, party.representative_name) == ("enterprise", "001", "样例甲")
    assert party.representative_masked == f"4290**********{make.resident_id()[-4:]}"


@pytest.mark.req("NFR-03", part="parties")
@pytest.mark.req("LIC-07", part="one file, merge")
@pytest.mark.django_db(transaction=True)
def test_fifty_clients_registering_one_person_make_one_file(now):
    answers = at_once(50, lambda number: make.person(now))
    assert len(set(answers)) == 1
    assert (count(), count(DocumentNumber)) == (1, 1)
    assert sorted(journal_actions()[1:]) == ["parties.found"] * 49 + ["parties.registered"]
