"""The form of a department's system: what was typed, what is wrong with it, and what it says to the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.foundation.ui.forms import ErrorLine
from tongban.foundation.ui.words import sentence_for
from tongban.services.cases.rules.told import Mode

MODES: Mapping[str, Promise] = {
    Mode.REAL_TIME.value: _("实时归集"),
    Mode.PUSH.value: _("数据推送"),
    Mode.SECONDARY_ENTRY.value: _("二次录入（还没有接通，没有密钥）"),
}
LABELS: Mapping[str, Promise] = {
    "code": _("系统代码"),
    "name": _("系统名称"),
    "organisation": _("哪个单位的"),
    "mode": _("归集方式"),
    "items": _("管哪些事项"),
    "public_key": _("SM2 公钥"),
}
SENTENCES = {
    "system.code_taken": _("这个代码已经有系统用了。要改它，请从列表里打开。"),
    "system.key_unreadable": _("公钥要写成十六进制，130 个字符，以 04 开头。"),
    "organisation.unknown": _("没有这个单位，请从列表里选。"),
}
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """As typed. `faults`: field → codes."""

    code: str = ""
    name: str = ""
    organisation: str = ""
    mode: str = Mode.PUSH.value
    items: str = ""
    public_key: str = ""
    is_vertical: bool = False
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def with_faults(self, faults: Mapping[str, Sequence[str]]) -> "Sheet":
        return replace(self, faults=dict(faults))

    def told(self) -> dict[str, Any]:
        """What `register_system` is told."""
        return {
            "code": self.code, "name": self.name, "organisation": self.organisation, "mode": self.mode,
            "items": self.items.split(), "is_vertical": self.is_vertical, "public_key": _key(self.public_key),
        }  # fmt: skip


def read(sent: Mapping[str, str], *, code: str = "") -> Sheet:
    """What was posted, `code` where it stands already; a key that is no hexadecimal is the only fault looked for."""
    typed = {name: sent.get(name, "").strip()[:_LONGEST] for name in LABELS}
    typed["code"] = code or typed["code"].lower()
    typed["items"] = typed["items"].upper()
    made = Sheet(**typed, is_vertical="is_vertical" in sent)  # type: ignore[arg-type]
    try:
        _key(made.public_key)
    except ValueError:
        return made.with_faults({"public_key": ["system.key_unreadable"]})
    return made


def of_system(system: Any) -> Sheet:
    key = bytes(system.public_key).hex() if system.public_key else ""
    return Sheet(
        system.code, system.name, system.organisation, system.mode, "\n".join(system.items), key, system.is_vertical
    )


def say(sheet: Sheet) -> dict[str, str]:
    """Field → what is wrong with it, in words."""
    return {name: str(SENTENCES.get(codes[0]) or sentence_for(codes[0], {})) for name, codes in sheet.faults.items()}


def error_lines(sheet: Sheet) -> list[ErrorLine]:
    return [ErrorLine(name, str(LABELS[name]), text) for name, text in say(sheet).items() if name in LABELS]


def _key(text: str) -> bytes | None:
    return bytes.fromhex(text) if text else None
