"""At the window a scanned code takes the place of papers: fetched for this item, with clerk and time (LIC-05)."""

import datetime as dt
import uuid

import pytest

from tongban.faces.workbench.tests.test_builders import GUIDANCE
from tongban.faces.workbench.tests.test_intake import BODIES, DOCUMENT, Hall, hall, text
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.catalogue.tests import make as catalogue
from tongban.registers.parties.tests import make as parties
from tongban.services.cases import commands as cases_commands
from tongban.services.cases import queries as cases
from tongban.services.cases.tests.make import MATERIALS
from tongban.services.licences import commands, queries
from tongban.services.licences.tests import holding, make

__all__ = ["hall"]
pytestmark = pytest.mark.django_db
GIVEN = {"name": "样例甲", "materials.m2": "paper", "delivery": "window", "key": "key-of-the-window"}


@pytest.fixture
def citizen(hall: Hall):
    return parties.account(hall.now, 1)


@pytest.fixture
def applicant(hall: Hall, citizen) -> uuid.UUID:
    """The form of the first item is open for 样例甲, who holds an identity card."""
    address = hall.window.post(f"/workbench/intake/{hall.items[0]}", DOCUMENT).headers["Location"]
    holder = uuid.UUID(address.rpartition("/")[2])
    holding.held(holder, "居民身份证", hall.now)
    return holder


def show(hall: Hall, holder: uuid.UUID, citizen, item: int = 0) -> str:
    code = commands.show_code(holder=holder, item=hall.items[item], by=citizen, now=hall.now)
    return f"http://testserver/c/{code.token}"


def send(hall: Hall, holder: uuid.UUID, **told: str):
    return hall.window.post(f"/workbench/intake/{hall.items[0]}/{holder}", GIVEN | told)


@pytest.mark.req("LIC-04", part="works at windows: fetched licences replace uploads")
@pytest.mark.req("LIC-05", part="scanned at the window for the item in hand; log has item, clerk, time")
def test_a_scanned_code_hands_in_the_licence(hall, applicant, citizen):
    page = send(hall, applicant, scan=show(hall, applicant, citizen))
    (held,) = queries.list_usable(applicant, ["居民身份证"], now=hall.now)
    assert (page.status_code, "取到 1 张" in text(page), held.identifier in text(page)) == (200, True, True)
    done = send(hall, applicant, **{"materials.m1": "licence", "materials.m1.licence": held.identifier})
    number = done.headers["Location"].rpartition("/")[2]
    case = cases.get_case(cases.get_id(number, actor=SYSTEM, now=hall.now), actor=SYSTEM, now=hall.now)
    assert [(row.how, row.reference) for row in case.materials if row.code == "m1"] == [("licence", held.identifier)]
    lines, _ = queries.list_look_ups(applicant, actor=citizen, now=hall.now)
    assert {(line.item, line.case_number, line.basis) for line in lines} >= {(hall.items[0], number, "code")}


def begin(hall: Hall, code: str, item: int = 0, field: str = "scan"):
    """The code is typed where it is asked who applies."""
    return hall.window.post(f"/workbench/intake/{hall.items[item]}", {field: code})


@pytest.mark.req("LIC-05", part="the code names the applicant and brings the licences: one scan, one look each")
@pytest.mark.parametrize(("field", "kind"), [("scan", "token"), ("number", "token"), ("scan", "digits")])
def test_a_code_at_the_beginning_names_the_applicant_and_hands_in_the_licence(hall, applicant, citizen, field, kind):
    code = commands.show_code(holder=applicant, item=hall.items[0], by=citizen, now=hall.now)
    begun = begin(hall, getattr(code, kind), field=field)
    here = f"/workbench/intake/{hall.items[0]}/{applicant}"
    assert (begun.status_code, begun.headers["Location"]) == (303, here)
    page, (held,) = text(hall.window.get(here)), queries.list_usable(applicant, ["居民身份证"], now=hall.now)
    assert ["亮码核实" in page, "样例甲" in page, "取到 1 张" in page, held.identifier in page] == [True] * 4
    assert parties.resident_id() not in page
    done = send(hall, applicant, **{"materials.m1": "licence", "materials.m1.licence": held.identifier})
    assert done.status_code == 303, text(done)
    scanned = [look for look in holding.looks(applicant) if look == ("居民身份证", "code", "")]
    assert len(scanned) == 2  # the scan, and the application that it served


@pytest.mark.req("LIC-05", part="expired, replayed, for another item at the beginning: refused, logged, said what next")
def test_a_code_that_names_nobody_says_what_to_do_next(hall, applicant, citizen):
    code = show(hall, applicant, citizen)
    other = begin(hall, code, item=1)
    assert (other.status_code, "请申请人亮码时选这件事" in text(other)) == (422, True)
    assert begin(hall, code).status_code == 303
    replayed = begin(hall, code)
    assert (replayed.status_code, "已经用过" in text(replayed), "点“换一个码”" in text(replayed)) == (422, True, True)
    late = show(hall, applicant, citizen)
    make.rows("licences.ShownCode").filter(redeemed_at=None, taken_back_at=None).update(expires_at=hall.now)
    assert "已经过期" in text(begin(hall, late))
    refused = [refusal for _, _, refusal in holding.looks(applicant) if refusal]
    assert sorted(refused) == ["licence.code_expired", "licence.code_other_item", "licence.code_redeemed"]
    assert "扫到的不是亮码" in text(begin(hall, "6901234567892"))
    tried = [text(begin(hall, f"{at:08}")) for at in range(6)]
    assert ["手机上现在的 8 位数字" in page for page in tried] == [True] * 5 + [False]
    assert "过 15 分钟再输数字" in tried[5]


def test_whoever_shows_a_code_is_named_also_where_their_file_lies_elsewhere(hall):
    holder = parties.person(hall.now, 3, region="421000000000")
    here = f"/workbench/intake/{hall.items[0]}/{holder}"
    assert "<b>样例甲</b>" not in text(hall.window.get(here))
    assert begin(hall, show(hall, holder, parties.account(hall.now, 3))).headers["Location"] == here
    page = text(hall.window.get(here))
    assert ("<b>样例甲</b>" in page, "亮码核实" in page, "没有取到证照" in page) == (True, True, True)
    assert parties.resident_id(3) not in page


def test_a_code_of_a_person_opens_no_item_of_enterprises(hall, citizen):
    holder, then = parties.person(hall.now, 1), hall.now - dt.timedelta(minutes=5)
    catalogue.leaf(then, sequence=4)
    catalogue.version(then, f"{catalogue.CODE}04", materials=MATERIALS, audience=["2"])
    item = catalogue.offered(then, f"{catalogue.CODE}04", BODIES[0]).code
    code = commands.show_code(holder=holder, item=item, by=citizen, now=hall.now)
    page = hall.window.post(f"/workbench/intake/{item}", {"scan": code.token})
    assert (page.status_code, "请换成要申请的那一位亮码" in text(page)) == (422, True)
    assert make.rows("licences.ShownCode").get().redeemed_at is None
    assert [each[2] for each in holding.looks(holder)] == ["licence.code_other_kind"]


def test_a_code_brings_only_what_is_needed_as_far_as_it_is_known(hall, citizen):
    """What answers may still ask for stays closed; what the applicant's draft has settled is brought."""
    holder, then = parties.person(hall.now, 1), hall.now - dt.timedelta(minutes=5)
    when = {"answer": "who", "is": "other"}
    rows = [*MATERIALS, {"code": "m9", "name": "结婚证", "need": "1", "source": "20", "licence": True, "when": when}]
    catalogue.leaf(then, sequence=4)
    catalogue.version(then, f"{catalogue.CODE}04", materials=rows, guidance=GUIDANCE)
    item = catalogue.offered(then, f"{catalogue.CODE}04", BODIES[0]).code
    for name in ("居民身份证", "结婚证"):
        holding.held(holder, name, hall.now)
    for answers, brought in (({}, 1), ({"who": "other"}, 2)):
        cases_commands.save_draft(
            holder=holder,
            item=item,
            content={"values": {}, "answers": answers},
            channel="web",
            by=citizen,
            now=hall.now,
        )
        code = commands.show_code(holder=holder, item=item, by=citizen, now=hall.now)
        before = len(holding.looks(holder))
        hall.window.post(f"/workbench/intake/{item}", {"scan": code.token})
        assert len(holding.looks(holder)) - before == brought


@pytest.mark.parametrize(
    ("item", "said"), [(1, "这个码是为别的事项亮的"), (None, "扫到的不是亮码")], ids=["another item", "no code"]
)
def test_a_code_that_opens_nothing_says_why_and_loses_nothing(hall, applicant, citizen, item, said):
    scan = "6901234567892" if item is None else show(hall, applicant, citizen, item)
    page = send(hall, applicant, scan=scan)
    assert (page.status_code, said in text(page), "样例甲" in text(page)) == (422, True, True)


@pytest.mark.req("LIC-05", part="the clerk is told plainly that nothing was found")
def test_a_code_that_finds_nothing_is_said_to_clerk_and_holder(hall, applicant, citizen):
    holding.Licence.objects.filter(bucket=applicant.int & 0xFFFF).update(state="suspended")
    page = send(hall, applicant, scan=show(hall, applicant, citizen))
    assert (page.status_code, "没有取到证照" in text(page)) == (200, True)
    (line,) = queries.list_scans(applicant, since=hall.now, actor=citizen, now=hall.now)
    assert line.refusal == "licence.code_opened_nothing"


def test_the_code_of_somebody_else_is_refused(hall, applicant):
    other = parties.person(hall.now, 2)
    page = send(hall, applicant, scan=show(hall, other, parties.account(hall.now, 2)))
    assert (page.status_code, "这个码不是这位申请人的" in text(page)) == (422, True)


@pytest.mark.req("LIC-09", part="a licence is not handed in at the window without its holder")
def test_a_licence_that_was_not_scanned_is_not_handed_in(hall, applicant):
    (held,) = queries.list_usable(applicant, ["居民身份证"], now=hall.now)
    page = send(hall, applicant, **{"materials.m1": "licence", "materials.m1.licence": held.identifier})
    assert (page.status_code, "持证人没有同意" in text(page)) == (422, True)
