"""Editions at the desk: published under a document number, refused, what stands in one and what changed (CAT-01)."""

import datetime as dt

import pytest
from django.utils import timezone

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access.tests import make as access
from tongban.registers.catalogue.commands import editions as commands
from tongban.registers.catalogue.queries import editions
from tongban.registers.catalogue.tests import chain, make
from tongban.registers.regions.tests import make as regions

pytestmark = pytest.mark.django_db
HOME = "/workbench/catalogue/editions"
TOLD = {"code": "2020-63", "document_number": "鄂政办发〔2020〕63号", "title": "五级清单"}


@pytest.fixture
def now():
    """An hour before the pages read the clock: what was made then is in force."""
    return timezone.now() - dt.timedelta(hours=1)


@pytest.fixture
def sit(client, now):
    regions.tree(now)

    def down(role: str):
        held = access.account(now, "19900000131")
        access.post(now, held, role, make.PROVINCE)
        client.post("/workbench/sign-in", {"phone": "19900000131", "password": access.PASSWORD})
        return client

    return down


def published(now, **told):
    return commands.publish_edition(region=make.PROVINCE, by=SYSTEM, now=now, **{**TOLD, **told})


@pytest.mark.req("CAT-01", part="an edition is published at the desk under its document number")
def test_an_edition_is_published_and_read(sit, now):
    make.published(now)
    client = sit("list_reviewer")
    assert "现在在用的 1 个条目、1 个业务办理项。" in client.get(HOME).text
    done = client.post(HOME, TOLD)
    assert (done.status_code, done["Location"]) == (303, f"{HOME}/{make.PROVINCE}/2020-63?done=1")
    page = client.get(done["Location"]).text
    assert all(text in page for text in ("鄂政办发〔2020〕63号", "已经公布。", make.CODE, "样例省老年人权益保障条例"))
    assert [edition.code for edition in editions.list_editions(make.PROVINCE)] == ["2020-63"]


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"document_number": " "}, 422, "这里不能空着。"),
        ({"title": "长" * 201}, 422, "有 1 处要改"),
        ({"code": "2019-1"}, 409, "编号为 2019-1 的清单已经发布过。"),
    ],
)
def test_what_is_refused_keeps_what_was_typed_and_publishes_nothing(sit, now, typed, status, said):
    make.published(now)
    published(now, code="2019-1")
    page = sit("list_reviewer").post(HOME, TOLD | typed)
    assert (page.status_code, said in page.text, 'value="五级清单' in page.text or "title" in typed) == (
        status,
        True,
        True,
    )
    assert len(editions.list_editions(make.PROVINCE)) == 1


def test_who_may_only_read_is_told_and_refused(sit, now):
    make.published(now)
    client = sit("supervisor")
    assert "要有批准目录调整的岗位才能公布。" in client.get(HOME).text
    assert (client.post(HOME, TOLD).status_code, editions.list_editions(make.PROVINCE)) == (403, [])


def test_what_changed_since_the_last_edition_is_listed(sit, now):
    make.published(now)
    published(now, code="2019-1")
    other = make.entry(now, code="420120002000", name="样例新事项")
    make.version(now, make.leaf(now, code=other.code).code, name="样例新事项")
    chain.approved(now, "cancel", entry=make.CODE, effective_at=now)
    page = sit("list_reviewer").get(HOME).text
    assert ("新增 1 项" in page, "减少 1 项" in page, "有变化 0 项" in page) == (True, True, True)


def test_a_long_edition_is_paged_and_narrowed_by_level(sit, now):
    for number in range(1, 61):
        leaf = make.leaf(now, code=make.entry(now, code=f"420120{number:03d}000", name=f"样例事项{number}",
                                              levels=(2 + number % 5,)).code)  # fmt: skip
        make.version(now, leaf.code, name=f"样例事项{number}")
    published(now)
    client, here = sit("supervisor"), f"{HOME}/{make.PROVINCE}/2020-63"
    assert client.get(here).text.count('<td class="tb-code">') == 50
    assert client.get(f"{here}?after=420120050000").text.count('<td class="tb-code">') == 10
    assert client.get(f"{here}?level=4").text.count('<td class="tb-code">') == 12
    assert client.get(f"{HOME}/{make.PROVINCE}/1999-1").status_code == 404
