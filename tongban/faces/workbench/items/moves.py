"""What may be done to an item as a whole, and why not."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.faces.workbench.items.words import STATES
from tongban.faces.workbench.shell import Desk
from tongban.registers.catalogue.queries.items import ItemView
from tongban.registers.catalogue.rules.claims import MOVES, ItemState

PUBLISH = "catalogue.publish"
LABELS: dict[str, Promise] = {
    "offer": gettext_lazy("发布，对外提供"),
    "pause": gettext_lazy("暂停对外提供"),
    "resume": gettext_lazy("恢复对外提供"),
    "withdraw": gettext_lazy("退出"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """`why_not`: a sentence, or nothing when it may be done. `asks`: reason, day or nothing."""

    step: str
    label: Promise
    why_not: str
    asks: str


def list_moves(view: ItemView, desk: Desk) -> list[Move]:
    """Each move with the reason why it cannot be made now."""
    asks = {"offer": "day", "pause": "reason", "resume": "", "withdraw": "reason"}
    return [Move(step, label, _why_not(step, view, desk), asks[step]) for step, label in LABELS.items()]


def _why_not(step: str, view: ItemView, desk: Desk) -> str:
    row = view.item
    if not desk.actor.may(PUBLISH, row.region, row.organisation_id):
        return _("要由有审核发布权限的岗位来做。")
    begins = MOVES["publish"] - {ItemState.PAUSED} if step == "offer" else MOVES[step]
    if row.state not in begins:
        return _("事项现在是“%(state)s”。") % {"state": STATES[row.state]}
    if step == "offer" and view.draft is not None:
        return _("有没发布的草稿，要先审核发布草稿。")
    return ""
