"""In at one window, out at one counter, whichever department decides (UAP-01)."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.written import journal_actions
from tongban.foundation.files.tests import make as uploads
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import NotAllowed
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.journeys import licensing
from tongban.registers.access.tests import make as accounts
from tongban.registers.catalogue.tests import make as catalogue
from tongban.registers.parties.tests import make as parties
from tongban.registers.signatures.tests import make as signing
from tongban.services.cases import commands, queries, sealing
from tongban.services.cases.queries import Case
from tongban.services.cases.queries.quality import get_quality
from tongban.services.cases.rules.materials import Defect
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests.make import FORM, MATERIALS, staff

pytestmark = pytest.mark.django_db
BODIES = tuple(f"TE420902000000000{n}" for n in (1, 2, 3))
NAMES = ("高龄津贴发放", "老年人优待证办理", "临时救助")
DOCUMENT = {"document_kind": "111", "number": parties.resident_id(), "name": "样例甲"}


@dataclass(frozen=True)
class Hall:
    items: tuple[str, ...]
    now: dt.datetime
    window: Client
    counter: Client


@pytest.fixture
def hall() -> Hall:
    """Three departments of a county, each with an item; a window and an issuing counter for all of them."""
    now = timezone.now()
    then = now - dt.timedelta(minutes=5)
    catalogue.entry(then)
    items = tuple(_item(then, at, body, name) for at, (body, name) in enumerate(zip(BODIES, NAMES, strict=True), 1))
    window, counter = _sit_down(then, "clerk", "19900000071"), _sit_down(then, "issuing_clerk", "19900000072")
    return Hall(items, now, window, counter)


def _item(then, at, body, name):
    catalogue.body(then, code=body)
    catalogue.place(then, body)
    leaf = catalogue.leaf(then, sequence=at)
    catalogue.version(then, leaf.code, name=name, materials=MATERIALS, tolerant=True, form=FORM)
    return catalogue.offered(then, leaf.code, body).code


def _sit_down(then, role, phone) -> Client:
    client = Client()
    accounts.post(then, accounts.account(then, phone), role=role)
    answer = client.post("/workbench/sign-in", {"phone": phone, "password": accounts.PASSWORD})
    assert answer.status_code == 303
    return client


def text(answer) -> str:
    return answer.content.decode()


def count(table: str) -> int:
    with fan_out_allowed("a test counts all rows"), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def look_at(case_id) -> queries.CaseView:
    return queries.get_case(case_id, actor=SYSTEM, now=timezone.now())


def find_applicant(hall: Hall, item: str, **changes: str) -> str:
    answer = hall.window.post(f"/workbench/intake/{item}", DOCUMENT | changes)
    assert answer.status_code == 303, text(answer)
    return answer["Location"]


def sheet(**changes):
    given = {"key": "a-key-of-the-page", "name": "样例甲", "materials.m1": "paper", "materials.m2": "paper"}
    return given | {"delivery": "window"} | changes


def taken_in(hall: Hall, item: str) -> Case:
    answer = hall.window.post(find_applicant(hall, item), sheet(key=f"key-of-{item}"))
    assert answer.status_code == 303, text(answer)
    return look_at(queries.get_id(answer["Location"].rsplit("/", 1)[1], actor=SYSTEM, now=hall.now)).case


def decided(hall: Hall, case: Case) -> None:
    department = staff("cases.accept", "cases.review", "cases.decide", organisation=case.organisation)
    commands.accept(case_id=case.id, by=department, now=hall.now)
    licensing.decide(case_id=case.id, granted=True, opinion="同意", by=department, now=hall.now)
    licensing.wind_up(case_id=case.id, now=hall.now)


@pytest.mark.req("UAP-01")
def test_a_window_takes_items_of_three_departments_and_the_results_meet_at_one_counter(hall):
    cases = [taken_in(hall, item) for item in hall.items]
    assert [case.organisation for case in cases] == list(BODIES)
    assert {(case.channel, case.state) for case in cases} == {("window", "submitted")}
    for case in cases:
        decided(hall, case)
    listed = text(hall.counter.get("/workbench/issuing"))
    assert [case.number for case in cases if f"case-{case.number}" not in listed] == []


@pytest.mark.req("UAP-01")
def test_the_front_cannot_decide_and_the_back_cannot_take_in(hall):
    case = taken_in(hall, hall.items[0])
    assert hall.counter.get("/workbench/intake").status_code == 403
    assert hall.window.get("/workbench/issuing").status_code == 403
    back = _sit_down(hall.now - dt.timedelta(minutes=5), "approver", "19900000073")
    assert back.get("/workbench/intake").status_code == 403
    assert back.post(f"/workbench/intake/{hall.items[0]}", DOCUMENT).status_code == 403
    front = staff("cases.accept", "cases.deliver", organisation=case.organisation)
    with pytest.raises(NotAllowed, match=r"case\.not_allowed"):
        licensing.decide(case_id=case.id, granted=True, opinion="同意", by=front, now=hall.now)
    assert look_at(case.id).case.state == "submitted"


def test_what_the_window_takes_is_found_by_words(hall):
    assert "高龄津贴发放" in text(hall.window.get("/workbench/intake"))
    found = text(hall.window.get("/workbench/intake", {"q": "优待证"}))
    assert ("老年人优待证办理" in found, "临时救助" in found) == (True, False)
    assert "没有找到可以收的事项" in text(hall.window.get("/workbench/intake", {"q": "核电站"}))


@pytest.mark.req("UAP-07", part="a wrong check digit is refused at its field")
@pytest.mark.parametrize(
    ("kind", "number", "said"),
    [("111", "420902199001010011", "身份证号最后一位和前面对不上"), ("111", "4209", "身份证号应为 18 位")],
)
def test_a_wrong_number_is_told_at_its_field_and_stays_typed(hall, kind, number, said):
    answer = hall.window.post(f"/workbench/intake/{hall.items[0]}", DOCUMENT | {"number": number})
    assert (answer.status_code, said in text(answer), f'value="{number}"' in text(answer)) == (422, True, True)


@pytest.mark.req("UAP-07", part="a wrong USCC digit at the window: refused at its field, counted against the unit")
def test_a_wrong_credit_code_counts_against_the_unit_that_typed_it(hall):
    wrong = {"document_kind": "001", "number": "91429099EXAM00010N", "name": "样例公司"}
    answer = hall.window.post(f"/workbench/intake/{hall.items[0]}", wrong)
    assert (answer.status_code, 'id="number-error"' in text(answer)) == (422, True)
    today, overseer = timezone.localdate(hall.now), staff("cases.supervise", organisation=BODIES[0])
    found = get_quality(BODIES[0], first=today, last=today, actor=overseer)
    assert (found.score, dict(found.faults)) == (Decimal("0.00"), {("number", "uscc.check_character"): 1})


def test_another_name_under_a_known_number_is_told(hall):
    find_applicant(hall, hall.items[0])
    answer = hall.window.post(f"/workbench/intake/{hall.items[0]}", DOCUMENT | {"name": "样例丙"})
    assert "姓名或者名称不一样" in text(answer)


def test_the_same_person_is_found_again_and_the_receipt_can_be_printed(hall):
    first, again = find_applicant(hall, hall.items[0]), find_applicant(hall, hall.items[0])
    assert first == again
    receipt = hall.window.post(first, sheet())["Location"]
    page = text(hall.window.get(receipt))
    address = page.split('href="/workbench/cases/')[1].split('"')[0]
    assert hall.window.get(f"/workbench/cases/{address}").content[:5] == b"%PDF-"


def test_the_same_page_sent_twice_is_one_case(hall):
    here = find_applicant(hall, hall.items[0])
    first, second = (hall.window.post(here, sheet())["Location"] for _ in range(2))
    assert (first == second, count("cases_case")) == (True, 1)


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_stored(hall):
    answer = hall.window.post(find_applicant(hall, hall.items[0]), sheet(name="", **{"materials.m1": ""}))
    assert answer.status_code == 422
    assert 'href="#name"' in text(answer)
    assert 'href="#materials.m1"' in text(answer)
    assert count("cases_case") == 0


def test_a_scan_is_kept_over_an_error_and_handed_in_with_the_case(hall, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    here = find_applicant(hall, hall.items[0])
    scan = SimpleUploadedFile("银行卡.png", uploads.png(), "image/png")
    answer = hall.window.post(here, sheet(name="", **{"materials.m2": "upload", "materials.m2.scan": scan}))
    kept = text(answer).split('name="materials.m2.file" value="')[1].split('"')[0]
    sent = sheet(**{"materials.m2": "upload", "materials.m2.file": kept})
    number = hall.window.post(here, sent)["Location"].rsplit("/", 1)[1]
    given = look_at(queries.get_id(number, actor=SYSTEM, now=hall.now)).materials
    assert {row.code: str(row.file) for row in given}["m2"] == kept


@pytest.mark.req("APP-01", part="drafts survive a change of channel")
def test_a_draft_begun_online_goes_on_at_the_window_and_back(hall):
    here = find_applicant(hall, hall.items[0])
    party, citizen = uuid.UUID(here.rsplit("/", 1)[1]), parties.account(hall.now)
    told = {"holder": party, "item": hall.items[0], "channel": Channel.WEB, "by": citizen, "now": hall.now}
    commands.save_draft(content={"values": {"name": "样例甲甲"}, "answers": {}}, **told)
    assert 'value="样例甲甲"' in text(hall.window.get(here))
    assert hall.window.post(here, sheet(name="样例甲乙", keep="1")).status_code == 303
    draft, content = queries.find_draft(party, hall.items[0], actor=citizen, now=hall.now)
    assert (draft.channel, content["values"]["name"]) == ("window", "样例甲乙")
    hall.window.post(here, sheet())
    assert count("cases_draft") == 0


@pytest.mark.req("APP-01", part="the window sees the query code it hands out, nobody else does")
def test_the_query_code_is_shown_to_the_window_that_took_the_case_in(hall):
    case = taken_in(hall, hall.items[0])
    code = sealing.query_code_of(case.number)
    shown = f"{code[:4]} {code[4:]}"
    here = f"/workbench/intake/receipts/{case.number}"
    assert shown in text(hall.window.get(here))
    assert queries.find_window_code(case, actor=staff("cases.read", organisation=case.organisation)) == ""
    assert hall.counter.get(here).status_code == 403


@pytest.mark.req("UAP-07", part="the window's form begins with the applicant's file, and the look is journalled")
def test_the_form_begins_with_what_the_file_answers(hall):
    here = find_applicant(hall, hall.items[0])
    page = text(hall.window.get(here))
    assert ('value="样例甲"' in page, "1 项已经照申请人的档案填好" in page) == (True, True)
    assert journal_actions()[-1] == "cases.prefilled"
    looks = journal_actions().count("cases.prefilled")
    hall.window.post(here, sheet(keep="1"))
    assert "照申请人的档案填好" not in text(hall.window.get(here))  # the draft goes on: nothing more was looked up
    assert journal_actions().count("cases.prefilled") == looks


@pytest.mark.req("APP-02", part="an item that asks enterprises to sign")
def test_an_enterprise_signs_at_the_window_what_the_clerk_has_typed(hall, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    then = hall.now - dt.timedelta(minutes=5)
    catalogue.leaf(then, sequence=4)
    told = {"name": "样例备案", "materials": MATERIALS, "form": FORM, "audience": ["2"], "signature": True}
    catalogue.version(then, f"{catalogue.CODE}04", **told)
    item = catalogue.offered(then, f"{catalogue.CODE}04", BODIES[0]).code
    party, code = parties.enterprise(then), signing.signer(then)
    here = f"/workbench/intake/{item}/{party}"
    refused = hall.window.post(here, sheet())
    assert (refused.status_code, "要求企业用电子营业执照签署" in text(refused)) == (422, True)
    assert (count("cases_case"), "请企业扫码签署" in text(refused)) == (0, True)
    asked = text(hall.window.post(here, sheet(sign="1"))).split('name="signature" value="')[1].split('"')[0]
    signing.answer(uuid.UUID(asked), code, timezone.now())
    assert "已签署" in text(hall.window.post(here, sheet(signature=asked, look="1")))
    assert "签署以后内容有变动" in text(hall.window.post(here, sheet(signature=asked, name="样例乙")))
    number = hall.window.post(here, sheet(signature=asked))["Location"].rsplit("/", 1)[1]
    assert signatures_of(number) == ["intact"]
    case, here = queries.get_id(number, actor=SYSTEM, now=hall.now), f"/workbench/intake/cases/{number}"
    commands.request_correction(
        case_id=case, defects=[Defect("form", "姓名写错了")], by=staff("cases.accept", organisation=BODIES[0]),
        now=timezone.now(),
    )  # fmt: skip
    assert "要求企业用电子营业执照签署" in text(hall.window.post(here, {"name": "样例丙"}))
    page = text(hall.window.post(here, {"name": "样例丙", "sign": "1"}))
    asked = page.split('name="signature" value="')[1].split('"')[0]
    signing.answer(uuid.UUID(asked), code, timezone.now())
    assert hall.window.post(here, {"name": "样例丙", "signature": asked}).status_code == 303
    assert signatures_of(number) == ["corrected", "intact"]


def signatures_of(number: str) -> list[str]:
    case = queries.get_id(number, actor=SYSTEM, now=timezone.now())
    return [str(each.stands) for each in queries.list_signatures(case, actor=SYSTEM, now=timezone.now())]


@pytest.fixture
def waiting(hall) -> Case:
    case = taken_in(hall, hall.items[0])
    decided(hall, case)
    return case


@pytest.mark.req("APP-04", part="a result is handed out after a look at the document")
def test_the_applicant_fetches_the_result_with_their_document(hall, waiting):
    here = f"/workbench/issuing/{waiting.number}"
    assert waiting.applicant_name in text(hall.counter.get(here))
    answer = hall.counter.post(here, {"who": "holder"} | DOCUMENT)
    assert answer.status_code == 303, text(answer)
    case = look_at(waiting.id)
    said = case.documents[-1].content["receipt"]
    assert (case.case.delivered_at is not None, said) == (True, "本人领取，证件 4290**********0016 已核对")
    assert waiting.number not in text(hall.counter.get("/workbench/issuing"))


@pytest.mark.req("APP-04", part="nobody else's document opens the counter")
def test_somebody_elses_document_is_turned_away_an_agent_is_named(hall, waiting):
    here = f"/workbench/issuing/{waiting.number}"
    other = DOCUMENT | {"number": parties.resident_id(2)}
    assert "证件和申请人的档案对不上" in text(hall.counter.post(here, {"who": "holder"} | other))
    assert "请填写代理人姓名" in text(hall.counter.post(here, {"who": "agent"} | other))
    assert "要核对授权委托书" in text(hall.counter.post(here, {"who": "agent", "agent": "样例乙"} | other))
    assert look_at(waiting.id).case.delivered_at is None
    told = {"who": "agent", "agent": "样例乙", "authorised": "on"} | other
    assert hall.counter.post(here, told).status_code == 303
