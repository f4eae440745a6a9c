"""At the window an applicant answers a notice, or brings what was to follow: on paper, or as a licence by code."""

import pytest

from tongban.faces.workbench.tests.test_intake import Hall, hall, text
from tongban.foundation.kernel.actor import SYSTEM
from tongban.journeys import licensing
from tongban.registers.parties.tests import make as parties
from tongban.services.cases import queries as cases
from tongban.services.cases.commands import Application
from tongban.services.cases.rules.materials import Defect, Given, How
from tongban.services.cases.rules.words import Channel
from tongban.services.licences import commands, queries
from tongban.services.licences.tests import holding

__all__ = ["hall"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(hall: Hall) -> str:
    """The number of a case of 样例甲 whose bank card is promised."""
    holder, by = parties.person(hall.now, 1), parties.account(hall.now, 1)
    application = Application(
        item=hall.items[0], holder=holder, channel=Channel.WEB, values={"name": "样例甲"},
        materials=(Given("m1", How.PAPER), Given("m2", How.PROMISE)),
    )  # fmt: skip
    return licensing.submit(application=application, key="key-00000001", by=by, now=hall.now).number


def case_of(hall: Hall, number: str) -> cases.CaseView:
    return cases.get_case(cases.get_id(number, actor=SYSTEM, now=hall.now), actor=SYSTEM, now=hall.now)


def materials(hall: Hall, number: str) -> dict[str, str]:
    return {row.code: row.how for row in case_of(hall, number).materials if row.superseded_at is None}


@pytest.mark.req("APP-08", part="supplied at the window")
def test_what_was_to_follow_is_taken(hall, waiting):
    page = f"/workbench/intake/cases/{waiting}"
    assert f'href="{page}"' in text(hall.window.get(f"/workbench/cases/{waiting}"))
    shown = text(hall.window.get(page))
    assert ("承诺后补的材料" in shown, "银行卡" in shown, "materials.m1" in shown) == (True, True, False)
    assert hall.window.post(page, {}).status_code == 422
    assert hall.window.post(page, {"materials.m2": "paper"}).status_code == 303
    assert (materials(hall, waiting), hall.window.get(page).status_code) == ({"m1": "paper", "m2": "paper"}, 303)


@pytest.mark.req("LIC-04", part="a notice is answered at the window with a scanned licence")
def test_a_notice_is_answered_with_a_scanned_licence(hall, waiting):
    case, citizen = case_of(hall, waiting).case, parties.account(hall.now, 1)
    defects = [Defect("m1", "证件不清楚"), Defect("form", "姓名写错"), Defect("m2", "银行卡要正面")]
    licensing.request_correction(case_id=case.id, defects=defects, by=SYSTEM, now=hall.now)
    holding.held(case.holder_id, "居民身份证", hall.now)
    page, told = f"/workbench/intake/cases/{waiting}", {"name": "样例甲甲", "materials.m2": "paper"}
    code = commands.show_code(holder=case.holder_id, item=case.item, by=citizen, now=hall.now)
    scanned = hall.window.post(page, told | {"scan": f"http://testserver/c/{code.token}"})
    (held,) = queries.list_usable(case.holder_id, ["居民身份证"], now=hall.now)
    assert ("取到 1 张" in text(scanned), held.identifier in text(scanned)) == (True, True)
    told |= {"materials.m1": "licence", "materials.m1.licence": held.identifier}
    assert hall.window.post(page, told).status_code == 303
    assert (materials(hall, waiting), case_of(hall, waiting).case.state) == (
        {"m1": "licence", "m2": "paper"}, "submitted",
    )  # fmt: skip
    assert cases.get_form(case.id, actor=SYSTEM, now=hall.now)["values"]["name"] == "样例甲甲"
    lines, _ = queries.list_look_ups(case.holder_id, actor=citizen, now=hall.now)
    assert {line.case_number for line in lines if line.type_name} == {"", waiting}


def test_whoever_does_not_take_in_does_not_see_the_page(hall, waiting):
    assert hall.counter.get(f"/workbench/intake/cases/{waiting}").status_code == 403
    assert hall.window.get("/workbench/intake/cases/0000000000000000").status_code == 404
