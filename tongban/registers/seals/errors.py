"""Why the register of seals refuses."""

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable

SENTENCES = {
    "seal.not_allowed": _("您没有管理这个机构印章的权限。"),
    "seal.unknown": _("没有找到这枚印章。"),
    "seal.none_for_step": _("这个机构没有授权用于这个环节的印章。"),
    "seal.suspended": _("印章已经暂停使用。"),
    "seal.revoked": _("印章已经撤销。"),
    "seal.expired": _("印章已经过了有效期。"),
    "seal.not_valid_yet": _("印章还没有到启用的日期。"),
    "seal.not_automatic": _("这枚印章没有事先授权自动用印。"),
    "seal.state_forbids": _("印章现在的状态不能这样办。"),
    "seal.exists": _("这个机构已经有一枚同类同名的印章。"),
    "seal.refused": _("印章的内容有问题，没有保存。"),
    "seal.kind_unknown": _("没有这种印章。"),
    "seal.name_malformed": _("印章名称应为 2 至 100 个字，不能有看不见的字符。"),
    "seal.step_unknown": _("没有这个用印环节。"),
    "seal.validity_reversed": _("截止日期应晚于启用日期。"),
    "seal.validity_too_long": _("有效期最长 10 年。"),
    "seal.reason_malformed": _("请写明原因，2 至 200 个字。"),
    "seal.custodian_unknown": _("请选一位印章保管人。"),
    "seal.day_missing": _("请填写日期。"),
    "seal.picture_malformed": _("印模应为 PNG 图片，不超过 200 KB。"),
    "seal.authority_missing": _("印章的证书机构还没有建立。"),
    "seal.key_missing": _("印章的密钥现在不能用，请联系系统管理员。"),
    "seal.file_unreadable": _("这个文件不能用印：格式不对，或者没有指定的页。"),
    "seal.sealed_already": _("这个文件已经用过印。"),
    "document.empty": _("文件是空的。"),
    "document.too_large": _("文件太大，最大 %(limit)s MB。"),
    "document.kind_unknown": _("这种文件不能核验。可以核验 OFD、PDF 和印章文件（.esl）。"),
    "document.day_malformed": _("日期写得不对，请写成 2021-01-01 这样。"),
    "document.day_in_future": _("这一天还没有到，只能核验到今天为止。"),
    "document.too_many": _("这个网络核验得太多了，请过 %(minutes)s 分钟再试。"),
    "licence_code.malformed": _("二维码里的内容不完整，或者不是电子证照的二维码。"),
    "licence_code.algorithm_unknown": _("二维码用的签名方法不认识。"),
}


class SealRefused(Conflict):
    """A seal may not stand under this. Carries the attempt, so that it can be logged after a rollback."""

    def __init__(self, code: str, /, *, attempt: Any, **facts: Any) -> None:
        super().__init__(code, **facts)
        self.attempt = attempt


def not_allowed(action: str) -> NotAllowed:
    return NotAllowed("seal.not_allowed", action=action)


def unknown(seal_id: uuid.UUID) -> NotFound:
    return NotFound("seal.unknown", seal=str(seal_id))


def state_forbids(state: str) -> Conflict:
    return Conflict("seal.state_forbids", state=state)


def exists(organisation: str, name: str) -> Conflict:
    return Conflict("seal.exists", organisation=organisation, name=name)


def refused(faults: dict[str, list[str]]) -> Invalid:
    return Invalid("seal.refused", faults)


def authority_missing() -> Unavailable:
    return Unavailable("seal.authority_missing")


def key_missing(key_id: str) -> Unavailable:
    return Unavailable("seal.key_missing", key=key_id)


def file_unreadable(format: str) -> Invalid:
    return Invalid("seal.file_unreadable", format=format)


def sealed_already(format: str) -> Conflict:
    return Conflict("seal.sealed_already", format=format)


def too_many_files(seconds: int) -> Unavailable:
    return Unavailable("document.too_many", retry_after=seconds, minutes=-(-seconds // 60))
