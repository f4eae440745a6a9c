"""Figures over cases, who answers, departments' systems and programs in a real browser: readable, and no wider."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Invalid
from tongban.registers.access import commands as access
from tongban.registers.access.queries import ApiClient
from tongban.registers.access.tests import make as accounts
from tongban.registers.catalogue.tests import make as catalogue
from tongban.services.cases import commands
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests import make, systems
from tongban.services.cases.tests.copies import copy

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)
LONG = "孝感市孝南区样例市场监督管理局（知识产权局、食品安全委员会办公室）食品经营许可与备案一体化业务系统（二期）"
LOOKS = [
    (390, "zh", "dark"),
    pytest.param(1440, "en", "light", marks=pytest.mark.long),
    pytest.param(390, "en", "light", marks=pytest.mark.long),
    pytest.param(1440, "zh", "dark", marks=pytest.mark.long),
]
SUPERVISOR, ADMINISTRATOR, NEIGHBOUR = "19900000074", "19900000076", "TE4209030000000002"


@pytest.fixture
def world():
    """Two hundred cases by several ways, a default grant, systems with long names, programs with and without keys."""
    cache.clear()
    now = timezone.now()
    early = now - 40 * DAY
    world = make.world(early, default_grant=True)
    first = make.submitted(world, now - DAY, channel=Channel.WINDOW, by=world.clerk).case
    copy(first, 60, start=0)
    copy(first, 140, start=1000, channel="(ARRAY['web', 'app', 'third_party', 'terminal'])[n %% 4 + 1]")
    catalogue.body(early, code=NEIGHBOUR, region="420903000000", name=LONG[:40])
    copy(first, 20, start=3000, region="'420903000000'", organisation=f"'{NEIGHBOUR}'")
    make.at_decision(world, early)
    while commands.sweep(now=now).cases:
        pass
    with pytest.raises(Invalid):
        make.submitted(world, now, values={"name": ""}, channel=Channel.WINDOW, by=world.clerk)
    systems.registered(world, early, name=LONG)
    systems.registered(world, early, code="sample-typed", mode="secondary_entry", public_key=None, items=[])
    for phone, role, region in (
        (SUPERVISOR, "supervisor", "420900000000"),
        (ADMINISTRATOR, "administrator", catalogue.PROVINCE),
    ):
        accounts.post(early, accounts.account(early, phone), role, region)
    for name in ("样例代办平台", LONG[:60]):
        access.admit_client(name=name, region=make.REGION, by=SYSTEM, now=early)
    access.make_key(ApiClient.objects.earliest("name").id, by=SYSTEM, now=early)


@pytest.mark.parametrize(("width", "language", "theme"), LOOKS)
def test_what_supervision_sees_can_be_read_by_everybody(
    page_at, world, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language, theme
):
    def look(name):
        keep_picture(page, f"sup-{name}-{width}-{language}-{theme}")
        assert_no_sideways_scroll(page)
        assert_accessible(page)

    page = page_at(width, "/workbench/sign-in?next=/workbench/case-figures", language=language, theme=theme)
    _sign_in(page, SUPERVISOR)
    first = (timezone.localdate() - 45 * DAY).isoformat()
    for name in ("case-figures", "case-figures/online_cases", "case-ways", "entry-quality", "default-grants"):
        page.goto(f"/workbench/{name}?first={first}")
        look(name.replace("/", "-"))
    page.goto(f"/workbench/entry-quality?first={first}&region={make.REGION}")
    look("quality-place")
    page.goto(f"/workbench/entry-quality?first={first}&body={make.BODY}")
    look("quality-one")
    page.goto("/workbench/case-figures?first=2020-01-02&last=2020-01-01")
    look("no-figures")


@pytest.mark.parametrize(("width", "language", "theme"), LOOKS)
def test_systems_and_programs_can_be_read_by_everybody(
    page_at, world, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language, theme
):
    def look(name):
        keep_picture(page, f"con-{name}-{width}-{language}-{theme}")
        assert_no_sideways_scroll(page)
        assert_accessible(page)

    page = page_at(width, "/workbench/sign-in?next=/workbench/systems", language=language, theme=theme)
    _sign_in(page, ADMINISTRATOR)
    look("systems")
    page.goto(f"/workbench/systems/of/{systems.CODE}")
    look("system")
    page.goto(f"/workbench/systems/new?region={make.REGION}")
    page.fill("#code", "大写")
    page.fill("#public_key", "04")
    page.click("main form.tb-card button.btn-primary")
    look("system-refused")
    page.goto("/workbench/clients/new")
    page.click("main form.tb-card button.btn-primary")
    look("client-refused")
    page.goto("/workbench/clients/")
    look("clients")
    page.click("main table a.t >> nth=0")
    page.click('form[action$="/keys"] button')
    look("client-key")


def _sign_in(page, phone):
    page.fill("input[name=phone]", phone)
    page.fill("input[name=password]", accounts.PASSWORD)
    page.click("main button")
