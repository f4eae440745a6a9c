"""A clerk of county A reaches nothing of county B: by list, search, count, export or guessed id."""

import pytest
from django.db import connection

from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM, VISITOR
from tongban.foundation.kernel.errors import Invalid, NotAllowed, NotFound
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.parties import commands, queries
from tongban.registers.parties.rules import Kind
from tongban.registers.parties.tests import make

pytestmark = pytest.mark.django_db
CITY = "420900000000"


@pytest.fixture
def here(now):
    return make.person(now)


@pytest.fixture
def there(now, here):
    return make.person(now, order=2, region=make.YUNMENG)


@pytest.fixture
def clerk():
    return make.staff(region=make.XIAONAN)


def last_purpose():
    with fan_out_allowed("a test reads the journal"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT convert_from(body, 'UTF8')::json ->> 'purpose' FROM audit_journalrow ORDER BY id DESC LIMIT 1"
        )
        return cursor.fetchone()[0]


def find(now, by, order, purpose="窗口核对"):
    number = make.resident_id(order)
    return commands.find_by_document(document_kind="111", number=number, purpose=purpose, by=by, now=now)


def test_lists_counts_and_exports_end_at_the_county_s_border(now, here, there, clerk):
    assert [one.id for one in queries.list_parties(clerk, CITY).items] == [here]
    assert queries.count_parties(clerk, CITY) == 1
    assert [one.id for one in commands.export(region=CITY, purpose="核对", by=clerk, now=now)] == [here]


@pytest.mark.parametrize("region", [make.YUNMENG, "421000000000", "nonsense", ""])
def test_another_county_s_register_is_refused(now, there, clerk, region):
    for look in (queries.list_parties, queries.count_parties):
        with pytest.raises(NotAllowed, match=r"party.region_not_yours"):
            look(clerk, region)
    with pytest.raises(NotAllowed, match=r"party.region_not_yours"):
        commands.export(region=region, purpose="核对", by=clerk, now=now)


def test_a_cursor_into_another_county_leads_nowhere(now, here, there, clerk):
    page = queries.list_parties(clerk, CITY, after=f"{make.YUNMENG}:{there}")
    assert (page.items, page.next) == ((), None)


def test_a_search_by_whole_number_ends_at_the_border_too(now, here, there, clerk):
    assert find(now, clerk, 1) == commands.Found(here, is_former=False)
    assert find(now, clerk, 2) is None
    assert find(now, clerk, 3) is None
    assert journal_actions()[-3:] == ["parties.looked_up"] * 3
    assert last_purpose() == "窗口核对"


def test_a_guessed_id_is_as_unknown_as_one_that_does_not_exist(now, there, clerk):
    told = {"party_id": there, "by": clerk, "now": now}
    reaches = [
        lambda: queries.get_file(clerk, there, now=now),
        lambda: queries.list_authorisations(clerk, there, now=now),
        lambda: commands.reveal_number(purpose="核对", **told),
        lambda: commands.correct_name(name="样例乙", reason="试", **told),
        lambda: commands.change_contact(phone="", address="", **told),
        lambda: commands.change_document(document_kind="414", number="E12345678", reason="试", **told),
        lambda: make.authorisation(now, there, make.account(now, order=3), by=clerk),
    ]
    for reach in reaches:
        with pytest.raises(NotFound, match=r"party.not_found"):
            reach()
    assert queries.get_file(SYSTEM, there, now=now).party.name == "样例甲"


def test_the_file_of_a_merged_party_is_reached_where_the_survivor_is(now, here, there, clerk):
    commands.merge(later=there, survivor=here, reason="同一人", by=SYSTEM, now=now)
    assert queries.get_file(clerk, there, now=now).ids == (here, there)
    with pytest.raises(NotFound):
        queries.get_file(make.staff(region=make.YUNMENG), there, now=now)


@pytest.mark.parametrize("actor", [VISITOR, make.citizen()], ids=["visitor", "citizen"])
def test_who_has_no_post_reaches_no_file_but_their_own(now, here, actor):
    with pytest.raises(NotFound):
        queries.get_file(actor, here, now=now)
    with pytest.raises(NotAllowed):
        queries.list_parties(actor, CITY)
    assert find(now, actor, 1) is None


def test_staff_do_not_reach_their_own_file_in_office(now, here):
    """In a post one has the post's grants only: what one is as a citizen stays at home."""
    owner = make.account(now)
    in_office = make.staff("parties.list", region=make.YUNMENG)
    with pytest.raises(NotFound):
        queries.get_file(type(in_office)(owner.account, "clerk", grants=in_office.grants), here, now=now)


def test_reading_is_not_revealing(now, here):
    with pytest.raises(NotAllowed, match=r"party.not_allowed"):
        commands.reveal_number(party_id=here, purpose="核对", by=make.staff("parties.read"), now=now)


def test_revealing_needs_a_purpose_and_is_journalled_with_it(now, here, clerk):
    with pytest.raises(Invalid) as refusal:
        commands.reveal_number(party_id=here, purpose="  ", by=clerk, now=now)
    assert refusal.value.fields == {"purpose": ["party.purpose_missing"]}
    assert commands.reveal_number(party_id=here, purpose="打印证照", by=clerk, now=now) == make.resident_id()
    assert (journal_actions()[-1], last_purpose()) == ("parties.revealed", "打印证照")


@pytest.mark.parametrize(
    ("part", "text"), [("document", make.credit_code()), ("phone", ""), ("representative", make.resident_id())]
)
def test_each_sealed_part_is_revealed_by_itself(now, part, text):
    told = {"party_id": make.enterprise(now), "purpose": "核对", "by": SYSTEM, "now": now}
    assert commands.reveal_number(part=commands.Part(part), **told) == text


def test_lists_mask_names_for_those_who_may_not_open_the_file(now, here):
    make.enterprise(now)
    lists, reads = make.staff("parties.list"), make.staff("parties.list", "parties.read")
    assert [one.name for one in queries.list_parties(lists, CITY).items] == ["样*甲", "孝感样例餐饮有限公司"]
    assert [one.name for one in queries.list_parties(reads, CITY, kind=Kind.PERSON).items] == ["样例甲"]


def test_pages_follow_each_other_without_gap_or_repetition(now, here, there):
    made = {here, there, make.enterprise(now)}
    clerk, seen, after = make.staff(region=CITY), [], ""
    while after is not None:
        page = queries.list_parties(clerk, CITY, after=after, limit=1)
        seen, after = [*seen, *(one.id for one in page.items)], page.next
    assert (len(seen), set(seen)) == (3, made)


@pytest.mark.parametrize("cursor", ["x", "420902000000:", "nonsense:00000000-0000-0000-0000-000000000000", ":" * 9])
def test_a_cursor_that_nobody_gave_is_refused(cursor):
    with pytest.raises(Invalid, match=r"party.bad_cursor"):
        queries.list_parties(SYSTEM, CITY, after=cursor)
