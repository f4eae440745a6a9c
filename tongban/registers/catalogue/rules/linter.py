"""备案 is telling, not asking: what such an item says may not smuggle an approval in (以备案形式搞变相审批, CAT-16)."""

from collections.abc import Iterable, Mapping
from typing import Any

from tongban.registers.catalogue.rules.content import Content, Fault

OTHER_POWER = "10"
FILING = "备案"
LICENCE = "10"
"""`result_type` of a licence."""

DECIDING = frozenset({"check", "review", "decide", "issue"})
DECIDING_WORDS = ("审批", "审查", "审核", "批准", "核准", "许可", "决定")
REFUSING_WORDS = ("不予", "驳回", "拒绝", "不准", "不批准", "不通过")
"""A missing paper may be asked for once more; refusing to file is not for the body to decide."""


def is_filing(item_type: str, *names: str) -> bool:
    """True for a 备案: another power (type 10) that says so in its name or kind."""
    return item_type == OTHER_POWER and any(FILING in name for name in names)


def check_filing(content: Content) -> list[Fault]:
    """Every deciding step, refusal ground or licence in the definition of a 备案 item."""
    faults = [fault for at, step in enumerate(_rows(content, "steps"), 1) for fault in _check_step(at, step)]
    texts = [(code, content.get(code)) for code in ("conditions", "quota")]
    texts += [(f"review_points[{at}]", point) for at, point in enumerate(content.get("review_points") or (), 1)]
    faults += [fault for where, text in texts for fault in _check_refusal(where, text)]
    if content.get("result_type") == LICENCE:
        faults.append(Fault("result_type", "content.filing_gives_licence", {}))
    return faults


def _check_step(at: int, step: Mapping[str, Any]) -> Iterable[Fault]:
    name = str(step.get("name", ""))
    deciding = step.get("kind") in DECIDING or any(word in name for word in DECIDING_WORDS)
    if deciding:
        yield Fault(f"steps[{at}].name", "content.filing_decides", {"step": name})
    for column in ("action", "standard", "result"):
        yield from _check_refusal(f"steps[{at}].{column}", step.get(column))


def _check_refusal(where: str, text: Any) -> Iterable[Fault]:
    word = next((word for word in REFUSING_WORDS if word in str(text or "")), None)
    return [] if word is None else [Fault(where, "content.filing_refuses", {"word": word})]


def _rows(content: Content, name: str) -> Iterable[Mapping[str, Any]]:
    rows: Iterable[Mapping[str, Any]] = content.get(name) or ()
    return rows
