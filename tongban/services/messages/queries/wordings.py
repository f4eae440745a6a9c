"""The templates of the house (`templates.json`) and how regions word them: the nearest region's own wording counts."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tongban.foundation.kernel.actor import Actor
from tongban.registers.regions.rules import is_code, list_ancestor_codes
from tongban.services.messages import errors
from tongban.services.messages.models import RegionWording
from tongban.services.messages.rules.templates import Template, Value, Variable, Wording

EDIT = "messages.edit_wording"
_FILE = Path(__file__).parents[1] / "templates.json"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a notice is worded in a region: `region` is whose wording it is, "" for that of the house."""

    template: Template
    wording: Wording
    region: str = ""


@cache
def list_templates() -> Mapping[str, Template]:
    """Every kind of notice by its code, in the order of `templates.json`."""
    return {code: _template(code, row) for code, row in _read()["templates"].items()}


@cache
def list_variables() -> Mapping[str, Variable]:
    """Every variable by its code, with the value that a preview shows."""
    return {
        code: Variable(code, row["zh"], row["en"], _value(row["sample"])) for code, row in _read()["variables"].items()
    }


def sample_values() -> dict[str, Value]:
    """Variable → what a preview shows in its place."""
    return {code: variable.sample for code, variable in list_variables().items()}


def get_template(code: str) -> Template:
    """Raises NotFound message.template_unknown."""
    found = list_templates().get(code)
    if found is None:
        raise errors.template_unknown(code)
    return found


def resolve(code: str, region: str) -> Standing:
    """The wording that counts in the region. One statement. Raises NotFound message.template_unknown."""
    template = get_template(code)
    own = RegionWording.objects.filter(template=code, region__in=_above(region), ended_at=None)
    nearest = max(own, key=lambda row: _above(region).index(row.region), default=None)
    return Standing(template, wording_of(nearest), nearest.region) if nearest else Standing(template, template.wording)


def list_standing(region: str, *, actor: Actor) -> list[Standing]:
    """Every kind of notice as it is worded in the region. One statement. Raises NotAllowed message.not_allowed."""
    _check_may(actor, region)
    above = _above(region)
    own: dict[str, RegionWording] = {}
    rows = RegionWording.objects.filter(region__in=above, ended_at=None)
    for row in sorted(rows, key=lambda row: above.index(row.region)):
        own[row.template] = row
    return [
        Standing(template, wording_of(own[code]), own[code].region)
        if code in own
        else Standing(template, template.wording)
        for code, template in list_templates().items()
    ]


def list_wordings(code: str, region: str, *, actor: Actor) -> list[RegionWording]:
    """The wordings that this very region has set, newest first. Raises NotAllowed, NotFound."""
    _check_may(actor, region)
    get_template(code)
    return list(RegionWording.objects.filter(template=code, region=region).order_by("-set_at", "-id"))


def wording_of(row: RegionWording) -> Wording:
    return Wording(row.title, row.title_en, row.text, row.text_en, row.sms)


def _check_may(actor: Actor, region: str) -> None:
    if not actor.may(EDIT, region):
        raise errors.not_allowed(EDIT)


def _above(region: str) -> list[str]:
    """The region and everything above it, from the root down."""
    return [*list_ancestor_codes(region), region] if is_code(region) else []


def _read() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return told


def _template(code: str, row: Mapping[str, Any]) -> Template:
    wording = Wording(row["title"], row["title_en"], row["text"], row["text_en"], row["sms"])
    return Template(code, row["zh"], row["en"], row["to"], tuple(row["variables"]), tuple(row["must"]), wording)


def _value(sample: str | list[str]) -> Value:
    if isinstance(sample, list):
        return sample[0], sample[1]
    return dt.datetime.fromisoformat(sample) if sample[4:5] == "-" and "T" in sample else sample
