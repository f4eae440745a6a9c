"""At the window a scanned code takes the place of papers: fetched for this item, with clerk and time (LIC-05)."""

import uuid

import pytest

from tongban.faces.workbench.tests.test_intake import DOCUMENT, Hall, hall, text
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.parties.tests import make as parties
from tongban.services.cases import queries as cases
from tongban.services.licences import commands, queries
from tongban.services.licences.tests import holding

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
