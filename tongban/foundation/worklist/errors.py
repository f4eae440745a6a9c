"""What the worklist's refusals say to people."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "worklist.row_not_found": _("待办清单里没有这一件。"),
    "worklist.authority_not_yours": _("您没有查看这个单位待办清单的权限。"),
    "worklist.not_allowed": _("您没有办理这一件的权限。"),
    "worklist.claimed_already": _("%(by_name)s已经领了这一件。"),
    "worklist.done_already": _("这一件已经办完。"),
    "worklist.not_claimed": _("还没有人领这一件。"),
    "worklist.not_offered": _("没有这样的移交。"),
    "worklist.recipient_may_not": _("%(to_name)s没有办理这一件的权限。"),
    "worklist.export_not_found": _("没有这张表。导出的表只有导出的人能看，保留 7 天。"),
    "worklist.export_empty": _("清单里没有可以导出的件。"),
    "worklist.export_too_large": _("一次最多导出 %(most)s 件，请先缩小条件。"),
    "worklist.exports_waiting": _("您已有 %(most)s 张表在等导出，请等一张做完再导出。"),
    "worklist.export_not_parked": _("这张表没有停住，不用再做一次。"),
    "worklist.export_not_finished": _("这张表还没有做完。"),
    "worklist.bad_cursor": _("翻页位置不对，请从第一页开始。"),
}
