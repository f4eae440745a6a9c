"""What the layers of a report and the reasons for their verdicts mean, in words for citizens."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongban.foundation.ui.rules import write_moment
from tongban.registers.seals.reading import Kind, Layer, Report, SignatureReport, Verdict

Text = str | Promise

LAYERS: Mapping[str, tuple[Text, Text]] = {
    # name: what is looked at, and what it means that it holds
    "container": (_("文件的结构"), _("文件的结构完好，没有夹带别的东西。")),
    "references": (_("文件的内容"), _("每一页、每个附件都和盖章时一样，没有多也没有少。")),
    "data_hash": (_("签章的记录"), _("记着盖了哪些内容的那份清单，和盖章时一样。")),
    "coverage": (_("签名的范围"), _("签名以后没有再加过任何内容。")),
    "digest": (_("文件的内容"), _("文件的内容和签名时一样。")),
    "signature": (_("签名本身"), _("确实是签名证书的持有人签的。")),
    "signer_in_seal": (_("谁盖的章"), _("签名证书在这枚印章的授权名单里。")),
    "seal_signature": (_("印章本身"), _("印章由制章机构签发，印模没有改过。")),
    "seal_validity": (_("印章的有效期"), _("盖章的时候，印章在有效期内。")),
    "certificate_chain": (_("签名的证书"), _("证书由本平台信任的机构签发。")),
    "certificate_validity": (_("证书的有效期"), _("签名的时候，证书在有效期内。")),
    "revocation": (_("停用和撤销"), _("签名的时候，印章和证书都没有停用或撤销。")),
}

_OF_SEAL: Mapping[str, Text] = {
    "seal_validity": _("这一天，印章在有效期内。"),
    "revocation": _("这一天，印章和证书都没有停用或撤销。"),
}
"""What holds of a seal by itself, which has sealed nothing yet: it is judged for a day."""

_BROKEN = _("文件的结构不对：可能在传送时损坏，也可能被人改过。")
REASONS: Mapping[str, Text] = {
    "not_reached": _("前面的问题没有解决，这一项没法核验。"),
    "unsigned": _("文件没有电子印章，也没有电子签名。"),
    "signed_without_seal": _("文件只有签名，没有盖电子印章，这种签名我们核验不了。"),
    "algorithm_unknown": _("用的算法我们核验不了。"),
    "part_missing": _("盖章时有的内容，现在少了：%(part)s"),
    "part_changed": _("盖章以后这部分内容改过：%(part)s"),
    "part_not_covered": _("盖章以后加进来的内容：%(part)s"),
    "part_named_twice": _("签章记录里同一部分写了两次：%(part)s"),
    "record_changed": _("签章记录在盖章以后改过。"),
    "record_elsewhere": _("签章记录不在盖章时写明的位置。"),
    "start_not_covered": _("签名没有管到文件的开头。"),
    "bytes_after_signature": _("签名以后，文件里又加了内容。"),
    "signed_again_later": _("这个签名以后，文件又加了内容、由别人签了名。请向出具的单位要原件核验。"),
    "content_changed": _("签名以后内容改过。"),
    "signature_wrong": _("签名对不上：签名、签的内容或者证书改过。"),
    "signed_value_malformed": _("签名的数据损坏了，或者被人改过。"),
    "signed_value_older": _("用的是旧版的电子签章格式（GM/T 0031），我们认得，但核验不了。"),
    "seal_malformed": _("印章的数据损坏了，或者被人改过。"),
    "seal_older": _("是旧版格式（GM/T 0031）的印章，我们认得，但核验不了。"),
    "certificate_malformed": _("证书的数据损坏了，或者被人改过。"),
    "signer_not_in_seal": _("签名的“%(signer)s”不在这枚印章的授权名单里。"),
    "seal_swapped": _("文件里放的印章，不是盖章时用的那一枚。"),
    "seal_not_yet_valid": _("盖章的时候，印章还没有到启用的日期（%(valid_from)s）。"),
    "seal_expired": _("印章已经过了有效期（%(valid_until)s 止）。"),
    "signed_in_future": _("写明的签名时间还没有到：%(signed_at)s。"),
    "signed_at_unknown": _("文件没有写明签名的时间。"),
    "not_for_signing": _("“%(certificate)s”的证书不能用来签名。"),
    "root_unknown": _("签发证书的“%(issuer)s”不在我们的信任名单里。文件没有发现改过，但我们不能证明是谁盖的。"),
    "not_by_its_issuer": _("证书说是“%(issuer)s”签发的，其实不是。"),
    "certificate_unused": _("文件里多带了用不着的证书。"),
    "not_yet_valid": _("签名的时候，“%(certificate)s”的证书还没有生效（%(valid_from)s 起）。"),
    "expired": _("签名的时候，“%(certificate)s”的证书已经过期（%(valid_until)s 止）。"),
    "revoked": _("“%(certificate)s”的证书在签名之前已经撤销（%(revoked_at)s）。"),
    "revoked_later": _("“%(certificate)s”的证书后来撤销了（%(revoked_at)s）；签名在那之前，仍然有效。"),
    "seal_suspended": _("盖章的时候，印章“%(seal)s”已经暂停使用（%(since)s 起）。"),
    "seal_revoked": _("盖章的时候，印章“%(seal)s”已经撤销（%(since)s 起）。"),
    "seal_suspended_later": _("印章“%(seal)s”后来暂停使用（%(since)s 起）；盖章在那之前，仍然有效。"),
    "seal_revoked_later": _("印章“%(seal)s”后来撤销了（%(since)s 起）；盖章在那之前，仍然有效。"),
    "issuer_unknown": _("“%(issuer)s”的证书有没有撤销，我们查不到。"),
}  # fmt: skip

_LOOKS = {
    Verdict.PASSED: ("ok", _("没问题")),
    Verdict.FAILED: ("late", _("不对")),
    Verdict.UNDETERMINED: ("warn", _("不能确定")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LayerLine:
    """One layer as it is shown; `mark` is the shape beside the word."""

    name: str
    title: str
    mark: str
    verdict: str
    text: str
    code: str


def tell_layers(signature: SignatureReport, kind: Kind) -> list[LayerLine]:
    return [_line(layer, kind) for layer in signature.layers]


def tell_reason(layer: Layer) -> str:
    """Why a layer is judged so; what holds without more says what that means."""
    if not layer.reason_code:
        return str(LAYERS[layer.name][1])
    facts = {name: _shown(value) for name, value in layer.facts.items()}
    text = REASONS.get(layer.reason_code, _BROKEN)
    try:
        return str(text) % facts
    except KeyError:
        return str(_BROKEN)


def headline(report: Report) -> tuple[str, Text, Text]:
    """The mark, the verdict in large words, and what follows from it."""
    if report.verdict is Verdict.PASSED:
        return "ok", _("核验通过"), _("文件没有改过，印章和签名都是真的。")
    if report.verdict is Verdict.FAILED:
        return "late", _("核验不通过"), _("请不要把它当作真的证照使用。哪里不对，写在下面。")
    if any(layer.reason_code == "unsigned" for layer in report.layers):
        return "warn", _("不能确定"), _("文件没有电子印章，也没有电子签名，证明不了真假。")
    return "warn", _("不能确定"), _("没有发现改过，但有的地方我们核验不了，不能说它是真的。")


def _line(layer: Layer, kind: Kind) -> LayerLine:
    mark, verdict = _LOOKS[layer.verdict]
    code = " ".join((layer.name, layer.verdict, layer.reason_code)).strip()
    holds = _OF_SEAL.get(layer.name) if kind is Kind.ESL and not layer.reason_code else None
    text = str(holds or tell_reason(layer))
    return LayerLine(layer.name, str(LAYERS[layer.name][0]), mark, str(verdict), text, code)


def _shown(value: object) -> str:
    return write_moment(value, get_language() or "zh-hans") if isinstance(value, dt.datetime) else str(value)
