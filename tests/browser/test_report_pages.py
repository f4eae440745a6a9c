"""Open figures and the reports on the catalogue, in a real browser: readable, no wider than the window."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as accounts
from tongban.registers.catalogue.commands import baselines, findings, lists, reports
from tongban.registers.catalogue.models import Finding, ItemVersion
from tongban.registers.catalogue.tests import make
from tongban.registers.catalogue.tests.test_findings import cancelled
from tongban.registers.catalogue.tests.test_indicators import PERMIT_CODE, catalogue

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
OWN = {
    "name": "高龄津贴",
    "conditions": "年满 90 周岁，户籍在本地，并且在本地连续居住满五年，由村（社区）出具意见。",
    "legal_limit": 15,
    "materials": [{"name": "无犯罪证明"}, {"name": "居民身份证", "copies": 2}],
}


@pytest.fixture
def world(now):
    """230 permits of 孝南区, a third of them with records of their own, and an item editor who looks at them."""
    cache.clear()
    then = timezone.now() - dt.timedelta(days=1)
    catalogue(then, [(150, {"visits": 1}), (60, {"visits": 0}), (20, {"visits": 2})])
    ItemVersion.objects.filter(visits=0).update(own=OWN)
    cancelled(then)
    told = {"materials": 8, "steps": 6, "days": 79, "visits": 2, "as_of": then.date(), "source": "样例"}
    baselines.record_baseline(leaf=f"{PERMIT_CODE}01", **told, by=SYSTEM, now=then)
    findings.check_catalogue(now=then)
    lists.refresh_lists(now=then)
    reports.ask_report("all", region=make.PROVINCE, by=SYSTEM, now=then)
    reports.work_off_next_report(now=then)
    accounts.post(now, accounts.account(now), role="catalogue_manager", region=make.PROVINCE)


@pytest.mark.parametrize(
    ("width", "language", "size"),
    [
        (390, "en", "elder"),
        pytest.param(390, "zh", "", marks=pytest.mark.long),
        pytest.param(1440, "zh", "", marks=pytest.mark.long),
    ],
)
def test_open_figures_can_be_read_by_everybody(
    page_at, world, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language, size
):
    page = page_at(width, f"/openness?region={make.PROVINCE}", language=language, size=size)
    for name in ("openness", "openness/indicators/one_visit", "openness/lists/one_visit"):
        page.goto(f"/{name}?region={make.PROVINCE}")
        keep_picture(page, f"{name.replace('/', '-')}-{width}-{language}{size}")
        assert_no_sideways_scroll(page)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")  # where the bar at the foot covers no link by half
        assert_accessible(page)


@pytest.mark.parametrize(("width", "language"), [(390, "en"), pytest.param(1440, "zh", marks=pytest.mark.long)])
def test_reports_can_be_read_by_everybody(
    page_at, world, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language
):
    page = page_at(width, "/workbench/sign-in?next=/workbench/reports", language=language)
    page.fill("input[name=phone]", accounts.PHONE)
    page.fill("input[name=password]", accounts.PASSWORD)
    page.click("main button")
    one = f"findings/{Finding.objects.first().id}"
    for name in (
        "reports",
        "reports/indicators",
        "reports/reductions",
        "reports/lists/one_visit",
        "findings",
        one,
        "proofs",
    ):
        page.goto(f"/workbench/{name}")
        shown = "finding" if name == one else name.replace("/", "-")
        keep_picture(page, f"wb-{shown}-{width}-{language}")
        assert_no_sideways_scroll(page)
        assert_accessible(page)
