"""Fifty thousand items out of a workbook: the web only keeps it, the worker tries and applies it, killed in each."""

import datetime as dt
import http.client
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.bench.cases_world import TOKEN
from tests.bench.whole_stack import Stack, served
from tongban.faces.jobs.tests.processes import SupervisedWorker, supervised_worker, wait_until
from tongban.faces.workbench.tests.desks import sit_down
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.spreadsheets.writing import BookWriter, Column
from tongban.registers.catalogue.commands import imports
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.queries.standing import Asked, iterate
from tongban.registers.catalogue.queries.workbooks import WorkbookView, get_workbook
from tongban.registers.catalogue.rules.workbook import Kind, build_format
from tongban.registers.catalogue.tests import books, make

ITEMS, WEB_AT_MOST, WITHIN = 50_000, 250, 900
TITLE = "承诺办结时限"
BOUNDARY = "----a-workbook"


def written_book(file: Path, now: dt.datetime) -> None:
    """What an editor hands in: all items as an export has them, with another limit in each."""
    item, dictionaries = make.published(now), get_dictionaries()
    make.offers(now, item.leaf_id or "", ITEMS - 1, like=make.BODY)
    form = build_format(Kind.LOCAL, get_elements())["items"]
    with file.open("w+b") as changed:
        book = BookWriter(changed)
        book.add_sheet(form.name, [Column(column.title) for column in form.columns])
        for held in iterate(Kind.LOCAL, Asked(), actor=SYSTEM, at=now):
            cells = [held.shown(column, dictionaries) for column in form.columns]
            book.add_row(
                form.name, ["3" if c.title == TITLE else cell for c, cell in zip(form.columns, cells, strict=True)]
            )
        book.close()


def handed_in(stack: Stack, client: Client, file: Path) -> str:
    """Over the wire, signed in; where the receipt stands."""
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    body = head.encode() + file.read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode()
    headers = {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={key}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN,
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Origin": f"http://127.0.0.1:{stack.port}",
    }  # fmt: skip
    caller = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=120)
    try:
        caller.request("POST", "/workbench/tables/import", body, headers)
        answer = caller.getresponse()
        assert answer.status == 303, answer.read()[:2000]
        return str(answer.getheader("Location")).rpartition("/")[2]
    finally:
        caller.close()


def highest(pid: int) -> int:
    """The most memory that the process ever held, in MB."""
    told = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert told is not None
    return int(told[1]) // 1024


def highest_of_web(stack: Stack) -> int:
    children = Path(f"/proc/{stack.process.pid}/task/{stack.process.pid}/children").read_text().split()
    return max(highest(int(child)) for child in children)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.req("NFR-03", part="an import of 50,000 items survives SIGKILL while tried and while applied")
@pytest.mark.django_db(transaction=True)
def test_fifty_thousand_items_come_in(client: Client, tmp_path: Path, report: Callable[[str], None]) -> None:
    now, file = timezone.now(), tmp_path / "a.xlsx"
    written_book(file, now - dt.timedelta(hours=1))
    sit_down(client, now, "item_editor")
    with served(tmp_path) as stack, supervised_worker("kill_import") as worker:
        began = time.monotonic()
        workbook = handed_in(stack, client, file)
        web, taken = highest_of_web(stack), time.monotonic() - began

        def seen() -> WorkbookView:
            return get_workbook(workbook, actor=SYSTEM)  # type: ignore[arg-type]

        tried = _work(worker, lambda: seen().state == "checked")
        view = seen()
        assert (len(books.drafts()), view.counts["faults"], view.counts["differences"]) == (0, 0, ITEMS)
        imports.confirm(workbook=view.id, by=SYSTEM, now=timezone.now())
        applied = _work(worker, lambda: seen().state == "applied")
        most, tries = highest(worker.child), seen()
        assert worker.stop() == 0
    size = file.stat().st_size / 1e6
    report(
        f"{ITEMS} items, {size:.1f} MB: taken in {taken:.1f} s, tried in {tried:.0f} s, applied in {applied:.0f} s with"
        f" a kill in each; web worker {web} MB, worker {most} MB at most"
    )
    assert (tries.written, len(books.drafts())) == (ITEMS, ITEMS)
    assert {draft.content["promised_limit"] for draft in books.drafts()} == {3}
    assert books.audits("catalogue.workbook_applied") == 1
    assert web <= WEB_AT_MOST


def _work(worker: SupervisedWorker, holds: Callable[[], bool]) -> float:
    """How long until it holds, with a kill in the tenth portion."""
    began = time.monotonic()
    worker.kill_after(10)
    wait_until(holds, within=WITHIN)
    return time.monotonic() - began
