"""What staff read instead of an error code, on the page of parked jobs and on its refusals."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.foundation.ui.words import Words

ERRORS: dict[str, Promise] = {
    "event_version_unknown": _("程序还不认识这一版事件，更新程序后再运行"),
    "reaction_gone": _("程序里已经没有这项后续工作"),
    "process_ended": _("运行到一半时进程中断"),
    "outside_timeout": _("对方没有在时限内回应"),
    "outside_refused": _("对方报错，没有收下"),
    "outside_no_party": _("这条渠道还没有接入外部系统"),
    "OperationalError": _("数据库没有回应"),
    "IntegrityError": _("数据库不接受这条记录"),
}
UNKNOWN = _("程序出错")

WORDS = {
    "run_not_parked": Words(
        _("这一项已经不在停放中"),
        _("可能有人已经让它再次运行了。"),
        _("请回到停放的后台任务，看最新的情况。"),
    ),
    "run_unknown": Words(
        _("没有找到这一项后台任务"),
        _("它可能早已完成，记录按期限清理了。"),
        _("请回到停放的后台任务，看最新的情况。"),
    ),
    "jobs_not_allowed": Words(
        _("您的岗位不能让后台任务再次运行"),
        _("这一步只有系统管理员能做。"),
        _("请把页面上的编号告诉系统管理员。"),
    ),
}


def told(code: str) -> Promise:
    """The error in words; one that nobody foresaw is the program's own."""
    return ERRORS.get(code, UNKNOWN)
