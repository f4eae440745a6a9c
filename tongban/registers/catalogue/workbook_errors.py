"""Why a workbook is refused: what is told of a cell, and the refusals of the commands."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound

SENTENCES = {
    "workbook.sheet_missing": _("没有找到“事项”工作表。"),
    "workbook.sheet_unknown": _("不认识这张工作表，请删去，或者改回原来的名字。"),
    "workbook.key_column_missing": _("第 1 行没有“%(local)s”或“%(base)s”列，看不出是哪种表。"),
    "workbook.column_missing": _("缺少这一列。"),
    "workbook.column_unknown": _("不认识这一列，请删去，或者改回模板里的标题。"),
    "workbook.column_twice": _("这个标题在 %(first)s 列已经有了。"),
    "workbook.heading_missing": _("这一列有内容，没有标题。"),
    "workbook.merged": _("%(span)s 是合并的单元格，请取消合并。"),
    "workbook.formula_is_text": _("这一格是公式，按文字读入，没有计算。"),
    "workbook.hidden_sheet": _("隐藏的工作表“%(name)s”没有读。"),
    "workbook.key_missing": _("这一行没有编码。"),
    "workbook.code_twice": _("编码 %(value)s 在第 %(first)s 行已经出现过。"),
    "workbook.row_code_twice": _("行编码 %(value)s 在这个事项下出现了两次。"),
    "workbook.name_twice": _("名称“%(value)s”在第 %(first)s 行已经出现过。"),
    "workbook.too_many": _("一次最多导入 %(most)s 行。"),
    "workbook.stray_row": _("“事项”表里没有编码为 %(value)s 的一行。"),
    "workbook.local_code_shared": _("几个机构都有编码 %(value)s，请写明实施主体编码。"),
    "workbook.other_body": _("这个事项不属于编码为这个的机构。"),
    "workbook.stale": _("导出之后这一项改过了，请重新导出再改。"),
    "workbook.stamp_missing": _("这一项已有草稿。要改请用导出的表，带着“数据版本”一列。"),
    "workbook.entry_unknown": _("要新增业务办理项，请写目录里已有的基本编码，现在是“%(value)s”。"),
    "workbook.still_missing": _("还缺必填要素：%(missing)s。"),
    "workbook.unknown": _("没有这份表格。"),
    "workbook.not_checked": _("这份表格不能导入：要先试读通过，并且只能导入一次。"),
    "workbook.not_parked": _("这份表格没有停住，不用再做一次。"),
    "workbook.no_longer_fits": _("试读之后数据变了，一行也没有导入。"),
    "workbook.reason_missing": _("请写明调整的理由。"),
    "workbook.date_wrong": _("请写日期，例如 2026-12-01。"),
    "workbook.not_finished": _("导出还没有完成。"),
}


def unknown() -> NotFound:
    return NotFound("workbook.unknown")


def not_checked(state: str) -> Conflict:
    return Conflict("workbook.not_checked", state=state)


def not_parked(state: str) -> Conflict:
    return Conflict("workbook.not_parked", state=state)


def not_finished(state: str) -> Conflict:
    return Conflict("workbook.not_finished", state=state)


def refused(field: str, code: str) -> Invalid:
    """What goes with an import is wrong in this field."""
    return Invalid(code, {field: [code]})
