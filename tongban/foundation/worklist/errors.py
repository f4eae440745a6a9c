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
    "worklist.bad_cursor": _("翻页位置不对，请从第一页开始。"),
}
