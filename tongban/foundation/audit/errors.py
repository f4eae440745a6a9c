"""What the journal's refusals say to people."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "audit_row_unknown": _("没有这条审计记录。"),
    "audit_not_sealed_yet": _("这条记录还在等待封存，请过几秒再试。"),
    "audit_head_unknown": _("没有 %(size)s 片叶时签名的树头。"),
    "audit_tree_damaged": _("审计日志与最后签名的树头不符，已停止封存，请运行 tongban verify-audit。"),
    "audit_rows_moved": _("待封存的记录在封存途中有变化，本批没有封存。"),
    "audit_entry_too_large": _("要记录的内容太长。"),
    "audit_text_unreadable": _("要记录的内容里有不能保存的字符。"),
    "audit_head_unreadable": _("这不是导出的树头。"),
    "audit_proof_unreadable": _("这不是导出的证明。"),
}
