"""A found item as a line of the list: which one it is, who handles it here, how long, how often one goes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.faces.portal.items.voice import Voice
from tongban.registers.catalogue.queries.search import Hit

ON_THE_SPOT, WHOLLY_ONLINE = "1", 4


@dataclass(frozen=True, slots=True)
class Line:
    """`more` says how many other bodies offer the same; `tags` are the words to compare by.

    `apply_url` begins an application; what takes none leads to the guide from there.
    """

    url: str
    name: str
    body: str
    region: str
    tags: tuple[str, ...]
    more: str
    apply_url: str


def list_lines(hits: Iterable[Hit], voice: Voice) -> list[Line]:
    return [_line(hit, voice) for hit in hits]


def _line(hit: Hit, voice: Voice) -> Line:
    name = voice.say({"name": hit.name, "name_en": hit.name_en}, "name")
    others = hit.bodies - 1
    more = (
        ngettext("另有 %(num)s 个机构也办", "另有 %(num)s 个机构也办", others) % {"num": others} if others > 0 else ""
    )
    return Line(
        reverse("item", args=[hit.code]), name, hit.organisation_name, hit.region_name, tuple(_tags(hit, voice)), more,
        reverse("apply", args=[hit.code]),
    )  # fmt: skip


def _tags(hit: Hit, voice: Voice) -> Iterable[str]:
    yield voice.name_of("item_type", hit.item_type)
    if hit.promised_days is not None:
        yield voice.limit({"limit": hit.promised_days, "limit_unit": "1"}, "limit")
    if hit.visits is not None:
        yield (
            _("一次不跑")
            if hit.visits == 0
            else ngettext("跑 %(num)s 次", "跑 %(num)s 次", hit.visits) % {"num": hit.visits}
        )
    if hit.depth_level == WHOLLY_ONLINE:
        yield _("全程网办")
