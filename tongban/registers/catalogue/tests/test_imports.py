"""The worker tries and applies workbooks: watched, begun again after a death, parked after an error, whole or not."""

import datetime as dt

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, NotFound
from tongban.registers.catalogue.commands import imports, intake, workbooks
from tongban.registers.catalogue.models import ItemDraft, Workbook
from tongban.registers.catalogue.queries.workbooks import get_workbook
from tongban.registers.catalogue.tests import make
from tongban.registers.catalogue.tests.books import (
    EDITOR,
    audits,
    confirmed,
    exported,
    rebuilt,
    sheets_of,
    tried,
    worked_off,
)

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def three_items(now: dt.datetime, value: str = "3") -> bytes:
    """A workbook that changes one cell of each of three items."""
    item = make.published(now)
    make.offers(now, item.leaf_id or "", 2, like=make.BODY)
    head, *rows = sheets_of(exported(now))["事项"]
    for row in rows:
        row[head.index("承诺办结时限")] = value
    return rebuilt({"事项": [head, *rows]})


def handed_in(now: dt.datetime) -> Workbook:
    return imports.hand_in(content=three_items(now), name="表.xlsx", by=EDITOR, now=now)


def test_handing_in_leaves_a_receipt_and_no_work_done(now):
    row = handed_in(now)
    view = get_workbook(row.id, actor=EDITOR)
    assert (view.state, view.kind, view.rows, view.file) == ("waiting", None, 0, row.file)
    assert (audits("catalogue.workbook_handed_in"), audits("catalogue.workbook_checked")) == (1, 0)


def test_who_writes_exports_leaves_imports_alone(now):
    handed_in(now)
    assert not workbooks.write_next_export(clock=lambda: now)
    assert Workbook.objects.get().state == "waiting"


def test_a_trial_tells_how_far_it_is(now, monkeypatch):
    row, told = handed_in(now), []
    monkeypatch.setattr(intake, "PORTION", 2)
    kept = imports._tell
    monkeypatch.setattr(imports, "_tell", lambda row, at, **facts: (told.append(facts), kept(row, at, **facts)))
    worked_off(now)
    assert [each for each in told if "state" not in each] == [
        {"done": 0, "total": 3}, {"done": 2, "total": 3}, {"done": 3, "total": 3},
    ]  # fmt: skip
    assert (get_workbook(row.id, actor=EDITOR).state, ItemDraft.objects.count()) == ("checked", 0)


def test_a_file_that_cannot_be_read_is_refused_by_the_worker_as_a_whole(now):
    view = tried(b"\xff\xfe\xff\xff", now, name="a.csv")
    assert (view.state, [(fault.row, fault.code) for fault in view.faults]) == (
        "refused", [(0, "spreadsheet.not_text")],
    )  # fmt: skip


def test_an_error_in_the_last_portion_leaves_nothing_and_the_button_finishes_it(now, monkeypatch):
    view = tried(three_items(now), now, EDITOR)
    monkeypatch.setattr(intake, "PORTION", 1)
    write, calls = imports._Drafting.write, []

    def fails_at_last(drafting, portion):
        calls.append(portion)
        if len(calls) == 3:
            raise ValueError
        write(drafting, portion)

    monkeypatch.setattr(imports._Drafting, "write", fails_at_last)
    parked = confirmed(view, now, EDITOR)
    assert (parked.state, parked.error, ItemDraft.objects.count()) == ("parked", "ValueError", 0)
    monkeypatch.setattr(imports._Drafting, "write", write)
    imports.run_import_again(workbook=view.id, by=EDITOR, now=now)
    worked_off(now)
    assert (get_workbook(view.id, actor=EDITOR).state, ItemDraft.objects.count()) == ("applied", 3)


def test_only_a_parked_workbook_is_run_again_and_only_by_its_owner(now):
    row = handed_in(now)
    with pytest.raises(Conflict, match=r"workbook\.not_parked"):
        imports.run_import_again(workbook=row.id, by=EDITOR, now=now)
    with pytest.raises(NotFound):
        imports.run_import_again(workbook=row.id, by=make.staff("catalogue.edit"), now=now)
    assert get_workbook(row.id, actor=EDITOR).state == "waiting"


@pytest.mark.parametrize(("state", "then"), [("reading", "checked"), ("applying", "applied")])
def test_a_workbook_whose_worker_died_is_begun_again_three_times_in_all(state, then, now):
    view = tried(three_items(now), now, EDITOR)
    if state == "applying":
        imports.confirm(workbook=view.id, by=EDITOR, now=now)
    Workbook.objects.update(state=state, tries=2, moved_at=now)
    worked_off(now + MINUTE)
    assert get_workbook(view.id, actor=EDITOR).state == state
    Workbook.objects.update(tries=3)
    worked_off(now + 3 * MINUTE)
    assert (get_workbook(view.id, actor=EDITOR).state, ItemDraft.objects.count()) == ("parked", 0)
    imports.run_import_again(workbook=view.id, by=EDITOR, now=now)
    worked_off(now)
    assert get_workbook(view.id, actor=EDITOR).state == then


def test_what_another_worker_has_taken_up_is_left_alone(now, monkeypatch):
    row = handed_in(now)

    def overtaken(*_args, **_facts):
        Workbook.objects.update(tries=9)
        return kept(*_args, **_facts)

    kept = imports.read_table
    monkeypatch.setattr(imports, "read_table", overtaken)
    assert imports.work_off_next_import(clock=lambda: now)
    assert (Workbook.objects.get().state, audits("catalogue.workbook_checked")) == ("reading", 0)
    assert row.report == {}


def test_more_rows_than_one_import_holds_are_refused_unseen(now, monkeypatch):
    from tongban.registers.catalogue.rules import reading, workbook

    monkeypatch.setattr(reading, "ROWS_AT_MOST", dict.fromkeys(workbook.Kind, 2))
    view = tried(three_items(now), now, SYSTEM)
    assert [(fault.code, fault.facts) for fault in view.faults] == [("workbook.too_many", {"most": 2})]
