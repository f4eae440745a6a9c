"""Licences in the place of papers wherever papers are asked for: applying, correcting, supplying; and then final."""

import re
from typing import Any

import pytest
from django.test import Client

from tongban.faces.portal.tests.test_applying import PHONE, known, picture
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.journeys import licensing
from tongban.registers.parties.queries import list_own_accounts
from tongban.registers.parties.tests import make as parties
from tongban.services.cases import queries as cases
from tongban.services.cases.queries import findings, waiving
from tongban.services.cases.queries.figures import Scope
from tongban.services.cases.rules.materials import Defect, Given, How
from tongban.services.cases.tests import make
from tongban.services.licences import queries
from tongban.services.licences.tests import holding
from tongban.services.licences.tests import make as licences

pytestmark = pytest.mark.django_db
SOCIAL = "社会保障卡"
MATERIALS: list[dict[str, Any]] = [
    {"code": "m1", "name": "居民身份证", "need": "1", "source": "20", "licence": True},
    {"code": "m2", "name": SOCIAL, "need": "3", "source": "20", "licence": True},
]


@pytest.fixture(autouse=True)
def _on_the_sample_day(now, monkeypatch, settings, tmp_path):
    settings.FILE_STORE = tmp_path / "files"
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def world(now):
    made = make.world(now, materials=MATERIALS)
    holding.held(made.holder, "居民身份证", now)
    return made


@pytest.fixture
def citizen(client, world, now) -> Client:
    return known(client, now, PHONE, 1)


def applied(world: Any, now: Any, second: Given, key: str = "key-00000001", **told: Any) -> str:
    """The number of a case whose identity card was fetched."""
    (card,) = queries.list_usable(world.holder, ["居民身份证"], now=now)
    given = (Given("m1", How.LICENCE, reference=card.identifier), second)
    application = make.application(world, materials=given, **told)
    return licensing.submit(application=application, key=key, by=world.citizen, now=now).number


def materials_of(number: str, now: Any) -> dict[str, tuple[str, bool]]:
    """Code → how it came, and whether it is verified."""
    view = cases.get_case(cases.get_id(number, actor=SYSTEM, now=now), actor=SYSTEM, now=now)
    return {row.code: (row.how, row.verified_at == now) for row in view.materials if row.superseded_at is None}


def looks(world: Any, now: Any) -> list[tuple[str, str, str]]:
    lines, _ = queries.list_look_ups(world.holder, actor=world.citizen, now=now)
    return sorted((line.type_name, line.case_number, line.refusal) for line in lines)


@pytest.mark.req("LIC-04", part="what was promised is fetched when it is there")
@pytest.mark.req("KPI-27", part="a licence that fills a gap counts as waived")
def test_a_licence_that_has_come_meanwhile_is_what_was_promised(citizen, world, now):
    number = applied(world, now, Given("m2", How.PROMISE))
    holding.held(world.holder, SOCIAL, now)
    page = f"/cases/{number}/supply"
    assert "您已有《社会保障卡》" in citizen.get(page).text
    assert "请勾选同意调取" in citizen.post(page, {"go": "send"}).text
    assert (materials_of(number, now)["m2"], looks(world, now)) == (("promise", False), [("居民身份证", number, "")])
    assert citizen.post(page, {"consent.m2": "1", "go": "send"}).status_code == 303
    assert materials_of(number, now) == {"m1": ("licence", True), "m2": ("licence", True)}
    assert looks(world, now) == [("居民身份证", number, ""), (SOCIAL, number, "")]
    figure = waiving.get_waived(Scope(make.REGION, now.date(), now.date()))
    assert (figure.waived, figure.required) == (2, 2)


@pytest.mark.req("APP-07", part="a fetched licence is final: asking for the paper is refused and stands as a finding")
def test_a_defect_is_answered_with_a_licence_which_is_final(citizen, world, now):
    number = applied(world, now, Given("m2", How.PAPER))
    case_id = cases.get_id(number, actor=SYSTEM, now=now)
    holding.held(world.holder, SOCIAL, now)
    correction = {"case_id": case_id, "by": world.clerk, "now": now}
    licensing.request_correction(defects=[Defect("m2", "看不清")], **correction)
    page = f"/cases/{number}/correct"
    row = citizen.post(page, {"consent.m2": "1"}, headers={"X-Part": "m2"}).text
    kept = re.search(r'name="kept.m2" value="([^"]+)"', row).group(1)  # type: ignore[union-attr]
    assert ("您同意为这次申请调取" in row, "file.m2" in row) == (True, False)
    assert citizen.post(page, {"kept.m2": kept, "go": "send"}).status_code == 303
    assert materials_of(number, now)["m2"] == ("licence", True)
    for code in ("m1", "m2"):
        with pytest.raises(Conflict, match="material_verified"):
            licensing.request_correction(defects=[Defect(code, "请交原件")], **correction)
    found = findings.list_findings(make.staff("cases.supervise"), make.REGION)
    assert {finding.kind for finding in found} == {"material_verified"}


def test_an_own_upload_goes_before_the_licence(citizen, world, now):
    number = applied(world, now, Given("m2", How.PROMISE))
    holding.held(world.holder, SOCIAL, now)
    assert citizen.post(f"/cases/{number}/supply", {"file.m2": picture(), "go": "send"}).status_code == 303
    assert (materials_of(number, now)["m2"], looks(world, now)) == (("upload", False), [("居民身份证", number, "")])


@pytest.mark.req("LIC-09", part="licences fetched for what was then refused")
def test_a_refused_application_says_so_until_it_succeeds(world, now):
    with pytest.raises(Invalid):
        applied(world, now, Given("m2", How.UPLOAD))
    assert looks(world, now) == [("居民身份证", "", "licence.nothing_came_of_it")]
    number = applied(world, now, Given("m2", How.PAPER))
    assert looks(world, now) == [("居民身份证", number, "")]


@pytest.mark.req("LIC-04", part="only what stands for the material now answers a notice")
def test_what_is_no_licence_of_theirs_supplies_nothing(world, now):
    number = applied(world, now, Given("m2", How.PROMISE))
    case_id = cases.get_id(number, actor=SYSTEM, now=now)
    with pytest.raises(Invalid) as refusal:
        licensing.supply(case_id=case_id, given=[Given("m2", How.LICENCE, reference=SOCIAL)], by=world.citizen, now=now)
    assert refusal.value.fields == {"materials.m2": ["case.material_not_a_licence"]}
    assert materials_of(number, now)["m2"] == ("promise", False)


@pytest.mark.req("LIC-04", part="the representative's own paper is offered in the enterprise's application")
def test_the_representative_is_offered_their_own_card(client, now):
    card = MATERIALS[0] | {"name": "身份证明", "licence_type": "居民身份证", "whose": "representative"}
    made = make.world(now, materials=[card], audience=["2"])
    licences.card(now)
    holding.held(made.holder, "居民身份证", now)
    enterprise, citizen = parties.enterprise(now), known(client, now, PHONE, 1)
    (account,) = set(list_own_accounts(made.holder)) - {made.citizen.account}
    parties.commands.link_representative(account=account, credit_code=parties.credit_code(), by=SYSTEM, now=now)
    begun = citizen.post(f"/apply/{made.item}", {"for": str(enterprise)})
    page = begun.headers["Location"].removesuffix("/form") + "/materials"
    assert "用您本人的《居民身份证》" in citizen.get(page).text
    assert citizen.post(page, {"consent.m1": "1", "go": "next"}).status_code == 303
    (consent,) = queries.list_consents(made.holder, actor=made.citizen, now=now)
    assert (consent.item, consent.given_at) == (made.item, now)
