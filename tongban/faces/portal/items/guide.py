"""A guide made ready for its page: the key figures, the materials with their details, the words at the top."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.faces.portal.items import clock, elements, flow, wizard
from tongban.faces.portal.items.sheets import can_be_printed
from tongban.faces.portal.items.voice import Voice
from tongban.faces.portal.themes import AUDIENCES, find_theme
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.queries.guides import Guide
from tongban.registers.catalogue.rules.guidance import (
    BRING,
    LATER,
    ONLINE,
    WAIVED,
    Chosen,
    choose_materials,
    choose_steps,
)

FROM_THE_FORM = "form"
POSTED, ELECTRONIC = "2", "3"
WHOLLY_ONLINE = "4"
_SHOWN_IN_THE_ROW = frozenset({"name", "instructions", "source_note", "blank_form", "sample", "order"})
_COPIES = frozenset({"copies", "photocopies"})


@dataclass(frozen=True, slots=True)
class Material:
    """One row of the list: its mark, its words, its downloads, and what else the guide says of it."""

    name: str
    mark: str
    text: str
    certain: bool
    optional: bool
    forms: Sequence[Mapping[str, str]]
    details: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page of a guide draws."""

    guide: Guide
    voice: Voice
    asked: wizard.Asked
    materials: Sequence[Material]
    whole: int
    facts: Sequence[Mapping[str, Any]]
    tags: Sequence[str]
    forecast: clock.Forecast | None
    drawing: flow.Drawing
    groups: Sequence[elements.Group]

    @property
    def content(self) -> Mapping[str, Any]:
        return self.guide.content

    @property
    def name(self) -> str:
        return (self.voice.english and self.guide.name_en) or self.guide.name

    @property
    def open_rows(self) -> int:
        """How many materials the questions still open decide about."""
        return sum(not material.certain for material in self.materials)

    @property
    def theme(self) -> NavigationEntry | None:
        """The first theme that the item stands under."""
        for audience in AUDIENCES:
            for code in self.content.get(f"themes_{audience}") or ():
                if found := find_theme(audience, code):
                    return NavigationEntry(found.name, reverse("theme", args=[audience, code]))
        return None

    def say(self, key: str) -> str:
        return self.voice.say(self.content, key)


def show(guide: Guide, sent: Mapping[str, str], voice: Voice, *, now: dt.datetime) -> Shown:
    """The guide for somebody who gave these answers. Reads the calendar of the body's region."""
    asked = wizard.ask(guide, sent, voice, at=now)
    content = guide.content if not asked.broken else {**guide.content, "guidance": None}
    chosen = choose_materials(content, asked.answers) if not asked.broken else _all_of(content)
    steps = choose_steps(content, asked.answers) if not asked.broken else content.get("steps") or ()
    materials = [_material(each, guide, voice) for each in chosen]
    return Shown(
        guide=guide, voice=voice, asked=asked, materials=materials, whole=len(content.get("materials") or ()),
        facts=list_facts(content, materials, voice), tags=_tags(content, voice),
        forecast=clock.forecast(content, region=guide.organisation.region, now=now),
        drawing=flow.draw(steps, voice), groups=elements.list_groups(guide.content, voice),
    )  # fmt: skip


def _all_of(content: Mapping[str, Any]) -> list[Chosen]:
    """Every material, those on a condition as uncertain: nobody can be asked."""
    rows = [{**row, "when": None} for row in content.get("materials") or ()]
    chosen = choose_materials({**content, "materials": rows}, {})
    on_condition = {row.get("code") for row in content.get("materials") or () if row.get("when")}
    return [Chosen(each.row, each.mark, each.row.get("code") not in on_condition, each.optional) for each in chosen]


# --- key figures ------------------------------------------------------------------------------------------------


def list_facts(content: Mapping[str, Any], materials: Sequence[Material], voice: Voice) -> list[dict[str, Any]]:
    """多久办好 · 跑几次 · 交几份材料 · 花多少钱; a missing value stays empty."""
    return [
        _time(content, voice),
        {"name": _("跑几次"), "value": _visits(content), "more": _delivery(content, voice)},
        _papers(materials),
        {"name": _("花多少钱"), **_charge(content, voice)},
    ]


def _time(content: Mapping[str, Any], voice: Voice) -> dict[str, Any]:
    promised, legal = voice.limit(content, "promised_limit"), voice.limit(content, "legal_limit")
    more = _("法定 %(limit)s") % {"limit": legal} if legal and legal != promised else ""
    return {"name": _("多久办好"), "value": promised, "more": more}


def _visits(content: Mapping[str, Any]) -> str:
    visits = content.get("visits")
    return "" if visits is None else ngettext("%(num)s 次", "%(num)s 次", int(visits)) % {"num": visits}


def _delivery(content: Mapping[str, Any], voice: Voice) -> str:
    ways = content.get("deliveries") or ()
    if ELECTRONIC in ways:
        return _("结果在手机上领")
    return _("结果邮寄给您") if POSTED in ways else voice.names_of("delivery", ways)


def _papers(materials: Sequence[Material]) -> dict[str, Any]:
    """What one has to bring; the application that is filled in online is none of it."""
    by_hand = [each for each in materials if each.mark in (BRING, LATER) and not each.optional]
    least, most = sum(each.certain for each in by_hand), len(by_hand)
    told = f"{least}" if least == most else _("%(least)s 到 %(most)s") % {"least": least, "most": most}
    waived = sum(each.mark == WAIVED and each.certain for each in materials)
    more = ngettext("另有 %(num)s 份免提交", "另有 %(num)s 份免提交", waived) % {"num": waived} if waived else ""
    value = ngettext("%(count)s 份", "%(count)s 份", most) % {"count": told}
    return {"name": _("交几份材料"), "value": value, "more": more}


def _charge(content: Mapping[str, Any], voice: Voice) -> dict[str, str]:
    charged, fees = content.get("charged"), content.get("fees") or ()
    if charged is None:
        return {"value": "", "more": ""}
    if not charged:
        return {"value": _("不收费"), "more": ""}
    return {"value": _("收费"), "more": voice.say(fees[0], "standard") if fees else ""}


def _tags(content: Mapping[str, Any], voice: Voice) -> list[str]:
    named = [voice.name_of(dictionary, content.get(dictionary)) for dictionary in ("item_type", "project_type")]
    online = [_("全程网办")] if content.get("depth_level") == WHOLLY_ONLINE else []
    scope = content.get("acceptance_scope")
    wide = [voice.name_of("acceptance_scope", scope)] if scope and scope != "9" else []
    signed = [_("企业须电子签署")] if content.get("signature") else []
    return [tag for tag in (*named, *online, *wide, *signed) if tag]


# --- materials --------------------------------------------------------------------------------------------------


def _material(chosen: Chosen, guide: Guide, voice: Voice) -> Material:
    row = chosen.row
    notes = [voice.say(row, key) for key in ("instructions", "source_note") if row.get(key)]
    text = notes[0] if notes else _default_text(chosen, voice)
    details = list(_details(row, voice)) + ([(_("说明"), notes[1])] if len(notes) > 1 else [])
    return Material(
        voice.say(row, "name"), chosen.mark, text, chosen.certain, chosen.optional, _forms(row, guide), details
    )


def _default_text(chosen: Chosen, voice: Voice) -> str:
    if chosen.mark == ONLINE:
        return _("按办事指南的申请表填写，本人签名")
    return _("政府部门核发，授权后自动调取") if chosen.mark == WAIVED else ""


def _details(row: Mapping[str, Any], voice: Voice) -> Any:
    """Whatever the guide says of the material beyond its row, under the names of the element table."""
    for element in get_elements().everything:
        table, _dot, column = element.code.partition(".")
        if table != "materials" or column in _SHOWN_IN_THE_ROW:
            continue
        if value := elements.write(element, row, column, voice):
            told = (
                ngettext("%(num)s 份", "%(num)s 份", int(row[column])) % {"num": value} if column in _COPIES else value
            )
            yield (element.en if voice.english else element.zh), told


def _forms(row: Mapping[str, Any], guide: Guide) -> list[dict[str, str]]:
    """The downloads of a material: made from the form of the item, or an address that the guide names."""
    labels = (("blank_form", _("空白表格"), "blank"), ("sample", _("填写样例"), "sample"))
    made = can_be_printed(guide.content)
    found = []
    for key, label, page in labels:
        value = row.get(key)
        if value == FROM_THE_FORM and made:
            found.append({"label": label, "url": reverse(f"item_{page}_form", args=[guide.code])})
        elif isinstance(value, str) and value.startswith(("https://", "/")) and not value.startswith("//"):
            found.append({"label": label, "url": value})
    return found
