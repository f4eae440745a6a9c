"""Workbooks there and back: their format, what they show, who may take out and hand in what."""

import datetime as dt
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Invalid, NotAllowed, NotFound
from tongban.foundation.spreadsheets.reading import read_table
from tongban.foundation.spreadsheets.writing import BookWriter, Column
from tongban.registers.catalogue.commands import imports, workbooks
from tongban.registers.catalogue.commands import sheets as writing
from tongban.registers.catalogue.models import Adjustment, Entry, Item, ItemDraft, Workbook
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.queries.standing import Asked
from tongban.registers.catalogue.queries.workbooks import get_workbook, list_workbooks
from tongban.registers.catalogue.rules.elements import TABLES
from tongban.registers.catalogue.rules.workbook import ITEMS, SHEETS, Kind, build_format
from tongban.registers.catalogue.tests import make
from tongban.registers.catalogue.tests.books import (
    EDITOR,
    audits,
    changed,
    confirmed,
    exported,
    rebuilt,
    sheets_of,
    told,
    tried,
)

pytestmark = pytest.mark.django_db


# --- the format -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Kind))
def test_every_written_element_has_one_column(kind):
    formats = build_format(kind, get_elements())
    for form in formats.values():
        titles = [column.title for column in form.columns]
        assert len(titles) == len(set(titles))
    stand = {column.element.code for form in formats.values() for column in form.columns if column.element}
    apart = {"guidance", "form", *TABLES}
    assert stand == {e.code for e in get_elements().everything if not e.derived and e.code not in apart}


def test_words_of_dictionaries_can_be_told_apart():
    several = {e.dictionary for e in get_elements() if e.type == "choices"}
    words = [row["zh"] for name in several for row in get_dictionaries()[name].values()]
    assert not [word for word in words if any(mark in word for mark in "、；;\n")]


def test_a_template_is_an_empty_workbook_with_heads_and_choices(now):
    file = io.BytesIO()
    writing.write_book(file, Kind.BASE, None, by=SYSTEM, now=now)
    table = read_table(file.getvalue(), name="a.xlsx")
    assert [sheet.name for sheet in table.sheets] == [*SHEETS.values(), "说明"]
    assert all(len(sheet.rows) == 1 for sheet in table.sheets[:-1])
    assert table.hidden == ("字典",)


# --- there and back -------------------------------------------------------------------------------------------------


def test_what_is_exported_shows_what_the_guide_shows(now):
    item = make.published(now)
    rows = sheets_of(exported(now))["事项"]
    row = dict(zip(*rows, strict=True))
    assert (row["事项编码"], row["事项名称"], row["办件类型"]) == (item.code, "高龄津贴发放", "承诺件")
    assert (row["承诺办结时限"], row["办理地点"], row["是否收费"]) == ("5", make.HERE["address"], "否")
    assert row["数据版本（勿改）"] == "d0.i0.l1.p1"


@pytest.mark.parametrize("kind", list(Kind))
def test_a_workbook_that_nobody_touched_changes_nothing(kind, now):
    make.published(now)
    view = tried(exported(now, kind), now)
    assert (view.state, view.kind, view.rows, view.unchanged) == ("checked", kind, 1, 1)
    confirmed(view, now, reason="样例")
    assert (ItemDraft.objects.count(), Adjustment.objects.count()) == (0, 0)


def test_the_csv_goes_out_and_back_too(now):
    make.published(now)
    lines = b"".join(writing.list_csv(Kind.LOCAL, Asked(), by=SYSTEM, now=now))
    assert lines.startswith(b"\xef\xbb\xbf")
    view = tried(lines, now, name="表.csv")
    assert (view.state, view.rows, view.unchanged) == ("checked", 1, 1)


LINE = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=30
)
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
NUMBER = st.integers(0, 2000).map(lambda n: n / 2)


def value_of(element):
    words = list(get_dictionaries().get(element.dictionary, {}))
    match element.type:
        case "number":
            return NUMBER
        case "flag":
            return st.booleans()
        case "choice":
            return st.sampled_from(words)
        case "choices":
            return st.lists(st.sampled_from(words), unique=True)
        case "texts":
            return st.lists(LINE, max_size=3)
    return TEXT


def contents(owning):
    written = [e for e in get_elements().everything if not e.derived and not e.table and e.owning == owning]
    plain = [e for e in written if e.type not in ("rows", "form", "guidance", "date")]
    return st.fixed_dictionaries({}, optional={e.code: value_of(e) for e in plain})


def rows_of(table):
    columns = [e for e in get_elements().everything if e.table == table]
    cells = {e.code.partition(".")[2]: value_of(e) for e in columns}
    first = columns[0].code.partition(".")[2]
    named = {first: cells.pop(first)}
    return st.lists(st.fixed_dictionaries(named, optional=cells), max_size=4)


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_contents_go_out_and_back_unchanged(data, now):
    """Whatever a content holds — halves, line breaks, full width, separators — an untouched file changes none of it."""
    from tongban.registers.catalogue.rules import intake, reading

    dictionaries = get_dictionaries()
    common = data.draw(contents("common")) | {table: data.draw(rows_of(table)) for table in TABLES}
    held = intake.Standing("42012000100001", {"stamp": "v1"}, common, {}, data.draw(contents("individual")))
    formats = build_format(Kind.BASE, get_elements())
    file = io.BytesIO()
    book = BookWriter(file)
    for form in formats.values():
        book.add_sheet(form.name, [Column(column.title) for column in form.columns])
    facts = {"key": held.key, "stamp": "v1"}
    book.add_row("事项", [facts.get(c.code) or held.shown(c, dictionaries) for c in formats[ITEMS].columns])
    for table in TABLES:
        for row in held.table_rows(formats[table], dictionaries):
            book.add_row(formats[table].name, [held.key, *row])
    book.close()
    read = reading.read_sheets(read_table(file.getvalue(), name="a.xlsx").sheets, get_elements())
    assert read.faults == ()
    row = read.sheets[ITEMS].rows[0]
    assert intake.find_change(row, held, read.sheets, dictionaries) == (None, [])


# --- files and rights -----------------------------------------------------------------------------------------------


def test_what_is_no_workbook_of_ours_is_told(now):
    assert told(tried(rebuilt({"别的": [["a"], ["b"]]}), now)) == [("事项", 0, "", "", "workbook.sheet_missing")]
    assert told(tried(rebuilt({"事项": [["a"], ["b"]]}), now)) == [("事项", 1, "", "", "workbook.key_column_missing")]
    with pytest.raises(Invalid, match=r"file\.damaged"):
        imports.hand_in(content=rebuilt({"事项": [["a"]]})[:-100], name="a.xlsx", by=SYSTEM, now=now)
    assert Workbook.objects.count() == 2


def test_who_may_edit_nothing_hands_nothing_in(now):
    with pytest.raises(NotAllowed):
        imports.hand_in(content=b"a,b", name="a.csv", by=make.staff("catalogue.read"), now=now)
    assert Workbook.objects.count() == 0


def test_a_workbook_is_its_owners_alone(now):
    make.published(now)
    view = tried(exported(now), now, by=EDITOR)
    other = make.staff("catalogue.edit")
    with pytest.raises(NotFound):
        get_workbook(view.id, actor=other)
    with pytest.raises(NotFound):
        imports.confirm(workbook=view.id, by=other, now=now)
    assert [each.id for each in list_workbooks(actor=EDITOR, direction="in")] == [view.id]


def test_a_reader_exports_only_what_they_may_read(now):
    make.published(now)
    stranger = make.staff("catalogue.read", region="420903000000")
    assert len(sheets_of(exported(now, by=stranger))["事项"]) == 1
    assert len(sheets_of(exported(now, by=make.staff("catalogue.read")))["事项"]) == 2
    assert audits("catalogue.exported") == 2
    with pytest.raises(NotAllowed):
        exported(now, by=make.staff("catalogue.edit"))


def test_filters_narrow_an_export(now):
    item = make.published(now)
    for asked, rows in (
        (Asked(text="高龄"), 2),
        (Asked(text="低龄"), 1),
        (Asked(state="published"), 2),
        (Asked(state="draft"), 1),
        (Asked(organisation=item.organisation_id, region=make.COUNTY), 2),
        (Asked(region="420903000000"), 1),
    ):
        assert len(sheets_of(exported(now, asked=asked))["事项"]) == rows


def test_the_worker_writes_what_is_large(now):
    make.published(now)
    row = workbooks.ask_export(kind=Kind.LOCAL, asked=Asked(), name="事项.xlsx", by=EDITOR, now=now)
    assert (row.state, row.total) == ("waiting", 1)
    assert workbooks.write_next_export(clock=lambda: now)
    view = get_workbook(row.id, actor=EDITOR)
    assert (view.state, view.done, view.file is not None) == ("finished", 1, True)
    assert not workbooks.write_next_export(clock=lambda: now)


def test_an_export_whose_worker_died_is_begun_again(now):
    make.published(now)
    row = workbooks.ask_export(kind=Kind.LOCAL, asked=Asked(), name="事项.xlsx", by=EDITOR, now=now)
    Workbook.objects.filter(id=row.id).update(state="writing", done=500)
    assert not workbooks.write_next_export(clock=lambda: now + dt.timedelta(minutes=1))
    assert workbooks.write_next_export(clock=lambda: now + dt.timedelta(minutes=3))
    assert get_workbook(row.id, actor=EDITOR).state == "finished"


def test_old_trials_are_forgotten(now):
    make.published(now)
    tried(exported(now), now)
    assert imports.forget_imports(started_before=now, now=now) == 0
    assert imports.forget_imports(started_before=now + dt.timedelta(days=1), now=now) == 1
    assert (Workbook.objects.count(), audits("files.removed")) == (0, 1)


def test_reports_are_plain_json(now):
    make.published(now)
    view = tried(changed(exported(now), "承诺办结时限", "21"), now)
    assert json.loads(json.dumps(dict(view.faults[0].facts))) == {"promised": "21", "legal": "20"}
    assert Entry.objects.count() == Item.objects.count() == 1
