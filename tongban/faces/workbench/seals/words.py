"""What kinds, steps and states of seals are called."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "official": _("公章"),
    "approval": _("行政审批专用章"),
    "licence": _("证照专用章"),
    "case": _("业务专用章"),
}
STEPS = {
    "grant": _("审批通过"),
    "grant_by_default": _("超时默认"),
    "paper": _("出具办件文书"),
    "issue": _("批量制发证照"),
    "upgrade": _("旧证升级"),
    "copy": _("加注件"),
}
STATES = {
    "active": _("使用中"),
    "suspended": _("已暂停"),
    "expired": _("已过期"),
    "revoked": _("已撤销"),
}
TAGS = {"active": ("waived", "check"), "suspended": ("tofill", "lock"), "expired": ("", ""), "revoked": ("", "")}
"""State → kind and icon of its tag."""

SUBJECTS = {"licence": _("电子证照"), "paper": _("文书"), "copy": _("加注件")}
DONE = {
    "created": _("印章已经建立。"),
    "suspend": _("印章已经暂停，恢复之前不能用印。"),
    "restore": _("印章已经恢复使用。"),
    "revoke": _("印章已经撤销，不能再用。"),
    "authorised": _("授权已经保存，下一次用印就按新的。"),
}
