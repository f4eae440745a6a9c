"""What is wrong with a definition before anybody fills it in: shape, elements, keys, choices, conditions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jsonschema_rs import Draft202012Validator

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.forms.rules.conditions import ISO_DATE, OPERATORS, names_in, simple_conditions, take_apart
from tongban.registers.forms.rules.definition import KEY, Form, key_of, read_form
from tongban.registers.forms.rules.dictionary import NUMBERS, DataElement, Dictionary, Type

Json = Any
MOST_FIELDS = 300
DEEPEST = 40
"""Levels of JSON; ten conditions inside each other."""

_SCALAR = {"type": ["string", "number", "boolean"], "maxLength": 200}
_TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
_MORE = {"type": "string", "maxLength": 500}
_ORDERED = {"type": ["number", "string"], "pattern": f"^{ISO_DATE.pattern}$"}
_SIMPLE = {
    "type": "object",
    "properties": {
        "field": _TEXT, "answer": _TEXT, "is": _SCALAR, "has": _SCALAR, "filled": {"type": "boolean"},
        "in": {"type": "array", "items": _SCALAR, "minItems": 1, "maxItems": 100},
        "at_least": _ORDERED, "at_most": _ORDERED,
    },
    "additionalProperties": False, "minProperties": 2, "maxProperties": 2,
    "oneOf": [{"required": ["field"]}, {"required": ["answer"]}],
}  # fmt: skip
_SEVERAL = {"type": "array", "items": {"$ref": "#/$defs/condition"}, "minItems": 1, "maxItems": 50}
_SHAPE = {
    "$defs": {
        "condition": {
            "anyOf": [
                _SIMPLE,
                *(
                    {"type": "object", "properties": {word: inner}, "required": [word], "additionalProperties": False}
                    for word, inner in (("all", _SEVERAL), ("any", _SEVERAL), ("not", {"$ref": "#/$defs/condition"}))
                ),
            ]
        },
        "field": {
            "type": "object",
            "properties": {
                "element": _TEXT, "key": {"type": "string", "pattern": f"^{KEY.pattern}$", "maxLength": 60},
                "label": _TEXT, "label_en": _TEXT, "hint": _MORE, "hint_en": _MORE, "required": {"type": "boolean"},
                "choices": {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True},
                "when": {"$ref": "#/$defs/condition"},
            },
            "required": ["element", "required"], "additionalProperties": False,
        },
        "section": {
            "type": "object",
            "properties": {
                "title": _TEXT, "title_en": _TEXT, "when": {"$ref": "#/$defs/condition"},
                "fields": {"type": "array", "items": {"$ref": "#/$defs/field"}, "minItems": 1},
            },
            "required": ["title", "fields"], "additionalProperties": False,
        },
    },
    "type": "object",
    "properties": {
        "title": _TEXT, "title_en": _TEXT,
        "sections": {"type": "array", "items": {"$ref": "#/$defs/section"}, "minItems": 1, "maxItems": 50},
    },
    "required": ["sections"], "additionalProperties": False,
}  # fmt: skip
SHAPE = Draft202012Validator(_SHAPE)


@dataclass(frozen=True, slots=True)
class Fault:
    """`where` leads to the place (`sections.0.fields.2.when`), `code` is stable, `facts` fill its sentence."""

    where: str
    code: str
    facts: Mapping[str, Json] = field(default_factory=dict)


def parse_form(definition: Mapping[str, Json], dictionary: Dictionary) -> Form:
    """The form, ready to be filled in.

    Raises Invalid form.definition_refused, by place, when it cannot be read: shape, element, key or choice.
    """
    if faults := list(_faults_of_shape(definition)) or list(_faults_of_fields(definition, dictionary)):
        raise Invalid("form.definition_refused", {fault.where: [fault.code] for fault in faults}, faults=len(faults))
    return read_form(definition, dictionary)


def check_form(definition: Json, dictionary: Dictionary, questions: Sequence[str] = ()) -> list[Fault]:
    """Every fault of the definition, empty when it may be published; shape first, for the rest needs it.

    `questions` are the codes of the item's guidance: a condition may look at no other answers.
    """
    if faults := list(_faults_of_shape(definition)) or list(_faults_of_fields(definition, dictionary)):
        return faults
    return list(_Conditions(read_form(definition, dictionary), frozenset(questions)).faults())


def _faults_of_shape(definition: Json) -> Iterator[Fault]:
    if _is_deep(definition):
        yield Fault("form", "form.malformed")
        return
    for error in SHAPE.iter_errors(definition):
        yield Fault(".".join(map(str, error.instance_path)) or "form", "form.malformed")
    if isinstance(definition, dict) and SHAPE.is_valid(definition):
        count = sum(len(section["fields"]) for section in definition["sections"])
        if count > MOST_FIELDS:
            yield Fault("sections", "form.too_many_fields", {"fields": count, "limit": MOST_FIELDS})


def _is_deep(definition: Json) -> bool:
    """Without recursion: what is too deep to be read must not be read."""
    level = [definition]
    for _ in range(DEEPEST):
        inner = [each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list)]
        level = [part for parts in inner for part in parts]
    return bool(level)


def _faults_of_fields(definition: Mapping[str, Json], dictionary: Dictionary) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, section in enumerate(definition["sections"]):
        for number, row in enumerate(section["fields"]):
            where, key = f"sections.{at}.fields.{number}", key_of(row)
            if row["element"] not in dictionary:
                yield Fault(where, "form.element_unknown", {"element": row["element"]})
            else:
                yield from _faults_of_choices(where, row, dictionary[row["element"]])
            if key in seen:
                yield Fault(where, "form.key_repeated", {"key": key})
            seen.add(key)


def _faults_of_choices(where: str, row: Mapping[str, Json], element: DataElement) -> Iterator[Fault]:
    known = {choice.code for choice in element.choices}
    for code in row.get("choices", ()):
        if code not in known:
            yield Fault(f"{where}.choices", "form.choice_unknown", {"choice": code, "element": element.code})


_KINDS_OF = {
    "is": {Type.CHOICE, Type.YES_NO, Type.REGION, Type.TEXT, *NUMBERS, Type.DATE},
    "in": {Type.CHOICE, Type.REGION, Type.TEXT, *NUMBERS},
    "has": {Type.CHOICES},
    "at_least": {*NUMBERS, Type.DATE},
    "at_most": {*NUMBERS, Type.DATE},
    "filled": set(Type),
}
assert tuple(_KINDS_OF) == OPERATORS


class _Conditions:
    """The conditions of one form, read from top to bottom."""

    def __init__(self, form: Form, questions: frozenset[str]) -> None:
        self.form, self.questions = form, questions
        self.looks_at = {
            each.key: {name for when in (section.when, each.when) for name in _fields_in(when)}
            for section in form.sections
            for each in section.fields
        }
        self.decided: dict[str, bool] = {}
        """Key of each field above → whether it can ever be shown."""

    def faults(self) -> Iterator[Fault]:
        for at, section in enumerate(self.form.sections):
            yield from self._faults_of(section.when, f"sections.{at}.when", {each.key for each in section.fields})
            open_section = self._can_show(section.when)
            if not open_section:
                yield Fault(f"sections.{at}", "form.section_never_shown", {"title": section.title})
            for number, each in enumerate(section.fields):
                where = f"sections.{at}.fields.{number}"
                yield from self._faults_of(each.when, f"{where}.when", {each.key})
                can_show = self._can_show(each.when)
                if open_section and not can_show:
                    yield Fault(where, "form.field_never_shown", {"key": each.key})
                self.decided[each.key] = open_section and can_show

    def _faults_of(self, when: Json, where: str, own: set[str]) -> Iterator[Fault]:
        for condition in simple_conditions(when) if when else ():
            source, name, operator, wanted = take_apart(condition)
            if source == "answer":
                if name not in self.questions:
                    yield Fault(where, "form.question_unknown", {"question": name})
            elif name not in self.form.by_key:
                yield Fault(where, "form.field_unknown", {"key": name})
            elif name in own:
                yield Fault(where, "form.condition_on_itself", {"key": name})
            elif name not in self.decided:
                is_cycle = bool(own & self._reach(name))
                yield Fault(where, "form.condition_cycle" if is_cycle else "form.condition_on_later", {"key": name})
            else:
                yield from self._faults_of_value(where, name, operator, wanted)

    def _reach(self, key: str) -> set[str]:
        """Everything that the field depends on, however far."""
        found, waiting = set[str](), [key]
        while waiting:
            new = self.looks_at.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found

    def _faults_of_value(self, where: str, key: str, operator: str, wanted: Json) -> Iterator[Fault]:
        looked_at = self.form.by_key[key]
        if looked_at.type not in _KINDS_OF[operator]:
            yield Fault(where, "form.operator_unfit", {"operator": operator, "key": key, "type": looked_at.type.value})
            return
        codes = {choice.code for choice in looked_at.choices}
        for each in wanted if operator == "in" else [wanted]:
            if codes and operator != "filled" and each not in codes:
                yield Fault(where, "form.value_outside_choices", {"key": key, "value": each})
            elif not codes and operator != "filled" and not _fits(looked_at.type, each):
                yield Fault(where, "form.value_unfit", {"key": key, "value": each, "type": looked_at.type.value})

    def _can_show(self, when: Json) -> bool:
        return when is None or self._possible(when, wanted=True)

    def _possible(self, condition: Mapping[str, Json], *, wanted: bool) -> bool:
        """Whether the condition can come out as wanted, as far as single fields tell; never wrongly says no."""
        if "not" in condition:
            return self._possible(condition["not"], wanted=not wanted)
        if "all" in condition or "any" in condition:
            together = all if ("all" in condition) is wanted else any
            parts = condition.get("all") or condition["any"]
            return together(self._possible(each, wanted=wanted) for each in parts) and not (
                together is all and _contradict(parts, wanted=wanted)
            )
        source, name, operator, value = take_apart(condition)
        if source == "answer" or name not in self.decided or self.decided[name]:
            return True
        return not wanted if operator != "filled" else (value is not wanted)


def _contradict(parts: Sequence[Mapping[str, Json]], *, wanted: bool) -> bool:
    """True when one name would have to be two values at once."""
    fixed: dict[tuple[str, str], set[Json]] = {}
    for part in parts if wanted else ():
        if "is" in part or "in" in part:
            source, name, operator, value = take_apart(part)
            allowed = set(value) if operator == "in" else {value}
            fixed[source, name] = fixed.get((source, name), allowed) & allowed
    return any(not allowed for allowed in fixed.values())


def _fits(kind: Type, value: Json) -> bool:
    """Whether a field of this type can have the value at all."""
    if kind is Type.YES_NO:
        return isinstance(value, bool)
    if kind in NUMBERS:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) and (kind is not Type.DATE or bool(ISO_DATE.fullmatch(value)))


def _fields_in(when: Json) -> set[str]:
    return {name for source, name in names_in(when) if source == "field"} if when else set()
