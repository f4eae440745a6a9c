"""免提交和用证 at the desk of a supervisor (KPI-27): exact, by body, down to materials, looks and items."""

import pytest
from django.core.cache import cache

from tongban.faces.workbench.tests.cases import sit
from tongban.faces.workbench.tests.desks import sit_down
from tongban.registers.catalogue.tests import make as catalogue
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import at
from tongban.services.licences.commands.looking import Look, write_looks
from tongban.services.licences.rules.fetching import Basis
from tongban.services.licences.tests import holding
from tongban.services.licences.tests import make as licences

pytestmark = pytest.mark.django_db
FIGURES = "/workbench/case-reuse"
PAGES = (FIGURES, *(f"{FIGURES}/{code}" for code in ("waived", "reused", "covered")))
DAY = {"first": "2026-11-25", "last": "2026-11-25"}
MATERIALS = [
    {"code": f"m{at}", "name": f"样例材料{at}", "need": "1", "source": "20", "licence": True} for at in range(5)
]


@pytest.fixture
def world(monkeypatch):
    cache.clear()
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("12-11 09:30"))
    return make.world(at("11-10 09:00"), materials=MATERIALS, result_name="高龄津贴证", result_type="10")


@pytest.fixture
def desk(client, world, now):
    sit(client, now, "supervisor")
    return client


@pytest.mark.parametrize("page", PAGES)
def test_without_records_every_page_says_so_and_a_clerk_may_not_look(client, world, now, page):
    sit(client, now, "supervisor")
    assert client.get(page).status_code == 200
    for query in ("after=x", "after=%00", "from=-1", "region=430000000000", "first=2026-13-01", "counted=x"):
        assert client.get(f"{page}?{query}").status_code in (200, 400, 404)
    assert client.get(f"{FIGURES}/fairness").status_code == 404
    client.logout()
    sit_down(client, now, "clerk")
    assert client.get(page).status_code == 403


@pytest.mark.req("KPI-27", part="at the desk: 3 of 5, by body, down to the materials")
def test_waived_materials_are_told_exactly_and_lead_to_each(desk, world, now):
    how = [How.LICENCE] * 3 + [How.PAPER] * 2
    given = [Given(f"m{at}", each, reference="样例") for at, each in enumerate(how)]
    make.submitted(world, now, materials=given)
    page = desk.get(FIGURES, DAY).text
    assert ("60.00%" in page, "5 份材料里，3 份没有让人交" in page, f"样例局{make.BODY}" in page) == (True, True, True)
    assert desk.get(f"{FIGURES}/waived", DAY).text.count("免提交，电子证照") == 3
    assert desk.get(f"{FIGURES}/waived", DAY | {"counted": "no"}).text.count("交了纸质件") == 2


@pytest.mark.req("KPI-27", part="at the desk: look-ups used in cases, and items whose result is a licence")
def test_looks_and_items_are_led_to(desk, world, now):
    number = make.submitted(world, now, materials=[Given(f"m{at}", How.PAPER) for at in range(5)]).number
    holder = licences.holder(now, 9)
    look = Look(holder=holder, basis=Basis.CODE, item=world.item, case_number=number, organisation=make.BODY)
    write_looks(look, [holding.held(holder, "居民身份证", now)], by=world.clerk, now=now)
    page = desk.get(FIGURES, DAY).text
    assert ("用在 1 件里" in page, "0.00%" in page) == (True, True)
    looks = desk.get(f"{FIGURES}/reused", DAY).text
    assert ("扫亮码" in looks, number in looks) == (True, True)
    assert "高龄津贴证" in desk.get(f"{FIGURES}/covered", DAY | {"counted": "no"}).text
    licences.food(now, sources={catalogue.CODE: "issue"})
    cache.clear()
    assert "食品经营许可证" in desk.get(f"{FIGURES}/covered", DAY).text
