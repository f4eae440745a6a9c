"""The way of an application as a drawing: three lanes (you, window, department), one column for each step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.faces.portal.items.voice import Voice

LANES = ("applicant", "window", "department")
COLUMNS_AT_MOST = 8
_CORRECTS = "accept"


@dataclass(frozen=True, slots=True)
class Node:
    """One step in its lane (0 to 2); `branch` says what else may happen there."""

    number: int
    lane: int
    name: str
    limit: str
    branch: str
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Drawing:
    """`line` joins the middles of the nodes in a box of 100 × 100 for each step and lane."""

    nodes: tuple[Node, ...]
    lanes: tuple[str, ...]
    line: str

    @property
    def upright(self) -> bool:
        """Too many steps to stand side by side."""
        return len(self.nodes) > COLUMNS_AT_MOST


def draw(steps: Sequence[Mapping[str, Any]], voice: Voice) -> Drawing:
    """The steps in their order, a lane left out only where no lane is known."""
    nodes = tuple(_node(number, step, voice) for number, step in enumerate(steps, 1))
    return Drawing(nodes, (_("您"), _("窗口"), _("部门")), _line(nodes))


def _node(number: int, step: Mapping[str, Any], voice: Voice) -> Node:
    lane = LANES.index(step["lane"]) if step.get("lane") in LANES else len(LANES) - 1
    return Node(number, lane, voice.say(step, "name"), voice.limit(step, "limit"), _branch(step, voice), step)


def _branch(step: Mapping[str, Any], voice: Voice) -> str:
    if step.get("special"):
        return voice.say(step, "special_note") or _("这一步可能停表，要等多久会书面告诉您")
    return _("材料不齐：一次告诉您全部要补的") if step.get("kind") == _CORRECTS else ""


def _line(nodes: Sequence[Node]) -> str:
    """From middle to middle; a change of lane turns half way between two columns."""
    told: list[str] = []
    for at, node in enumerate(nodes):
        x, y = at * 100 + 50, node.lane * 100 + 50
        told.append(f"H{x - 50}V{y}H{x}" if told else f"M{x} {y}")
    return "".join(told)
