"""Sentences for what a verification of the journal can find."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.audit.rules.verification import Fault, Finding

_SENTENCES = {
    Fault.ROW_CHANGED: _("第 %(leaf)s 片叶的记录 %(row_id)s:内容与封存时不同"),
    Fault.COLUMN_CHANGED: _("第 %(leaf)s 片叶的记录 %(row_id)s:列 %(columns)s 与封存的内容不符"),
    Fault.ROW_MISSING: _("第 %(leaf)s 片叶的记录 %(row_id)s 已被删除"),
    Fault.ROW_MISPLACED: _("第 %(leaf)s 片叶应是记录 %(expected)s,现为 %(row_id)s"),
    Fault.ROW_SURPLUS: _("记录 %(row_id)s 自称第 %(leaf)s 片叶,但从未封存于此"),
    Fault.LEAVES_MISSING: _("第 %(first)s 至 %(last)s 片叶:记录与摘要均已消失"),
    Fault.NODE_CHANGED: _("第 %(first)s 至 %(last)s 片叶:存储的摘要与其两半不符"),
    Fault.NODE_MISSING: _("第 %(first)s 至 %(last)s 片叶:存储的摘要已消失"),
    Fault.NODE_SURPLUS: _("第 %(first)s 至 %(last)s 片叶:存有摘要,但签名的日志没有这些叶"),
    Fault.HEAD_DIFFERS: _("%(heads)s 个树头与记录不符,首个在 %(size)s 片叶(%(at)s);至 %(last_good)s 片叶的树头仍相符"),
    Fault.HEAD_FORGED: _("%(size)s 片叶的树头(%(at)s):签名不是密钥 %(key_id)s 所签"),
    Fault.HEAD_KEY_UNKNOWN: _("%(size)s 片叶的树头(%(at)s):密钥 %(key_id)s 不在此处"),
    Fault.HEAD_MISSING: _("%(size)s 片叶的树头(%(at)s)曾签名并存于库外,现已消失"),
    Fault.TAIL_CUT: _("尾部被截断:库外存有 %(size)s 片叶的树头(%(at)s),日志现止于 %(ends)s 片叶"),
    Fault.REBUILT: _(
        "树被重建:库外存有的 %(heads)s 个树头与记录不符,首个在 %(size)s 片叶(%(at)s);至 %(last_good)s 片叶的仍相符"
    ),
    Fault.ANCHOR_FORGED: _("库外存有的 %(size)s 片叶的树头(%(at)s):签名不是密钥 %(key_id)s 所签"),
    Fault.SEALER_ASTRAY: _("封存计数为 %(counted)s,而最后的树头有 %(size)s 片叶"),
}


def sentence(finding: Finding) -> str:
    """The stable code of the fault and what is wrong, in the user's language."""
    facts = {
        name: value.isoformat() if name == "at" else ", ".join(value) if name == "columns" else value
        for name, value in finding.facts.items()
    }
    return f"{finding.fault.value}: {_SENTENCES[finding.fault] % facts}"
