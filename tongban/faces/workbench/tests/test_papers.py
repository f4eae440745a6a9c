"""Papers at the desk: worded, looked at, published; the archive opened on record."""

import pytest

from tests.written import journal_actions
from tongban.faces.workbench.tests.desks import sit_down
from tongban.services.cases import commands
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db
HERE = "/workbench/papers/420902000000/receipt/zh-hans"
WORDS = {"title": "收件回执", "body": "{you}申请的“{item}”已收到。\n{materials}\n{acceptance_due_on}前答复。"}


def text(answer):
    return answer.content.decode()


def test_a_wording_is_drafted_previewed_and_published(client, now):
    sit_down(client, now, "administrator")
    assert "通用格式" in text(client.get("/workbench/papers", follow=True))
    assert client.post(f"{HERE}/preview.pdf", WORDS).content[:5] == b"%PDF-"
    assert client.post(HERE, WORDS)["Location"] == f"{HERE}?done=draft"
    assert "草稿第 1 版" in text(client.get(HERE))
    assert client.post(HERE, {"act": "publish"}).status_code == 303
    assert "现在的文字：孝南区第 1 版" in text(client.get(HERE))


@pytest.mark.parametrize("path", ["", "/preview.pdf"])
def test_a_wrong_variable_is_told_with_its_paragraph_and_stays_typed(client, now, path):
    sit_down(client, now, "administrator")
    answer = client.post(f"{HERE}{path}", WORDS | {"body": "{materials}\n{acceptance_due_on}\n见 {nobody}"})
    assert (answer.status_code, "第 3 段：这种文书没有变量“{nobody}”" in text(answer)) == (422, True)
    assert "见 {nobody}" in text(answer)


def test_who_does_not_word_papers_does_not_see_them(client, now):
    sit_down(client, now, "clerk")
    assert client.get(HERE).status_code == 403


@pytest.mark.req("LIC-08", part="carried away by who may, on record")
def test_an_archive_opens_for_a_purpose_only(client, now, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    world = make.world(now)
    receipt = make.submitted(world, now)
    commands.withdraw(case_id=receipt.case, by=world.citizen, now=now)
    commands.conclude(case_id=receipt.case, now=now)
    commands.archive(case_id=receipt.case, now=now)
    sit_down(client, now, "supervisor")
    here = f"/workbench/cases/{receipt.number}/archive"
    assert client.post(here, {"purpose": ""}).status_code == 422
    assert "归档完整，没有改动" in text(client.post(here, {"purpose": "核对"}))
    carried = client.post(here, {"purpose": "核对", "carry": "1"})
    assert b"".join(carried.streaming_content)[:2] == b"PK"
    assert journal_actions().count("cases.archive_opened") == 2
