"""Workbooks out and in again: what is written, what is refused by sheet, row and column, what is applied."""

import datetime as dt
import io
import json

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.spreadsheets.reading import read_table
from tongban.foundation.spreadsheets.writing import BookWriter, Column
from tongban.registers.catalogue import commands as catalogue
from tongban.registers.catalogue.commands import sheets as writing
from tongban.registers.catalogue.commands import workbooks
from tongban.registers.catalogue.commands.workbooks import Wanted
from tongban.registers.catalogue.models import Adjustment, Entry, Item, ItemDraft, Workbook
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.queries.standing import Asked
from tongban.registers.catalogue.queries.workbooks import get_workbook, list_workbooks
from tongban.registers.catalogue.rules.elements import TABLES
from tongban.registers.catalogue.rules.workbook import ITEMS, SHEETS, Kind, build_format
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
EDITOR = make.staff("catalogue.edit", "catalogue.read")
MANAGER = make.staff("catalogue.manage", "catalogue.read", region=make.PROVINCE)


def exported(now, kind=Kind.LOCAL, asked=Asked(), by=SYSTEM):  # noqa: B008
    file = io.BytesIO()
    workbooks.export(file=file, kind=kind, asked=asked, by=by, now=now)
    return file.getvalue()


def sheets_of(content):
    """Name of each sheet → its rows as lists that may be changed."""
    return {sheet.name: [list(row) for row in sheet.rows] for sheet in read_table(content, name="a.xlsx").sheets}


def rebuilt(sheets):
    file = io.BytesIO()
    book = BookWriter(file)
    for name, rows in sheets.items():
        book.add_sheet(name, [Column(title) for title in (rows[0] if rows else ())])
        for row in rows[1:]:
            book.add_row(name, row)
    book.close()
    return file.getvalue()


def changed(content, title, value, *, sheet="事项", row=2):
    sheets = sheets_of(content)
    rows = sheets[sheet]
    at = rows[0].index(title)
    rows[row - 1] += [""] * (at + 1 - len(rows[row - 1]))
    rows[row - 1][at] = value
    return rebuilt(sheets)


def tried(content, now, by=SYSTEM, name="表.xlsx"):
    row = workbooks.take_in(content=content, name=name, by=by, now=now)
    return get_workbook(row.id, actor=by)


def told(view):
    return [(f.sheet, f.row, f.column, f.title, f.code) for f in view.faults]


def applied(content, now, by=SYSTEM, **wanted):
    view = tried(content, now, by)
    assert told(view) == []
    return workbooks.apply(workbook=view.id, by=by, now=now, wanted=Wanted(**wanted))


def audits(action):
    with fan_out_allowed("a test counts"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_journalrow WHERE action = %s", [action])
        return cursor.fetchone()[0]


# --- the format -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Kind))
def test_every_written_element_has_one_column(kind):
    formats = build_format(kind, get_elements())
    for form in formats.values():
        titles = [column.title for column in form.columns]
        assert len(titles) == len(set(titles))
    stand = {column.element.code for form in formats.values() for column in form.columns if column.element}
    apart = {"guidance", "form", *TABLES}
    assert stand == {e.code for e in get_elements() if not e.derived and e.code not in apart}


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
    workbooks.apply(workbook=view.id, by=SYSTEM, now=now, wanted=Wanted(reason="样例"))
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
    written = [e for e in get_elements() if not e.derived and not e.table and e.owning == owning]
    plain = [e for e in written if e.type not in ("rows", "form", "guidance", "date")]
    return st.fixed_dictionaries({}, optional={e.code: value_of(e) for e in plain})


def rows_of(table):
    columns = [e for e in get_elements() if e.table == table]
    cells = {e.code.partition(".")[2]: value_of(e) for e in columns}
    first = columns[0].code.partition(".")[2]
    named = {first: cells.pop(first)}
    return st.lists(st.fixed_dictionaries(named, optional=cells), max_size=4)


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_contents_go_out_and_back_unchanged(data, now):
    """Whatever a content holds — halves, line breaks, full width, separators — an untouched file changes none of it."""
    from tongban.registers.catalogue.rules import intake

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
    reading = intake.read_sheets(read_table(file.getvalue(), name="a.xlsx").sheets, get_elements())
    assert reading.faults == ()
    row = reading.sheets[ITEMS].rows[0]
    assert intake.find_change(row, held, reading.sheets, dictionaries) == (None, [])


# --- a body's own words -----------------------------------------------------------------------------------------------


def test_a_changed_cell_becomes_a_draft_with_that_and_nothing_else(now):
    item = make.published(now)
    row = applied(changed(exported(now), "承诺办结时限", "3"), now, by=EDITOR)
    draft = ItemDraft.objects.get()
    assert (draft.item_id, draft.content, draft.state, draft.version) == (item.id, {"promised_limit": 3}, "writing", 1)
    assert (row.state, row.report["written"], draft.written_by) == ("applied", 1, EDITOR.account)
    assert audits("catalogue.workbook_applied") == 1


def test_a_dry_run_changes_nothing_and_says_what_would(now):
    make.published(now)
    view = tried(changed(exported(now), "承诺办结时限", "3"), now, by=EDITOR)
    assert ItemDraft.objects.count() == 0
    (difference,) = view.differences
    assert [(c.title, c.before, c.after) for c in difference.cells] == [("承诺办结时限", "5", "3")]


def test_an_emptied_cell_goes_back_to_what_is_proposed(now):
    item = make.published(now)
    catalogue.write(item=item.id, content={"promised_limit": 3, "visits": 0}, by=SYSTEM, now=now)
    applied(changed(exported(now), "承诺办结时限", ""), now, by=EDITOR)
    assert (ItemDraft.objects.get().content, ItemDraft.objects.get().version) == ({"visits": 0}, 2)


def test_with_submit_the_drafts_wait_for_review(now):
    make.published(now)
    applied(changed(exported(now), "承诺办结时限", "3"), now, by=EDITOR, submit=True)
    assert ItemDraft.objects.get().state == "submitted"


def test_incomplete_items_are_told_and_cannot_be_submitted(now):
    make.body(now)
    make.version(now, make.leaf(now).code)
    make.claimed(now, make.leaf(now, sequence=2).code, make.BODY)
    content = changed(exported(now), "承诺办结时限", "3")
    view = tried(content, now, by=EDITOR)
    assert (view.state, view.lacking, [note.code for note in view.notes]) == ("checked", 1, ["workbook.still_missing"])
    with pytest.raises(Conflict, match="catalogue.incomplete"):
        workbooks.apply(workbook=view.id, by=EDITOR, now=now, wanted=Wanted(submit=True))
    assert ItemDraft.objects.count() == 0


REFUSED = [
    ("承诺办结时限", "21", ("承诺办结时限", "content.promised_above_legal")),
    ("承诺办结时限", "三天", ("承诺办结时限", "content.not_number")),
    ("承诺办结时限", "=2+1", ("承诺办结时限", "content.not_number")),
    ("承诺办结时限单位", "工作天", ("承诺办结时限单位", "content.not_in_dictionary")),
    ("是否支持预约办理", "也许", ("是否支持预约办理", "content.not_yes_or_no")),
    ("事项名称", "别的名字", ("事项名称", "content.not_individual")),
    ("事项编码", "TE42090200000000014420120001000", ("事项编码", "catalogue.item_unknown")),
    ("事项编码", "11420902000000001X442012000100001", ("事项编码", "uscc.check_character")),
    ("事项编码", "123", ("事项编码", "item_code.length")),
    ("事项编码", "", ("事项编码", "workbook.key_missing")),
    ("数据版本（勿改）", "d7.i0.l1.p1", ("数据版本（勿改）", "workbook.stale")),
    ("实施主体编码", "11420902000000001X", ("实施主体编码", "uscc.check_character")),
]


@pytest.mark.parametrize(("title", "value", "expected"), REFUSED)
def test_a_wrong_cell_is_refused_by_sheet_row_and_column(title, value, expected, now):
    make.published(now)
    content = changed(exported(now), title, value)
    content = changed(content, "办理形式", "网上办理")
    view = tried(content, now, by=EDITOR)
    assert view.state == "refused"
    assert ("事项", 2, *expected) in [(f.sheet, f.row, f.title, f.code) for f in view.faults]
    with pytest.raises(Conflict, match="workbook.not_checked"):
        workbooks.apply(workbook=view.id, by=EDITOR, now=now)
    assert ItemDraft.objects.count() == 0


@pytest.mark.req("CAT-12", part="duplicates by code or name refused at import")
def test_a_code_that_stands_twice_is_refused(now):
    make.published(now)
    sheets = sheets_of(exported(now))
    sheets["事项"].append(sheets["事项"][1])
    assert told(tried(rebuilt(sheets), now)) == [("事项", 3, "A", "事项编码", "workbook.code_twice")]


def test_a_column_of_another_case_keeps_everything_out(now):
    make.published(now)
    sheets = sheets_of(changed(exported(now), "承诺办结时限", "3"))
    head = sheets["事项"][0]
    head[head.index("窗口" if "窗口" in head else "受理窗口")] = "窗口号"
    head[head.index("交通指引")] = "办理地点"
    codes = {(f.row, f.code) for f in tried(rebuilt(sheets), now).faults}
    assert codes == {(1, "workbook.column_unknown"), (1, "workbook.column_twice")}


def test_columns_may_stand_in_any_order_and_be_left_out(now):
    make.published(now)
    rows = sheets_of(exported(now))["事项"]
    row = dict(zip(*rows, strict=True)) | {"办理时间": "全天"}
    titles = ["办理时间", "数据版本（勿改）", "事项编码"]
    applied(rebuilt({"事项": [titles, [row[title] for title in titles]]}), now)
    assert ItemDraft.objects.get().content == {"hours": "全天"}


def test_common_rows_of_a_local_workbook_are_only_to_be_read(now):
    make.published(now)
    content = changed(exported(now), "材料名称", "身份证", sheet="材料")
    assert told(tried(content, now)) == [("材料", 2, "", "", "content.not_individual")]


def test_rows_of_a_leaf_that_is_not_in_the_file_are_refused(now):
    make.published(now)
    content = changed(exported(now), "业务办理项编码", "42012000100009", sheet="材料")
    assert ("材料", 2, "A", "业务办理项编码", "workbook.stray_row") in told(tried(content, now))


def test_what_was_written_between_trying_and_applying_is_not_overwritten(now):
    item = make.published(now)
    view = tried(changed(exported(now), "承诺办结时限", "3"), now, by=EDITOR)
    catalogue.write(item=item.id, content={"visits": 0}, by=SYSTEM, now=now)
    with pytest.raises(Conflict, match="workbook.no_longer_fits"):
        workbooks.apply(workbook=view.id, by=EDITOR, now=now)
    assert ItemDraft.objects.get().content == {"visits": 0}
    again = workbooks.try_again(workbook=view.id, by=EDITOR, now=now)
    assert (again.state, again.report["faults"][0]["code"]) == ("refused", "workbook.stale")


def test_a_draft_in_review_is_left_alone(now):
    item = make.published(now)
    draft = catalogue.write(item=item.id, content={"visits": 0}, by=SYSTEM, now=now)
    catalogue.submit(item=item.id, by=SYSTEM, now=now, seen=draft.version)
    view = tried(changed(exported(now), "承诺办结时限", "3"), now)
    assert [f.code for f in view.faults] == ["catalogue.draft_submitted"]


def test_one_wrong_row_keeps_all_of_them_out(now):
    make.published(now)
    make.version(now, make.leaf(now, sequence=2).code, name="高龄津贴停发")
    make.claimed(now, make.CODE + "02", make.BODY)
    content = changed(changed(exported(now), "承诺办结时限", "3"), "承诺办结时限", "99", row=3)
    view = tried(content, now)
    assert [(f.row, f.code) for f in view.faults] == [(3, "content.promised_above_legal")]
    assert ItemDraft.objects.count() == 0


def test_another_bodys_item_is_refused(now):
    make.published(now)
    stranger = make.staff("catalogue.edit", region="420903000000")
    view = tried(changed(exported(now), "承诺办结时限", "3"), now, by=stranger)
    assert [f.code for f in view.faults] == ["catalogue.not_allowed"]


def test_records_without_a_leaf_go_by_their_local_code(now):
    make.body(now)
    item = make.imported(now, make.BODY, name="高龄津贴", item_type="05")
    applied(changed(exported(now), "办理时间", "全天"), now)
    draft = ItemDraft.objects.get(item=item)
    assert (draft.content, draft.own) == ({"hours": "全天"}, {"name": "高龄津贴", "item_type": "05"})


# --- leaves of the base catalogue -----------------------------------------------------------------------------------


def test_a_changed_leaf_becomes_an_adjustment(now):
    make.published(now)
    content = changed(exported(now, Kind.BASE), "受理条件", "年满 80 周岁。")
    content = changed(content, "建议：到办事现场次数", "0")
    row = applied(content, now, by=MANAGER, reason="样例理由")
    plan = Adjustment.objects.get()
    assert (plan.kind, plan.leaf_id, plan.state) == ("change", make.CODE + "01", "draft")
    assert plan.plan == {"base": 1, "content": {"conditions": "年满 80 周岁。"}, "defaults": {"visits": 0}}
    assert row.report["written"] == 1


def test_a_changed_row_keeps_what_no_column_shows(now):
    make.published(now)
    applied(changed(exported(now, Kind.BASE), "环节时限", "0.5", sheet="环节", row=3), now, reason="样例")
    steps = Adjustment.objects.get().plan["content"]["steps"]
    assert [step["kind"] for step in steps] == ["apply", "accept", "decide"]
    assert steps[1]["limit"] == 0.5


def test_a_row_more_gets_a_code_of_its_own(now):
    make.published(now)
    sheets = sheets_of(exported(now, Kind.BASE))
    sheets["材料"].append([make.CODE + "01", "", "户口簿"])
    applied(rebuilt(sheets), now, reason="样例")
    materials = Adjustment.objects.get().plan["content"]["materials"]
    assert [(row["code"], row["name"]) for row in materials] == [("m1", "居民身份证"), ("m2", "户口簿")]


def test_without_a_legal_basis_nothing_comes_in(now):
    make.published(now)
    sheets = sheets_of(exported(now, Kind.BASE))
    del sheets["依据"][1:]
    assert told(tried(rebuilt(sheets), now)) == [("事项", 2, "", "依据", "content.without_basis")]


@pytest.mark.req("CAT-12", part="duplicates by code or name refused at import")
def test_a_name_that_another_leaf_has_is_refused(now):
    make.published(now)
    make.version(now, make.leaf(now, sequence=2).code, name="高龄津贴停发")
    content = changed(exported(now, Kind.BASE), "事项名称", "高龄津贴停发")
    assert [(f.row, f.title, f.code) for f in tried(content, now).faults] == [(2, "事项名称", "catalogue.name_taken")]
    both = changed(changed(content, "事项名称", "同名"), "事项名称", "同名", row=3)
    assert [(f.row, f.title, f.code) for f in tried(both, now).faults] == [(3, "事项名称", "workbook.name_twice")]


def test_a_new_leaf_is_proposed_under_its_entry(now):
    make.published(now)
    sheets = sheets_of(exported(now, Kind.BASE))
    new = list(sheets["事项"][1])
    head = sheets["事项"][0]
    new[head.index("业务办理项编码")], new[head.index("事项名称")] = "新1", "高龄津贴补发"
    sheets["事项"] = [head, new]
    for name in ("材料", "环节", "依据"):
        for row in sheets[name][1:]:
            row[0] = "新1"
    applied(rebuilt(sheets), now, reason="样例")
    plan = Adjustment.objects.get()
    assert (plan.kind, plan.entry_id, plan.plan["leaves"][0]["content"]["name"]) == ("add", make.CODE, "高龄津贴补发")


def test_unknown_leaves_and_entries_are_refused(now):
    make.published(now)
    unknown = changed(exported(now, Kind.BASE), "业务办理项编码", "42012000100077")
    assert "catalogue.leaf_unknown" in {f.code for f in tried(unknown, now).faults}
    new = changed(changed(exported(now, Kind.BASE), "业务办理项编码", "新1"), "基本编码", "420120009000")
    assert "workbook.entry_unknown" in {f.code for f in tried(new, now).faults}


# --- files and rights -----------------------------------------------------------------------------------------------


def test_what_is_no_workbook_of_ours_is_told(now):
    assert told(tried(rebuilt({"别的": [["a"], ["b"]]}), now)) == [("事项", 0, "", "", "workbook.sheet_missing")]
    assert told(tried(rebuilt({"事项": [["a"], ["b"]]}), now)) == [("事项", 1, "", "", "workbook.key_column_missing")]
    with pytest.raises(Invalid, match="file.damaged"):
        workbooks.take_in(content=rebuilt({"事项": [["a"]]})[:-100], name="a.xlsx", by=SYSTEM, now=now)
    assert Workbook.objects.count() == 2


def test_who_may_edit_nothing_hands_nothing_in(now):
    with pytest.raises(NotAllowed):
        workbooks.take_in(content=b"a,b", name="a.csv", by=make.staff("catalogue.read"), now=now)
    assert Workbook.objects.count() == 0


def test_a_workbook_is_its_owners_alone(now):
    make.published(now)
    view = tried(exported(now), now, by=EDITOR)
    other = make.staff("catalogue.edit")
    with pytest.raises(NotFound):
        get_workbook(view.id, actor=other)
    with pytest.raises(NotFound):
        workbooks.apply(workbook=view.id, by=other, now=now)
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
    assert workbooks.forget(started_before=now) == 0
    assert workbooks.forget(started_before=now + dt.timedelta(days=1)) == 1


def test_reports_are_plain_json(now):
    make.published(now)
    view = tried(changed(exported(now), "承诺办结时限", "21"), now)
    assert json.loads(json.dumps(dict(view.faults[0].facts))) == {"promised": "21", "legal": "20"}
    assert Entry.objects.count() == Item.objects.count() == 1
