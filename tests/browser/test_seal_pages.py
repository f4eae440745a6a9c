"""The pages of seals in a real browser: readable, no wider than the window, also with long names and many uses."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict
from tongban.registers.access.tests import make as accounts
from tongban.registers.seals import commands
from tongban.registers.seals.models import Use
from tongban.registers.seals.picture import draw_seal
from tongban.registers.seals.tests import make

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
LONG = "孝南区样例行政审批局（区公共资源交易监督管理局、区营商环境建设服务中心）工程建设项目联合审批证照专用章（一）"


@pytest.fixture
def seal(now):
    """One seal with two hundred uses and a refusal, among others of all states."""
    cache.clear()
    now = timezone.now()
    make.body(now)
    account = accounts.account(now)
    accounts.post(now, account, role="seal_custodian", body=make.BODY)
    today = timezone.localdate(now)
    valid = {"valid_from": today - dt.timedelta(days=60), "valid_until": today + dt.timedelta(days=900)}
    made = {"custodian": account.id, **valid}
    seal = make.seal(now, **made, name=LONG, picture=draw_seal("孝南区样例行政审批局", "证照专用章", "42090200000001"))
    stopped, gone = (make.seal(now, **made, kind=kind, name=f"样例{kind}章") for kind in ("official", "approval"))
    commands.suspend_seal(seal_id=stopped.id, reason="介质送修", by=SYSTEM, now=now)
    commands.revoke_seal(seal_id=gone.id, reason="介质遗失", by=SYSTEM, now=now)
    make.seal(now, custodian=account.id, kind="case", valid_until=today - dt.timedelta(days=1))
    make.seal_both(now, use=make.use(decided_by=account.id))
    with pytest.raises(Conflict):
        make.seal_both(now, use=make.use(step="grant", automatic=True), kind="official")
    commands.authorise_seal(seal_id=seal.id, steps=["grant"], automatic=False, by=SYSTEM, now=now)
    with pytest.raises(Conflict):
        make.seal_both(now, use=make.use(automatic=True, decided_by=None))
    facts = Use.objects.filter(refusal="").values().first()
    Use.objects.bulk_create(Use(**{**facts, "id": make.uuid.uuid4()}) for _ in range(200))
    return seal


@pytest.mark.parametrize(
    ("width", "language", "size"),
    [
        (390, "en", "elder"),
        pytest.param(1440, "zh", "", marks=pytest.mark.long),
        pytest.param(390, "zh", "", marks=pytest.mark.long),
        pytest.param(1440, "en", "", marks=pytest.mark.long),
    ],
)
def test_seals_can_be_read_by_everybody(
    page_at, seal, assert_accessible, assert_no_sideways_scroll, keep_picture, width, language, size
):
    page = page_at(width, "/workbench/sign-in?next=/workbench/seals", language=language, size=size)
    page.fill("input[name=phone]", accounts.PHONE)
    page.fill("input[name=password]", accounts.PASSWORD)
    page.click("main button")
    for name, path in (("list", ""), ("one", f"/{seal.id}"), ("new", "/new"), ("none", "?q=没有这样的印章")):
        page.goto(f"/workbench/seals{path}")
        keep_picture(page, f"seals-{name}-{width}-{language}{size}")
        assert_no_sideways_scroll(page)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert_accessible(page)
