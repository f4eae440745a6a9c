"""What the refusals of files say to people."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "file.too_large": _("文件太大，最多 %(limit_mb)s MB。"),
    "file.empty": _("文件是空的。"),
    "file.name_too_long": _("文件名太长，最多 %(limit)s 个字符。"),
    "file.name_unreadable": _("文件名的第 %(position)s 个字符无法识别，请改名后再传。"),
    "file.name_empty": _("文件没有名称，请改名后再传。"),
    "file.kind_not_allowed": _("不收 %(named)s 文件，可以传：%(allowed)s。"),
    "file.disguised": _("文件名写的是 %(named)s，内容却是 %(found)s，请传原来的文件。"),
    "file.damaged": _("文件不完整或已损坏，请重新导出或拍照后再传。"),
    "file.locked": _("文件加了密码，请去掉密码后再传。"),
    "file.expands_too_far": _("文件解开后过大，请减少内容后再传。"),
    "file.too_many_pixels": _("图片尺寸过大，请缩小后再传。"),
    "file.infected": _("文件带有病毒（%(signature)s），没有保存。"),
    "file.unscannable": _("文件无法完成病毒检查，没有保存。"),
    "file.scanner_silent": _("病毒检查暂时不可用，请稍后再传。"),
    "file.store_full": _("暂时无法保存文件，请稍后再传。"),
    "file.content_missing": _("暂时读不到这个文件的内容。"),
    "file.blocked": _("文件带有病毒，已停止打开。"),
    "file.quota_bytes": _("存放的文件已满，最多 %(limit_mb)s MB，请先删去不用的。"),
    "file.quota_files": _("存放的文件已满，最多 %(limit)s 个，请先删去不用的。"),
    "file.not_found": _("没有这个文件。"),
}
