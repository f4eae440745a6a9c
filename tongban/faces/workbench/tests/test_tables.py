"""Pages of workbooks: taking out, handing in, the report of the dry run, and applying it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tongban.faces.workbench.tests.desks import sit_down
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.spreadsheets.reading import read_table
from tongban.registers.access.tests import make as accounts
from tongban.registers.catalogue import commands as catalogue
from tongban.registers.catalogue.commands import imports, workbooks
from tongban.registers.catalogue.rules.workbook import Kind
from tongban.registers.catalogue.tests import books, make
from tongban.registers.catalogue.tests.books import changed, exported, rebuilt, sheets_of

pytestmark = pytest.mark.django_db
PAGE = "/workbench/tables/"


def hand_in(client, content, name="表.xlsx"):
    """Handed in, and tried by the worker."""
    answer = client.post(f"{PAGE}import", {"file": SimpleUploadedFile(name, content)})
    books.worked_off(timezone.now())
    return answer


def has_moved(client, there):
    """The page asks for itself; a report makes it come anew."""
    return client.get(there, headers={"HX-Request": "true"}).headers.get("HX-Refresh") == "true"


def body_of(answer):
    return b"".join(answer.streaming_content)


@pytest.fixture
def now():
    """The pages read the clock, and what they show must hold by then."""
    return timezone.now()


@pytest.fixture
def offer(now):
    return make.published(now - dt.timedelta(hours=1))


@pytest.fixture
def editor(client, now, offer):
    sit_down(client, now, "item_editor")
    return client


def test_a_clerk_has_no_business_here(client, now):
    sit_down(client, now, "clerk")
    assert client.get(PAGE).status_code == 403


def test_who_only_reads_may_take_out_and_not_hand_in(client, now):
    sit_down(client, now, "supervisor")
    page = client.get(PAGE)
    assert "您的岗位可以看和导出，不能导入" in page.text
    assert client.get(f"{PAGE}import").status_code == 403
    assert f'href="{PAGE}"' in client.get("/workbench/desk").text


def test_a_small_export_comes_at_once_with_a_chinese_name(editor):
    answer = editor.post(f"{PAGE}export", {"kind": "local", "form": "xlsx"})
    assert "filename*=utf-8''%E5%AE%9E%E6%96%BD%E6%B8%85%E5%8D%95_" in answer.headers["Content-Disposition"]
    assert len(read_table(body_of(answer), name="a.xlsx").sheets[0].rows) == 2


@pytest.mark.req("NFR-07", part="CSV and Excel out with BOM, formulas defused")
def test_csv_begins_with_its_mark(editor):
    content = body_of(editor.post(f"{PAGE}export", {"kind": "local", "form": "csv"}))
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(read_table(content, name="a.csv").sheets[0].rows) == 2


def test_an_unknown_kind_is_no_page(editor):
    assert editor.post(f"{PAGE}export", {"kind": "all"}).status_code == 404
    assert editor.get(f"{PAGE}template?kind=x").status_code == 404


def test_templates_are_empty_workbooks(editor):
    content = body_of(editor.get(f"{PAGE}template?kind=base"))
    assert [len(sheet.rows) for sheet in read_table(content, name="a.xlsx").sheets][:6] == [1] * 6


def test_a_large_export_is_written_by_the_worker(editor, now, monkeypatch):
    monkeypatch.setattr(workbooks, "DIRECT_AT_MOST", 0)
    there = editor.post(f"{PAGE}export", {"kind": "local"})["Location"]
    assert 'hx-trigger="every 2s"' in editor.get(there).text
    assert editor.get(f"{there}/file").status_code == 409
    assert workbooks.write_next_export(clock=lambda: now)
    bar = editor.get(there, headers={"HX-Request": "true"}).text
    assert ("下载" in bar, "<html" in bar) == (True, False)
    content = body_of(editor.get(f"{there}/file"))
    assert len(read_table(content, name="a.xlsx").sheets[0].rows) == 2


def test_a_file_that_is_none_is_told_in_words(editor):
    assert "请选一个文件" in editor.post(f"{PAGE}import").text
    answer = hand_in(editor, b"PK\x03\x04broken")
    assert (answer.status_code, "文件不完整或已损坏" in answer.text) == (422, True)
    assert "xls" in hand_in(editor, b"x", "a.xls").text
    assert books.count() == 0


def test_from_handing_in_to_the_drafts(editor, now):
    there = hand_in(editor, changed(exported(now), "承诺办结时限", "3"))["Location"]
    page = editor.get(there).text
    assert ("没有错误，可以导入" in page, "承诺办结时限" in page, len(books.drafts())) == (True, True, 0)
    assert editor.post(there, {"submit": "on"})["Location"] == there
    assert ("等着导入" in editor.get(there).text, has_moved(editor, there), books.drafts()) == (True, False, [])
    books.worked_off(timezone.now())
    assert has_moved(editor, there)
    assert "写了 1 份草稿，并已提交审核" in editor.get(there).text
    assert books.drafts()[0].content == {"promised_limit": 3}
    assert editor.post(there).status_code == 409


def test_faults_are_listed_with_sheet_row_and_column(editor, now):
    there = hand_in(editor, changed(exported(now), "承诺办结时限", "21"))["Location"]
    page = editor.get(there).text
    for told in ("有 1 处错误，一行也不会导入", "承诺办结时限", "超过了法定时限 20 个工作日"):
        assert told in page
    assert "导入后直接提交审核" not in page
    lines = body_of(editor.get(f"{there}/faults.csv")).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("错误,事项,2,")


def test_two_hundred_faults_are_paged(editor, now):
    sheets = sheets_of(exported(now))
    sheets["事项"] += [[f"1142090200000000{n:03d}442012000100001"] for n in range(200)]
    there = hand_in(editor, rebuilt(sheets))["Location"]
    assert editor.get(there).text.count('<td class="c-sheet"') == 50
    assert "151–200，共 200 处" in editor.get(f"{there}?faults=4").text
    assert editor.get(f"{there}?faults=x").status_code == 200


def test_what_moved_meanwhile_is_told_and_tried_again(editor, offer, now):
    there = hand_in(editor, changed(exported(now), "办理形式", "网上办理"))["Location"]
    catalogue.write(item=offer.id, content={"visits": 0}, by=SYSTEM, now=now)
    editor.post(there)
    books.worked_off(timezone.now())
    page = editor.get(there).text
    assert ("试读之后数据变了" in page, "导出之后这一项改过了" in page, len(books.drafts())) == (True, True, 1)
    assert editor.post(f"{there}/again")["Location"] == there
    assert "收到了，在排队" in editor.get(there).text


def test_what_stopped_is_shown_with_a_button_that_runs_it_again(editor, now, monkeypatch):
    monkeypatch.setattr(imports, "read_table", lambda *_args, **_facts: 1 / 0)
    there = hand_in(editor, exported(now))["Location"]
    page = editor.get(there).text
    assert ("停住了，没有做完" in page, "ZeroDivisionError" in page, f'action="{there}/again"' in page) == (True,) * 3
    monkeypatch.undo()
    assert editor.post(f"{there}/again").status_code == 303
    books.worked_off(timezone.now())
    assert "和系统里的一样" in editor.get(there).text


def test_leaves_want_a_reason_and_become_adjustments(client, now, offer):
    accounts.post(now, accounts.account(now), role="catalogue_manager", region=make.PROVINCE)
    client.post("/workbench/sign-in", {"phone": accounts.PHONE, "password": accounts.PASSWORD})
    there = hand_in(client, changed(exported(now, Kind.BASE), "受理条件", "年满 80 周岁。"))["Location"]
    assert "请写明调整的理由" in client.post(there).text
    assert "请写日期" in client.post(there, {"reason": "样例", "effective_on": "soon"}).text
    assert client.post(there, {"reason": "样例", "effective_on": "2026-12-01"}).status_code == 303
    books.worked_off(timezone.now())
    assert books.adjustments()[0].effective_at.isoformat() == "2026-11-30T16:00:00+00:00"


def test_another_accounts_workbook_is_not_there(editor, now):
    row = imports.hand_in(content=exported(now), name="a.xlsx", by=make.staff("catalogue.edit"), now=now)
    assert editor.get(f"{PAGE}import/{row.id}").status_code == 404
    assert editor.get(f"{PAGE}exports/{row.id}").status_code == 404
