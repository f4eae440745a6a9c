"""What the workbench's own refusals say."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.ui.words import Words

WORDS = {
    "staff_only": Words(
        _("这里是工作人员用的"),
        _("您的账号没有工作台的岗位。"),
        _("办事请回首页。要在工作台办公，请找本单位的系统管理员设岗位。"),
    ),
    "baseline.refused": Words(_("基线没有记录"), _("请按提示填写。"), _("请按提示填写。")),
    "page_not_for_role": Words(
        _("您的岗位不能看这一页"),
        _("您现在的岗位是%(role)s，这一页不归这个岗位。"),
        _("如果您还有别的岗位，请点右上角的名字换岗位；需要权限，请找本单位的系统管理员。"),
    ),
}

SENTENCES = {
    "desk.recipient_unknown": _("请选一位本单位能办件的同事。"),
    "desk.nothing_picked": _("请先在清单里选要办的件。"),
    "desk.batch_too_large": _("一次最多办 %(most)s 件，请少选一些。"),
}
