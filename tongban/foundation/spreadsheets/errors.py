"""What the refusals of spreadsheets say to people, and how they are made."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Invalid

SENTENCES = {
    "spreadsheet.kind_not_allowed": _("不收 %(named)s 文件，可以传 xlsx 或 csv。带宏的、旧版的请另存为 xlsx。"),
    "spreadsheet.too_large": _("文件太大，最多 %(limit_mb)s MB。"),
    "spreadsheet.empty": _("表里没有内容。"),
    "spreadsheet.unreadable": _("文件读不出来，请用表格软件打开后另存为 xlsx 再传。"),
    "spreadsheet.not_text": _("CSV 文件的编码认不出来，请另存为 UTF-8 再传。"),
    "spreadsheet.too_many_rows": _(
        "工作表太大：写到了第 %(row)s 行、第 %(column)s 列，最多 %(rows)s 行、%(columns)s 列。"
    ),
}


def refused(code: str, **facts: object) -> Invalid:
    """The refusal of a file, told at its field."""
    return Invalid(code, {"file": [code]}, **facts)
