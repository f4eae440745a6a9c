"""Notices at the desk, and how a region words them."""

import uuid
from dataclasses import asdict

import pytest

from tongban.faces.workbench.tests.desks import sit_down
from tongban.registers.access import queries as access
from tongban.registers.access.tests.make import PHONE
from tongban.services.messages import queries
from tongban.services.messages.tests.make import REGION, staff_notice

pytestmark = pytest.mark.django_db
HERE = "/workbench/messages"
CODE = "case.accept"
EDITOR = f"{HERE}/wordings/{REGION}/{CODE}"
HOUSE = asdict(queries.get_template(CODE).wording)


def test_the_rail_counts_what_is_unread_until_it_is_opened(client, now):
    sit_down(client, now, "reviewer")
    account = access.find_account(PHONE)
    notices = [staff_notice(now, account.id, f"e{n}") for n in range(3)]
    assert '通知<span class="n">3<' in client.get("/workbench/desk").text
    assert "红牌：" in client.get(f"{HERE}/{notices[0]}").text
    assert client.get(HERE).text.count(">未读<") == 2
    assert client.post(f"{HERE}/read")["Location"] == HERE
    assert '通知<span class="n">' not in client.get(HERE).text


def test_nobody_opens_what_was_told_to_somebody_else(client, now):
    other = staff_notice(now, uuid.uuid4(), "e1")
    sit_down(client, now, "reviewer")
    assert client.get(f"{HERE}/{other}").status_code == 404
    assert "没有通知" in client.get(HERE).text


def test_only_who_may_words_notices(client, now):
    sit_down(client, now, "reviewer")
    assert [client.get(f"{HERE}/wordings").status_code, client.post(EDITOR).status_code] == [403, 403]


def test_every_template_is_listed_with_whose_wording_it_is(client, now):
    sit_down(client, now, "administrator")
    page = client.get(f"{HERE}/wordings").text
    for told in ("发给办事人", "发给工作人员", "超时默认准予", "系统默认"):
        assert told in page


def test_a_wording_is_previewed_saved_and_withdrawn(client, now):
    sit_down(client, now, "administrator")
    sent = HOUSE | {"title": "孝南：已受理{item}", "basis": "孝南政务〔2026〕3号"}
    preview = client.post(EDITOR, sent | {"do": "preview"})
    assert (preview.status_code, "孝南：已受理食品经营许可（新办）" in preview.text) == (200, True)
    assert queries.resolve(CODE, REGION).region == ""
    assert client.post(EDITOR, sent | {"do": "save"})["Location"] == f"{EDITOR}?done=save"
    assert queries.resolve(CODE, REGION).wording.title == sent["title"]
    assert "孝南政务〔2026〕3号" in client.get(EDITOR).text
    assert client.post(EDITOR, sent | {"do": "withdraw"}).status_code == 303
    assert queries.resolve(CODE, REGION).region == ""


def test_what_would_mislead_comes_back_as_it_was_typed(client, now):
    sit_down(client, now, "administrator")
    answer = client.post(EDITOR, HOUSE | {"sms": "已受理{id_card}", "basis": "", "do": "save"})
    assert answer.status_code == 422
    for told in ("有 2 处要改", "用了这个通知没有的变量", "请写明依据或理由", "已受理{id_card}"):
        assert told in answer.text
    assert queries.resolve(CODE, REGION).region == ""
