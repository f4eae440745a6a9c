"""What a notice may say: templates with named variables, one wording per region, nothing left out that must be told."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from tongban.foundation.ui.rules import write_moment

TITLE_AT_MOST, TEXT_AT_MOST, SMS_AT_MOST, BASIS_AT_MOST = 100, 1000, 300, 200
_VARIABLE = re.compile(r"\{([a-z_]+)\}")
_ONE_SMS, _PART_OF_LONG_SMS = 70, 67
_LIMITS = {
    "title": TITLE_AT_MOST, "title_en": TITLE_AT_MOST, "text": TEXT_AT_MOST, "text_en": TEXT_AT_MOST,
    "sms": SMS_AT_MOST,
}  # fmt: skip

Value = str | tuple[str, str] | dt.datetime
"""What stands in a variable's place: a text for both languages, one for each (Chinese, English), or an instant."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a notice says in both languages, and by text message (in Chinese; "" sends none)."""

    title: str
    title_en: str
    text: str
    text_en: str
    sms: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """Something a template may name, as people who edit templates know it."""

    code: str
    zh: str
    en: str
    sample: Value


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of notice. `must` are variables that neither page text nor text message may leave out."""

    code: str
    zh: str
    en: str
    to: str
    variables: tuple[str, ...]
    must: tuple[str, ...]
    wording: Wording


Faults = dict[str, list[str]]


def check_wording(template: Template, wording: Wording) -> Faults:
    """Field → codes of what is wrong; empty when the wording may be used. A template without SMS has none anywhere."""
    faults: Faults = {}
    for name, limit in _LIMITS.items():
        text: str = getattr(wording, name)
        if name == "sms" and not template.wording.sms and not text:
            continue
        if codes := _check_text(template, name, text, limit):
            faults[name] = codes
    return faults


def _check_text(template: Template, name: str, text: str, limit: int) -> list[str]:
    if not text.strip():
        return ["message.text_missing"]
    if len(text) > limit:
        return ["message.text_too_long"]
    if any(ord(sign) < 32 and sign != "\n" for sign in text):
        return ["message.text_unreadable"]
    if set("{}") & set(_VARIABLE.sub("", text)):
        return ["message.brace_open"]
    named = set(_VARIABLE.findall(text))
    if named - set(template.variables):
        return ["message.variable_unknown"]
    needed = () if name.startswith("title") else template.must
    return ["message.variable_missing"] if set(needed) - named else []


def fill(text: str, values: Mapping[str, Value], language: str) -> str:
    """The text with its variables said; one without a value is said as a dash."""
    return _VARIABLE.sub(lambda found: say(values.get(found[1], ""), language), text)


def say(value: Value, language: str) -> str:
    """A value in Chinese or in English ("en"); an instant with its year."""
    if isinstance(value, dt.datetime):
        return write_moment(value, language)
    if isinstance(value, tuple):
        value = (value[1] or value[0]) if language == "en" else value[0]
    return value or "—"


def fill_wording(wording: Wording, values: Mapping[str, Value]) -> Wording:
    """What is told: Chinese fields in Chinese, English ones in English."""
    return Wording(
        fill(wording.title, values, "zh"), fill(wording.title_en, values, "en"), fill(wording.text, values, "zh"),
        fill(wording.text_en, values, "en"), fill(wording.sms, values, "zh"),
    )  # fmt: skip


def count_parts(sms: str) -> int:
    """How many text messages this is charged as."""
    if not sms:
        return 0
    return 1 if len(sms) <= _ONE_SMS else ceil(len(sms) / _PART_OF_LONG_SMS)
