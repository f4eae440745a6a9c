"""The form of a value: its inputs by shape, and the value read back from them.

An input is named for the place in the value that it fills (`value.morning.0`), so that a refusal finds its input.
What cannot be read is passed on as it was typed: the register refuses it and says where.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.faces.workbench.profiles.words import FIELDS, LEVELS, STEPS, UNITS
from tongban.registers.regions.rules.profiles import Json, ProfileKey

Sent = Mapping[str, str]
LABELS = {
    "effective_from": gettext_lazy("从哪一天起"),
    "basis": gettext_lazy("依据或者理由"),
    "locked": gettext_lazy("锁定"),
}
_WHOLE = re.compile(r"[0-9]{1,6}")
_BETWEEN = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True, slots=True)
class Input:
    """One control: `kind` is number, time, select, text or area; `options` are those of a select."""

    name: str
    label: str
    kind: str
    value: str = ""
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    error: str = ""


def inputs_for(key: ProfileKey, value: Json) -> list[Input]:
    """The controls of this key, filled with the value; empty ones where there is none."""
    return _INPUTS[key.shape](key, value)


def as_sent(inputs: list[Input], sent: Sent, errors: Mapping[str, list[str]]) -> list[Input]:
    """The same controls with what was typed, and what is wrong where it is wrong."""
    told = {input_at(inputs, path).name: str(FIELDS[codes[0]]) for path, codes in errors.items() if _is_value(path)}
    return [replace(each, value=sent.get(each.name, ""), error=told.get(each.name, "")) for each in inputs]


def list_faults(inputs: list[Input], told: Mapping[str, Promise], prefix: str) -> list[dict[str, str]]:
    """What the summary of errors lists: name of the control, its label, what is wrong."""
    values = [{"name": each.name, "label": each.label, "text": each.error} for each in inputs if each.error]
    rest = [(name, str(label), str(told[name])) for name, label in LABELS.items() if name in told]
    return values + [{"name": prefix + name, "label": label, "text": text} for name, label, text in rest]


def input_at(inputs: list[Input], path: str) -> Input:
    """The control that fills this place of the value, or the first of those that fill a part of it."""
    inside = next((each for each in inputs if f"{path}.".startswith(f"{each.name}.")), None)
    return inside or next((each for each in inputs if each.name.startswith(f"{path}.")), inputs[0])


def read_value(key: ProfileKey, sent: Sent) -> Json:
    """The value as typed; whatever cannot be read stays text."""
    return _READ[key.shape](sent)


def _is_value(path: str) -> bool:
    return path.split(".")[0] == "value"


def _whole(text: str) -> int | str:
    return int(text) if _WHOLE.fullmatch(text.strip()) else text


def _share(text: str) -> str:
    whole = _whole(text)
    return f"0.{whole:02}" if isinstance(whole, int) and whole < 100 else text


def _terms(text: str) -> list[str]:
    return [term for term in _BETWEEN.split(text) if term]


def _limit(sent: Sent, name: str) -> Json:
    return {"count": _whole(sent.get(f"{name}.count", "")), "unit": sent.get(f"{name}.unit", "")}


_HALVES = ("morning", "afternoon")
_READ: dict[str, Callable[[Sent], Json]] = {
    "share": lambda sent: _share(sent.get("value", "")),
    "number": lambda sent: _whole(sent.get("value", "")),
    "hours": lambda sent: {half: [sent.get(f"value.{half}.{at}", "") for at in (0, 1)] for half in _HALVES},
    "terms_by_level": lambda sent: {str(n): _terms(sent.get(f"value.{n}", "")) for n in range(1, len(LEVELS) + 1)},
    "limit": lambda sent: _limit(sent, "value"),
    "limits_of_rectifying": lambda sent: {step: _limit(sent, f"value.{step}") for step in STEPS},
    "terms": lambda sent: _terms(sent.get("value", "")),
}


def _share_inputs(_key: ProfileKey, value: Json) -> list[Input]:
    text = str(int(value.removeprefix("0."))) if value else ""
    return [Input("value", _("百分之几"), "number", text, _("1 到 99"))]


def _number_inputs(key: ProfileKey, value: Json) -> list[Input]:
    within = {"least": key.schema["minimum"], "most": key.schema["maximum"]}
    return [Input("value", _("数值"), "number", str(value or ""), _("%(least)s 到 %(most)s") % within)]


def _hours_inputs(_key: ProfileKey, value: Json) -> list[Input]:
    labels = {"morning": (_("上午开始"), _("上午结束")), "afternoon": (_("下午开始"), _("下午结束"))}
    return [
        Input(f"value.{half}.{at}", label, "time", value[half][at] if value else "")
        for half, pair in labels.items()
        for at, label in enumerate(pair)
    ]


def _terms_by_level_inputs(_key: ProfileKey, value: Json) -> list[Input]:
    return [
        Input(f"value.{level}", str(name), "text", _("、").join(value[str(level)]) if value else "", _terms_hint())
        for level, name in enumerate(LEVELS, 1)
    ]


def _terms_hint() -> str:
    return _("有几个用顿号隔开")


def _limit_inputs(name: str, label: str, value: Json) -> list[Input]:
    count, unit = (str(value["count"]), value["unit"]) if value else ("", "")
    units = tuple((code, str(text)) for code, text in UNITS.items())
    return [
        Input(f"{name}.count", label or _("多少"), "number", count, _("1 到 1000")),
        Input(f"{name}.unit", _("%(what)s的单位") % {"what": label} if label else _("单位"), "select", unit, "", units),
    ]


def _rectifying_inputs(_key: ProfileKey, value: Json) -> list[Input]:
    return [
        each
        for step, label in STEPS.items()
        for each in _limit_inputs(f"value.{step}", str(label), value[step] if value else None)
    ]


_INPUTS: dict[str, Callable[[ProfileKey, Any], list[Input]]] = {
    "share": _share_inputs,
    "number": _number_inputs,
    "hours": _hours_inputs,
    "terms_by_level": _terms_by_level_inputs,
    "limit": lambda _key, value: _limit_inputs("value", "", value),
    "limits_of_rectifying": _rectifying_inputs,
    "terms": lambda _key, value: [Input("value", _("清单"), "area", "\n".join(value or ()), _("一行一个"))],
}
