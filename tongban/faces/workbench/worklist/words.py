"""What the lists of a desk are called, and how the component of lights names its states."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tongban.foundation.worklist.rules import Light, Whose

STATES = {Light.ALARM: "urgent"}
"""What the component of lights calls those it names otherwise."""

WHOSE: dict[Whose, Promise] = {
    Whose.MINE: gettext_lazy("我领的"),
    Whose.OFFERED: gettext_lazy("移交给我的"),
    Whose.UNCLAIMED: gettext_lazy("待领"),
    Whose.CLAIMED: gettext_lazy("有人在办"),
    Whose.ALL: gettext_lazy("全部"),
}


def state_of(light: Light | None) -> str:
    return STATES.get(light, light.value) if light else ""
