"""二次录入: a case typed by staff of its body; what is wrong is told beside its input, and nothing typed is lost."""

import pytest

from tongban.registers.access.tests import make as access
from tongban.services.cases.tests import make, systems
from tongban.services.cases.tests.make import at

pytestmark = pytest.mark.django_db
URL = "/workbench/typed"


@pytest.fixture
def world(now, monkeypatch):
    """Faces read this clock."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return make.world(at("11-10 09:00"))


@pytest.fixture
def clerk(client, world, now):
    access.post(now, access.account(now, "19900000201"), "clerk", make.REGION, make.BODY)
    client.post("/workbench/sign-in", {"phone": "19900000201", "password": access.PASSWORD})
    return client


def told(world, **changed):
    applicant = systems.message(world)["applicant"]
    facts = {
        "number": "LL-2026-001", "item": world.item, "submitted_at": "2026-11-24T10:00",
        "accepted_at": "2026-11-24T11:00", "outcome": "grant", "decided_at": "2026-11-24T16:00",
    }  # fmt: skip
    return applicant | facts | changed


@pytest.mark.req("UAP-05", part="typed by staff at the workbench")
def test_a_case_is_typed(clerk, world):
    page = clerk.post(URL, told(world), follow=True).content.decode()
    assert "已录入，办件编号" in page
    assert "没有变化" in clerk.post(URL, told(world), follow=True).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"document_number": "420902199001010011"}, 'id="document_number-error"'),
        ({"decided_at": ""}, "请填写日期和时间。"),
        ({"decided_at": "2026-11-24T10:30"}, "时间早于前一步。"),
        ({"number": ""}, "请填写。"),
        ({"item": "x"}, "没有录入"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(clerk, world, changed, words):
    answer = clerk.post(URL, told(world, **changed))
    page = answer.content.decode()
    assert (answer.status_code, words in page, 'value="样例甲"' in page) == (422, True, True)


def test_a_reviewer_types_nothing(client, world, now):
    access.post(now, access.account(now, "19900000202"), "reviewer", make.REGION, make.BODY)
    client.post("/workbench/sign-in", {"phone": "19900000202", "password": access.PASSWORD})
    assert client.get(URL).status_code == 403
