"""An enterprise signs at the window what it brings later, by choice or because the item asks for it."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass, replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tongban.faces.workbench.tests.test_intake import BODIES, Hall, count, hall, sheet, signatures_of, text
from tongban.foundation.files.tests import make as uploads
from tongban.registers.catalogue.tests import make as catalogue
from tongban.registers.parties.tests import make as parties
from tongban.registers.signatures.tests import make as signing
from tongban.services.cases import commands, queries
from tongban.services.cases.commands import Application
from tongban.services.cases.rules.materials import Defect, Given, How
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests.make import FORM, MATERIALS, staff

__all__ = ["hall"]
pytestmark = [pytest.mark.django_db, pytest.mark.req("APP-02", part="electronic signature at the window")]


@dataclass(frozen=True)
class Company:
    """At the window for an item; with the fixture's parameter False the item does not ask it to sign."""

    hall: Hall
    here: str
    code: str

    def sign(self, page: str, told: dict[str, str]) -> dict[str, str]:
        """What was told and the request that the company has signed."""
        shown = text(self.hall.window.post(page, told | {"sign": "1"}))
        asked = re.search(r'name="signature" value="([^"]+)"', shown)[1]
        signing.answer(uuid.UUID(asked), self.code, timezone.now())
        return told | {"signature": asked}

    def hand_in(self, told: dict[str, str]) -> str:
        return self.hall.window.post(self.here, told)["Location"].rsplit("/", 1)[1]


@pytest.fixture
def company(hall, settings, tmp_path, request) -> Company:
    settings.DATA_DIR = settings.FILE_STORE = tmp_path
    then = hall.now - dt.timedelta(minutes=5)
    catalogue.leaf(then, sequence=4)
    told = {"name": "样例备案", "materials": MATERIALS, "form": FORM, "audience": ["2"], "tolerant": True}
    catalogue.version(then, f"{catalogue.CODE}04", **told, signature=getattr(request, "param", True))
    item = catalogue.offered(then, f"{catalogue.CODE}04", BODIES[0]).code
    return Company(hall, f"/workbench/intake/{item}/{parties.enterprise(then)}", signing.signer(then))


PROMISED = {"materials.m2": "promise"}


@pytest.mark.req("APP-02", part="a supply is signed where the item asks for it")
def test_what_was_promised_is_signed_at_the_window(company):
    number = company.hand_in(company.sign(company.here, sheet(**PROMISED)))
    page, told = f"/workbench/intake/cases/{number}", {"materials.m2": "paper"}
    refused = company.hall.window.post(page, told)
    assert (refused.status_code, "要求企业用电子营业执照签署" in text(refused)) == (422, True)
    assert company.hall.window.post(page, company.sign(page, told)).status_code == 303
    assert signatures_of(number) == ["corrected", "intact"]


def notice(company: Company, number: str) -> None:
    clerk = staff("cases.accept", organisation=BODIES[0])
    case, told = queries.get_id(number, actor=clerk, now=timezone.now()), [Defect("form", "姓名写错了")]
    commands.request_correction(case_id=case, defects=told, by=clerk, now=timezone.now())


def signed_at_home(company: Company) -> str:
    """The number of a case that the company signed, though nobody has to."""
    _, item, party = company.here.rsplit("/", 2)
    clerk = staff("cases.accept", organisation=BODIES[0])
    application = Application(
        item=item, holder=uuid.UUID(party), channel=Channel.WINDOW, values={"name": "样例甲"},
        materials=(Given("m1", How.PAPER), Given("m2", How.PROMISE)),
    )  # fmt: skip
    told = {"key": "a-key-of-theirs", "by": clerk, "now": timezone.now()}
    asked = commands.ask_signature(application=application, service=signing.SERVICE, **told)
    signing.answer(asked.id, company.code, timezone.now())
    return commands.submit(application=replace(application, signature=asked.id), **told).number


@pytest.mark.parametrize("company", [False], indirect=True)
@pytest.mark.req("APP-02", part="a correction is signed by choice")
def test_what_was_signed_may_be_signed_again_where_nobody_has_to(company):
    number = signed_at_home(company)
    notice(company, number)
    page, told = f"/workbench/intake/cases/{number}", {"name": "样例丙"}
    assert "企业签署（可选）" in text(company.hall.window.get(page))
    assert company.hall.window.post(page, company.sign(page, told)).status_code == 303
    assert company.hall.window.post(page, {"materials.m2": "paper"}).status_code == 303
    assert signatures_of(number) == ["corrected", "corrected"]


@pytest.mark.parametrize("company", [False], indirect=True)
def test_what_nobody_signed_is_not_offered_to_be_signed(company):
    number = company.hand_in(sheet(**PROMISED))
    assert "企业签署" not in text(company.hall.window.get(f"/workbench/intake/cases/{number}"))


# --- on paper -------------------------------------------------------------------------------------------------------

ON_PAPER = pytest.mark.req("APP-02", part="signed on paper at the window")


def chop(**changes):
    return {"paper.scan": SimpleUploadedFile("盖章件.png", uploads.png(5), "image/png"), "paper.checked": "1"} | changes


@ON_PAPER
def test_without_a_platform_the_window_takes_a_chop_on_paper(company, settings):
    hall, here = company.hall, company.here
    settings.PRODUCTION = True
    page = text(hall.window.get(here))
    assert ("电子营业执照平台没有接通" in page, "请企业扫码签署" in page) == (True, False)
    refused = hall.window.post(here, sheet(**chop(), **{"materials.m1": ""}))
    kept = re.search(r'name="paper.file" value="([^"]+)"', text(refused))[1]
    unchecked = hall.window.post(here, sheet(**{"paper.file": kept}))
    assert (unchecked.status_code, "要和原件核对" in text(unchecked)) == (422, True)
    number = company.hand_in(sheet(**{"paper.file": kept, "paper.checked": "1"}))
    shown = text(hall.window.get(f"/workbench/cases/{number}"))
    assert ("纸质盖章，原件已核对" in shown, "盖章后没有改动" in shown, "签署后没有改动" in shown) == (
        True,
        True,
        False,
    )
    scan = hall.window.get(f"/workbench/cases/{number}/signatures/1")
    assert b"".join(scan.streaming_content) == uploads.png(5)
    assert hall.window.get(f"/workbench/cases/{number}/signatures/2").status_code == 404


@ON_PAPER
def test_whoever_has_no_phone_brings_a_chop_for_a_correction(company):
    number = company.hand_in(company.sign(company.here, sheet()))
    notice(company, number)
    page = f"/workbench/intake/cases/{number}"
    assert "来人没有电子营业执照" in text(company.hall.window.get(page))
    assert company.hall.window.post(page, {"name": "样例丙", **chop()}).status_code == 303
    assert signatures_of(number) == ["corrected", "intact"]


@ON_PAPER
@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"paper.checked": "1"}, "请上传盖章件的扫描件"),
        (chop(**{"paper.scan": SimpleUploadedFile("a.exe", b"MZ", "application/x")}), "paper-error"),
        ({"paper.checked": "1", "paper.file": str(uuid.uuid4())}, "请上传盖章件的扫描件"),
        ({"signature": str(uuid.uuid4())}, "二维码过期了"),
        ({"signature": "x"}, "要求企业用电子营业执照签署"),
    ],
)
def test_what_is_no_signature_is_refused_and_the_sheet_stays(company, told, words):
    page = company.hall.window.post(company.here, sheet(**told))
    assert (page.status_code, words in text(page), 'value="样例甲"' in text(page)) == (422, True, True)
    assert count("cases_case") == 0
