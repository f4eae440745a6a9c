"""Licences at the desk in a real browser: accessible and no wider than the window, with long names and many rows."""

from dataclasses import replace

import pytest
from django.db import transaction

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as access
from tongban.services.licences import commands, queries
from tongban.services.licences.commands.looking import Look, write_looks
from tongban.services.licences.rules.fetching import Basis
from tongban.services.licences.tests import holding, make

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True), pytest.mark.req("NFR-08", part="licences")]
LONG = "公众聚集场所投入使用、营业前消防安全检查合格证（含既有建筑改造和装饰装修工程）"
LOOKS = [(390, {"size": "elder"}), (1440, {"language": "en"})]


@pytest.fixture(params=[LOOKS[0], *(pytest.param(look, marks=pytest.mark.long) for look in LOOKS[1:])])
def dress(request):
    """Width and preferences: the elder phone every day, the others in `make soak`."""
    return request.param


@pytest.fixture
def desk(client, now, dress, page_at, assert_accessible, assert_no_sideways_scroll, keep_picture):
    """Opens the path in a post of the role, and keeps a picture."""
    width, preferences = dress

    def at(path, name, role, region=make.REGION, act=None):
        access.post(now, access.account(now), role, region)
        client.post("/workbench/sign-in", {"phone": access.PHONE, "password": access.PASSWORD})
        page = page_at(width, "/help", **preferences)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url}
        page.context.add_cookies([session])
        assert page.goto(path).status == 200
        if act:
            act(page)
        keep_picture(page, f"{name}-{width}-{'-'.join(preferences.values()) or 'plain'}")
        assert_accessible(page)
        assert_no_sideways_scroll(page)

    return at


def test_finding_and_one_licence(now, desk):
    licence = make.sealed(now)
    commands.suspend(licence_id=licence.id, reason="责令限期整改，" * 12, by=SYSTEM, now=now)

    def search(page):
        page.check("input[value=identifier]")
        page.fill("#text", licence.identifier)
        page.fill("#purpose", "核对许可证真伪")
        page.click("main form button.btn-primary")
        page.wait_for_selector("#found")

    desk("/workbench/licences", "licences-found", "approver", act=search)


def test_one_licence_with_its_history(now, desk):
    licence = make.sealed(now)
    commands.suspend(licence_id=licence.id, reason="责令限期整改，" * 12, by=SYSTEM, now=now)

    def say_why(page):
        if page.locator("#history").count() == 0:
            page.fill("#purpose", "核对许可证真伪")
            page.click("main form button.btn-primary")
            page.wait_for_selector("#history")

    desk(f"/workbench/licences/{licence.id}", "licence", "approver", act=say_why)


def test_the_types_and_the_editor(now, desk):
    told = [replace(make.FOOD, code=f"{make.DEFINER}{at:03d}", name=f"{LONG}{at}", sources={}) for at in range(10, 60)]
    commands.load_types(contents=[make.FOOD, *told], reason="证照目录", by=SYSTEM, now=now)
    make.parties.regions_once(now)
    desk("/workbench/licence-types", "licence-types", "catalogue_manager", "420000000000")


def test_the_editor_of_a_type(now, desk):
    make.parties.regions_once(now)
    make.food(now)
    desk(f"/workbench/licence-types/{make.FOOD.code}", "licence-type", "catalogue_manager", "420000000000")


def test_runs_and_one_with_refused_lines(now, desk):
    make.body(now)
    make.food(now)
    lines = [make.line(at, **({"颁发日期": "昨天"} if at % 2 else {})) for at in range(1, 40)]
    run = commands.start_import(
        content=make.sheet(*lines), name=f"{LONG}.csv", type_code=make.FOOD.code, issuer=make.BODY, by=SYSTEM, now=now
    )
    desk(f"/workbench/licence-runs/{run.id}", "licence-run", "data_steward")


@pytest.mark.req("LIC-09", part="the alarm's page in a browser")
def test_an_alarm_and_its_looks(now, desk):
    holder = make.holder(now)
    look = Look(holder=holder, basis=Basis.CODE, item="TE", case_number="0521156088028589", organisation=make.BODY)
    with transaction.atomic():
        write_looks(look, [holding.held(holder, LONG, now)] * 500, by=holding.clerk(), now=now)
    (alarm,) = queries.list_alarms(make.REGION, actor=SYSTEM)
    desk(f"/workbench/licence-alarms/{alarm.id}", "alarm", "supervisor")


@pytest.mark.req("KPI-27", part="the figures' page in a browser")
def test_licences_instead_of_papers(now, desk):
    make.licence(now)
    desk("/workbench/case-reuse", "reuse", "supervisor")
