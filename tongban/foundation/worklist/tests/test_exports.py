"""Lists as files: whole, begun again, parked, gone in time, and for nobody but who asked."""

import datetime as dt

import pytest

from tests.written import journal_actions
from tongban.foundation.files import commands as files
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.foundation.spreadsheets.reading import Limits, read_table
from tongban.foundation.spreadsheets.writing import Column
from tongban.foundation.worklist import commands, queries
from tongban.foundation.worklist.commands import exports
from tongban.foundation.worklist.models import Export
from tongban.foundation.worklist.queries import Narrow
from tongban.foundation.worklist.rules import Light, Whose
from tongban.foundation.worklist.tables import Table
from tongban.foundation.worklist.tests import make

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
TABLE = Table(
    lambda: "样例", lambda: [Column("编号"), Column("申请人")],
    lambda rows, by, now: [[row.number, row.applicant] for row in rows],
)  # fmt: skip


@pytest.fixture(autouse=True)
def _portions(monkeypatch):
    monkeypatch.setattr(exports, "PORTION", 2)


def ask(by, now, **told):
    asked = {"whose": Whose.ALL, "authority": make.XIAONAN, "name": "全部.xlsx", "language": "zh-hans"} | told
    return commands.ask_export(by=by, now=now, **asked)


def rows(now, count=5):
    for number in range(count):
        make.row(f"case:{number}", number=str(number), due_at=now + number * HOUR, applicant="=1+1")


def write(now, table=TABLE):
    return commands.write_next_export(table=table, clock=lambda: now)


def cells(export, by, now):
    _file, content = files.hand_out(export.file, by=by, purpose="test", now=now, holder=export.id)
    with content:
        table = read_table(content.read(), name="x.xlsx", limits=Limits(10**6, 1000, 50, 10**5))
    return [row[:2] for row in table.sheets[0].rows]


def test_a_list_is_written_in_its_order_and_no_name_is_a_formula(now):
    rows(now)
    clerk = make.clerk()
    asked = ask(clerk, now)
    assert (asked.state, asked.total) == ("waiting", 5)
    assert write(now)
    done = queries.get_export(asked.id, actor=clerk)
    assert (done.state, done.done, done.total) == ("finished", 5, 5)
    assert cells(done, clerk, now) == [["编号", "申请人"], *([str(number), "=1+1"] for number in range(5))]
    assert write(now) is False
    assert [action for action in journal_actions() if action.startswith("worklist.export")] == [
        "worklist.export_asked", "worklist.exported",
    ]  # fmt: skip


def test_it_is_narrowed_as_the_list(now):
    rows(now)
    clerk = make.clerk()
    make.claimed(clerk, now, "case:mine", number="mine", due_at=now)
    asked = ask(clerk, now + 2 * HOUR, narrow=Narrow(light=Light.OVERDUE, text="1+1"))
    mine = ask(clerk, now, whose=Whose.MINE, authority="")
    while write(now + 2 * HOUR):
        pass
    assert [row[0] for row in cells(queries.get_export(asked.id, actor=clerk), clerk, now)] == ["编号", "0", "1"]
    assert [row[0] for row in cells(queries.get_export(mine.id, actor=clerk), clerk, now)] == ["编号", "mine"]


def test_what_leaves_the_list_meanwhile_is_left_out_and_nothing_comes_twice(now):
    rows(now)
    clerk = make.clerk()

    def lines(found, by, at):
        if found and found[0].number == "0":
            commands.close("case:4", make.XIAONAN, version=9, by=clerk, now=now)
            commands.put(make.work("case:3", version=2, number="3", due_at=now - HOUR), subject_bucket=7)
        return TABLE.lines(found, by, at)

    asked = ask(clerk, now)
    write(now, Table(TABLE.sheet, TABLE.columns, lines))
    told = cells(queries.get_export(asked.id, actor=clerk), clerk, now)
    assert [row[0] for row in told[1:]] == ["0", "1", "2", "3"]


def test_asked_twice_it_is_one_and_not_too_many_wait(now):
    rows(now)
    clerk = make.clerk()
    assert ask(clerk, now).id == ask(clerk, now + HOUR).id
    for text in ("1", "2", "3", "+"):
        ask(clerk, now, narrow=Narrow(text=text))
    with pytest.raises(Conflict, match=r"worklist\.exports_waiting"):
        ask(clerk, now, narrow=Narrow(text="="))
    assert Export.objects.count() == 5


def test_nothing_and_too_much_are_refused(now, monkeypatch):
    clerk = make.clerk()
    with pytest.raises(NotFound, match=r"worklist\.export_empty"):
        ask(clerk, now)
    rows(now)
    monkeypatch.setattr(queries.exports, "ROWS_AT_MOST", 4)
    with pytest.raises(Invalid, match=r"worklist\.export_too_large"):
        ask(clerk, now)
    with pytest.raises(NotAllowed):
        ask(make.clerk(authority=make.YUNMENG), now)
    assert (Export.objects.count(), journal_actions()) == (0, [])


def test_an_export_is_for_who_asked_as_long_as_they_see_the_list(now):
    rows(now)
    clerk = make.clerk()
    asked = ask(clerk, now)
    write(now)
    moved = make.clerk(authority=make.YUNMENG)
    elsewhere = type(clerk)(clerk.account, "clerk", organisation=make.YUNMENG, grants=moved.grants)
    for actor in (make.clerk(), elsewhere):
        with pytest.raises(NotFound):
            queries.get_export(asked.id, actor=actor)
        assert queries.list_exports(actor=actor) == []
    assert [each.id for each in queries.list_exports(actor=clerk)] == [asked.id]


def test_a_failure_parks_it_and_it_can_be_run_again(now):
    rows(now)
    clerk = make.clerk()
    asked = ask(clerk, now)
    assert write(now, Table(TABLE.sheet, TABLE.columns, lambda *_: 1 / 0))
    parked = queries.get_export(asked.id, actor=clerk)
    assert (parked.state, parked.error, parked.file, write(now)) == ("parked", "ZeroDivisionError", None, False)
    with pytest.raises(NotFound):
        commands.run_again(export=asked.id, by=make.clerk(), now=now)
    commands.run_again(export=asked.id, by=clerk, now=now)
    with pytest.raises(Conflict, match=r"worklist\.export_not_parked"):
        commands.run_again(export=asked.id, by=clerk, now=now)
    write(now)
    assert queries.get_export(asked.id, actor=clerk).state == "finished"


def test_who_was_overtaken_leaves_no_file(now):
    """The first worker sleeps through a minute; the second takes over and finishes; the first then finds it gone."""
    rows(now)
    clerk = make.clerk()
    asked = ask(clerk, now)
    later = now + exports.ABANDONED + dt.timedelta(seconds=1)

    def lines(found, by, at):
        if Export.objects.get().tries == 1:
            assert write(later)
        return TABLE.lines(found, by, at)

    write(now, Table(TABLE.sheet, TABLE.columns, lines))
    done = queries.get_export(asked.id, actor=clerk)
    assert (done.state, done.tries, journal_actions().count("files.stored")) == ("finished", 2, 1)


def test_what_takes_its_worker_with_it_is_parked_in_the_end(now):
    rows(now)
    clerk = make.clerk()
    asked = ask(clerk, now)
    for turn in range(exports.TRIES):
        assert exports._take(now + turn * 2 * exports.ABANDONED) is not None
    assert exports._take(now + HOUR) is None
    assert queries.get_export(asked.id, actor=clerk).error == "WorkerDied"


def test_after_some_days_table_and_file_are_gone(now):
    rows(now)
    clerk = make.clerk()
    asked = ask(clerk, now)
    write(now)
    assert commands.forget_exports(asked_before=now, now=now) == 0
    assert commands.forget_exports(asked_before=now + HOUR, now=now) == 1
    with pytest.raises(NotFound):
        queries.get_export(asked.id, actor=clerk)
    assert journal_actions()[-1] == "files.removed"
