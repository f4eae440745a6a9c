"""A condition as controls: clauses picked from lists, and the sentence that says it.

Most conditions compare one field or answer with one value. These, and lists of them joined by "all" or "any", are
picked; a condition inside a condition is kept as it is and written as JSON.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.faces.workbench.catalogue import words
from tongban.foundation.ui.rules import unstorable
from tongban.registers.forms.rules.conditions import OPERATORS, SOURCES, take_apart

Condition = Mapping[str, Any]
Sent = QueryDict
CLAUSES_AT_MOST = 8
SPARE = 1
_MEASURES = ("at_least", "at_most")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a condition may look at: a field above or a question. `choices` are its values with their words."""

    source: str
    name: str
    label: str
    choices: tuple[tuple[Any, str], ...] = ()
    several: bool = False
    measured: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison: `picked` is it as JSON, without its value where that is typed."""

    picked: str = ""
    negated: bool = False
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A condition on a page. `clauses` are there while it is edited; `written` is it as JSON."""

    name: str
    told: str
    written: str
    clauses: tuple[Clause, ...] = ()
    joint: str = "all"
    options: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    measured: bool = False
    is_open: bool = False
    is_raw: bool = False
    error: str = ""


def show(name: str, when: Any, subjects: Sequence[Subject], *, opened: bool, error: str = "") -> Shown:
    """The condition under a control's name; its clauses when it is opened."""
    told = say(when, subjects) if when else ""
    parts = split(when)
    raw = parts is None
    if not opened or raw:
        return Shown(name, told, write(when), is_open=opened, is_raw=raw, error=error)
    joint, clauses = parts or ("all", ())
    spare = (Clause(),) * (SPARE if clauses else 1)
    return Shown(
        name, told, write(when), (*clauses, *spare)[:CLAUSES_AT_MOST], joint, _options(subjects, clauses),
        any(subject.measured for subject in subjects), is_open=True, error=error,
    )  # fmt: skip


def read(sent: Sent, name: str) -> Any:
    """The condition that the controls say; text that is no JSON stays text, and is refused as no condition."""
    if f"{name}.open" not in sent:
        return _read_written(sent.get(name, ""))
    clauses = [
        Clause(picked, sent.get(f"{name}.{at}.not") == "yes", sent.get(f"{name}.{at}.value", ""))
        for at in range(CLAUSES_AT_MOST)
        if (picked := sent.get(f"{name}.{at}", ""))
    ]  # fmt: skip
    return join(sent.get(f"{name}.joint", "all"), clauses)


def split(when: Any) -> tuple[str, tuple[Clause, ...]] | None:
    """How the clauses are joined, and the clauses; None where they are not a plain list."""
    if not when:
        return "all", ()
    if not isinstance(when, Mapping):
        return None
    joint = next((each for each in ("all", "any") if each in when), "")
    if joint and isinstance(when[joint], list) and len(when) == 1:
        found = [_clauses(part) for part in when[joint]]
        plain = [part for part in found if part is not None and len(part) == 1]
        return (joint, tuple(part[0] for part in plain)) if len(plain) == len(found) else None
    clauses = _clauses(when)
    if clauses is None:
        return None
    return ("all" if "not" in when else "any") if len(clauses) > 1 else "all", clauses


def _clauses(when: Any) -> tuple[Clause, ...] | None:
    """One comparison, or one for each value of an `in`; None for anything deeper."""
    negated = isinstance(when, Mapping) and set(when) == {"not"}
    simple = when["not"] if negated else when
    if not _is_simple(simple):
        return None
    source, name, operator, wanted = take_apart(simple)
    if operator == "in":
        values = wanted if isinstance(wanted, list) else [wanted]
        return tuple(Clause(write({source: name, "is": value}), negated) for value in values) or None
    if operator in _MEASURES:
        return (Clause(write({source: name, operator: None}), negated, str(wanted)),)
    return (Clause(write({source: name, operator: wanted}), negated),)


def _is_simple(when: Any) -> bool:
    if not isinstance(when, Mapping) or len(when) != 2:
        return False
    named = [source for source in SOURCES if isinstance(when.get(source), str)]
    return len(named) == 1 and any(operator in when for operator in OPERATORS)


def join(joint: str, clauses: Iterable[Clause]) -> dict[str, Any] | None:
    """The condition of the clauses, as short as it can be said; None without any."""
    read = [(simple, clause.negated) for clause in clauses if (simple := _simple(clause)) is not None]
    if not read:
        return None
    negated = {is_negated for _simple_, is_negated in read}
    subjects = {take_apart(simple)[:3] for simple, _negated in read}
    alike = len(read) > 1 and len(negated) == 1 and len(subjects) == 1 and next(iter(subjects))[2] == "is"
    if alike and (joint == "any") is not next(iter(negated)):
        source, name, _operator = next(iter(subjects))
        values = [simple["is"] for simple, _negated in read]
        return _negate({source: name, "in": values}, negated=next(iter(negated)))
    parts = [_negate(simple, negated=is_negated) for simple, is_negated in read]
    return parts[0] if len(parts) == 1 else {"any" if joint == "any" else "all": parts}


def _simple(clause: Clause) -> dict[str, Any] | None:
    simple = _read_written(clause.picked)
    if not _is_simple(simple):
        return None
    operator = next((each for each in _MEASURES if each in simple), None)
    return {**simple, operator: _measure(clause.typed)} if operator else simple


def _measure(typed: str) -> Any:
    text = typed.strip()
    whole = text.lstrip("-")
    if whole.isdecimal() and len(whole) < 16:
        return int(text)
    try:
        return float(text) if len(text) < 16 and whole.replace(".", "", 1).isdecimal() else text
    except ValueError:
        return text


def _negate(simple: dict[str, Any], *, negated: bool) -> dict[str, Any]:
    return {"not": simple} if negated else simple


def _options(
    subjects: Sequence[Subject], clauses: Sequence[Clause]
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Each subject with what may be asked of it; a comparison with what is gone stays to be seen."""
    groups = [(subject.label, tuple(_askable(subject))) for subject in subjects]
    known = {written for _label, options in groups for written, _text in options}
    lost = tuple((each.picked, each.picked) for each in clauses if each.picked and each.picked not in known)
    return (*((label, options) for label, options in groups if options), *([(_("已经找不到的"), lost)] if lost else []))


def _askable(subject: Subject) -> Iterable[tuple[str, str]]:
    operator, told = ("has", _("选了“%(value)s”")) if subject.several else ("is", _("是“%(value)s”"))
    for value, text in subject.choices:
        yield write({subject.source: subject.name, operator: value}), told % {"value": text}
    if subject.measured:
        for operator, text in (("at_least", _("不小于（不早于）右边的值")), ("at_most", _("不大于（不晚于）右边的值"))):
            yield write({subject.source: subject.name, operator: None}), text
    if subject.source == "field":
        yield write({subject.source: subject.name, "filled": True}), _("填写了")


def write(when: Any) -> str:
    """As the controls carry it; nothing is nothing."""
    if when is None or when == "":
        return ""
    return when if isinstance(when, str) else json.dumps(when, ensure_ascii=False)


def _read_written(text: str) -> Any:
    text = text.strip()
    if not text:
        return None
    try:
        value = json.loads(text)
        json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError):
        return text
    return text if unstorable(value) else value


# --- in words -----------------------------------------------------------------------------------------------------


def say(when: Any, subjects: Sequence[Subject]) -> str:
    """The condition as a sentence; what cannot be read, as it is written."""
    by_name = {(subject.source, subject.name): subject for subject in subjects}
    try:
        return _say(when, by_name)
    except (KeyError, TypeError, StopIteration, RecursionError):
        return write(when)


def _say(when: Condition, by_name: Mapping[tuple[str, str], Subject]) -> str:
    for joint, glue in (("all", _("，并且")), ("any", _("，或者"))):
        if joint in when:
            return glue.join(_say(part, by_name) for part in when[joint])
    if "not" in when:
        return _("不满足“%(condition)s”") % {"condition": _say(when["not"], by_name)}
    source, name, operator, wanted = take_apart(when)
    subject = by_name.get((source, name), Subject(source, name, name))
    texts = {write_value(value): text for value, text in subject.choices}
    said = [
        texts.get(write_value(each), words.say_plain(each))
        for each in (wanted if isinstance(wanted, list) else [wanted])
    ]
    told = {"subject": subject.label, "value": _("、").join(said)}
    return _SAID[operator](wanted) % told


def write_value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_SAID = {
    "is": lambda wanted: _("“%(subject)s”是“%(value)s”"),
    "in": lambda wanted: _("“%(subject)s”是“%(value)s”之一"),
    "has": lambda wanted: _("“%(subject)s”选了“%(value)s”"),
    "at_least": lambda wanted: _("“%(subject)s”不小于 %(value)s"),
    "at_most": lambda wanted: _("“%(subject)s”不大于 %(value)s"),
    "filled": lambda wanted: _("填写了“%(subject)s”") if wanted else _("没有填“%(subject)s”"),
}
