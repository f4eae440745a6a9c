"""Workbooks handed in: what is refused by sheet, row and column, and what is applied as a whole."""

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict
from tongban.registers.catalogue import commands as catalogue
from tongban.registers.catalogue.commands import imports
from tongban.registers.catalogue.commands.imports import Wanted
from tongban.registers.catalogue.models import Adjustment, ItemDraft
from tongban.registers.catalogue.rules.workbook import Kind
from tongban.registers.catalogue.tests import make
from tongban.registers.catalogue.tests.books import (
    EDITOR,
    MANAGER,
    applied,
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


# --- a body's own words -----------------------------------------------------------------------------------------------


def test_a_changed_cell_becomes_a_draft_with_that_and_nothing_else(now):
    item = make.published(now)
    view = applied(changed(exported(now), "承诺办结时限", "3"), now, by=EDITOR)
    draft = ItemDraft.objects.get()
    assert (draft.item_id, draft.content, draft.state, draft.version) == (item.id, {"promised_limit": 3}, "writing", 1)
    assert (view.state, view.written, view.file, draft.written_by) == ("applied", 1, None, EDITOR.account)
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
    with pytest.raises(Conflict, match=r"catalogue\.incomplete"):
        imports.confirm(workbook=view.id, by=EDITOR, now=now, wanted=Wanted(submit=True))
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
    with pytest.raises(Conflict, match=r"workbook\.not_checked"):
        imports.confirm(workbook=view.id, by=EDITOR, now=now)
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
    after = confirmed(view, now, EDITOR)
    assert ItemDraft.objects.get().content == {"visits": 0}
    assert (after.state, after.error, [fault.code for fault in after.faults]) == (
        "refused", "workbook.no_longer_fits", ["workbook.stale"],
    )  # fmt: skip


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
    view = applied(content, now, by=MANAGER, reason="样例理由")
    plan = Adjustment.objects.get()
    assert (plan.kind, plan.leaf_id, plan.state) == ("change", make.CODE + "01", "draft")
    assert plan.plan == {"base": 1, "content": {"conditions": "年满 80 周岁。"}, "defaults": {"visits": 0}}
    assert view.written == 1


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
