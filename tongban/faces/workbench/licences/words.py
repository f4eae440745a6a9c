"""What the pages call states, operations and kinds."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongban.registers.catalogue.queries.terms import Terms
from tongban.services.licences.rules.fetching import Basis
from tongban.services.licences.rules.life import Operation, State
from tongban.services.licences.rules.runs import RunKind, RunState

STATES: Mapping[str, Promise] = {
    State.VALID: _("有效"), State.SUSPENDED: _("暂扣"), State.REVOKED: _("已撤销"), State.FORFEITED: _("已吊销"),
    State.CANCELLED: _("已注销"), State.EXPIRED: _("已过期"), State.SUPERSEDED: _("已换新版"),
}  # fmt: skip
LIGHTS: Mapping[str, str] = {
    State.VALID: "normal", State.SUSPENDED: "paused", State.REVOKED: "overdue", State.FORFEITED: "overdue",
    State.CANCELLED: "overdue", State.EXPIRED: "urgent", State.SUPERSEDED: "paused",
}  # fmt: skip
OPERATIONS: Mapping[str, Promise] = {
    Operation.ISSUE: _("新发"), Operation.RENEW: _("延续"), Operation.CHANGE: _("变更"),
    Operation.SUSPEND: _("暂扣"), Operation.RESTORE: _("发还"), Operation.REVOKE: _("依法撤销"),
    Operation.FORFEIT: _("吊销"), Operation.CANCEL: _("注销"), Operation.EXPIRE: _("到期失效"),
    Operation.SUPERSEDE: _("换新版"),
}  # fmt: skip
WHEN: Mapping[str, Promise] = {
    Operation.REVOKE: _("本来不该发：许可是违法作出的，依法撤销"),
    Operation.FORFEIT: _("发得对，持证人后来违法：依处罚决定吊销"),
}  # fmt: skip
"""When two operations that are easily taken for each other are the right one."""
ORIGINS: Mapping[str, Promise] = {"case": _("办结制证"), "import": _("存量导入"), "issue": _("批量制发")}
KINDS: Mapping[str, Promise] = {"licence": _("证照"), "approval": _("批文")}
HOLDERS: Mapping[str, Promise] = {
    "person": _("自然人"), "organisation": _("法人和其他组织"), "both": _("都可以"),
    "founded": _("准予后新设立的企业"),
}  # fmt: skip
SEALS: Mapping[str, Promise] = {
    "official": _("公章"), "approval": _("行政审批专用章"), "licence": _("证照专用章"), "case": _("业务专用章"),
}  # fmt: skip
UNITS: Mapping[str, Promise] = {
    "year": _("年"), "month": _("个月"), "day": _("天"), "long_term": _("长期有效"),
}  # fmt: skip
RUN_KINDS: Mapping[str, Promise] = {
    RunKind.IMPORT: _("导入存量证照"), RunKind.ISSUE: _("批量制发"), RunKind.UPGRADE: _("加盖电子印章"),
}  # fmt: skip
RUN_STATES: Mapping[str, Promise] = {
    RunState.REFUSED: _("不能写入"), RunState.CHECKED: _("试读完成，等待开始"), RunState.RUNNING: _("正在办"),
    RunState.FINISHED: _("完成"), RunState.STOPPED: _("已停止"), RunState.PARKED: _("停放"),
}  # fmt: skip
DOCUMENTS: Mapping[str, Promise] = {
    "111": _("居民身份证"), "001": _("统一社会信用代码"), "414": _("护照"), "516": _("港澳居民来往内地通行证"),
    "511": _("台湾居民来往大陆通行证"), "553": _("外国人永久居留身份证"), "114": _("军官证"),
}  # fmt: skip
FORMS: Mapping[str, Promise] = {"pdf": _("PDF 文件"), "ofd": _("OFD 文件")}
BASES: Mapping[str, Promise] = {
    Basis.CONSENT: _("持证人同意"), Basis.CODE: _("扫亮码"), Basis.LAW: _("依法调取"), Basis.SHARE: _("共享接口"),
    Basis.OWN: _("本人"),
}  # fmt: skip


def item_name(item: Terms | None, code: str) -> str:
    """An item's name in the reader's language; its code where it is offered no more."""
    if item is None:
        return code
    return item.name_en if item.name_en and get_language() == "en" else item.name
