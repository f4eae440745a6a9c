"""What of a form is known before anybody types: from the head of the holder's file, then from their latest cases."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.catalogue.queries.terms import Terms, get_terms_under
from tongban.registers.forms.queries import get_form
from tongban.registers.forms.rules.definition import Form
from tongban.registers.identifiers.rules.holder_code import Type
from tongban.registers.parties import queries as parties
from tongban.registers.parties.queries import PartyView
from tongban.registers.parties.rules import REVEAL
from tongban.services.cases import sealing
from tongban.services.cases.models import Case
from tongban.services.cases.rules import prefill as rules
from tongban.services.cases.rules import rights

LATEST = 3
"""So many cases are looked through for what was filled in before."""


@dataclass(frozen=True, slots=True)
class Held:
    """A question that the file answers: `shown` is what may be read, `part` the sealed number behind it, else ""."""

    label: str
    label_en: str
    shown: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Prefill:
    """`held`: key → answered by the file, not asked. `values`: key → filled in, to be looked over.

    `earlier` are the keys among them that come from an earlier case.
    """

    held: Mapping[str, Held] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    earlier: frozenset[str] = frozenset()


def get_prefill(terms: Terms, holder: uuid.UUID, *, phone: str = "", actor: Actor, now: dt.datetime) -> Prefill:
    """For whoever may read the holder's file; for anybody else nothing is known. `phone` is the applicant's own.

    Numbers are not opened here: `reveal_number` does that, when the application is handed in.
    """
    if terms.form is None:
        return Prefill()
    try:
        party = parties.get_file(actor, holder, now=now).party
    except NotFound:
        return Prefill()
    form, asked = get_form(terms.form), rules.list_fields_asked_about(terms.form)
    known = _known_fields(form, party)
    may_open = actor.account is not None and parties.may_act_for(actor.account, holder, REVEAL, now=now)
    answered = rules.HELD if may_open else rules.HELD - rules.NUMBERS
    held = {key: told for key, told in known.items() if told[0] in answered and key not in asked}
    values = {key: value for key, (what, value) in known.items() if what not in rules.NUMBERS}
    earlier = _earlier_values(form, holder, actor, now)
    phones = {each.key: phone for each in form.fields if each.element.code in rules.PHONES}
    filled = {key: value for key, value in {**phones, **earlier, **values}.items() if value not in ("", None)}
    return Prefill(
        {key: _held(form, key, what, party) for key, (what, _) in held.items()},
        filled,
        frozenset(earlier) - frozenset(values),
    )


def _known_fields(form: Form, party: PartyView) -> dict[str, tuple[str, str]]:
    """Key → what of the file answers it, and how. Only the first field of an element asks about the applicant."""
    answers, seen = rules.ELEMENTS[party.kind], set()
    known: dict[str, tuple[str, str]] = {}
    for each in form.fields:
        code = each.element.code
        what = answers.get(code, "")
        if not what or code in seen or (code.endswith("resident_id") and not _is_resident(party, what)):
            continue
        seen.add(code)
        value = party.document_masked if what == "document" else ""
        value = party.representative_masked if what == "representative" else value
        value = value or getattr(party, what, "")
        if value:
            known[each.key] = (what, value)
    return known


def _is_resident(party: PartyView, what: str) -> bool:
    return what == "representative" or party.document_kind == Type.RESIDENT_ID


def _held(form: Form, key: str, what: str, party: PartyView) -> Held:
    asked = form.by_key[key]
    number = {"document": party.document_masked, "representative": party.representative_masked}
    shown = number[what] if what in number else _choice(asked, getattr(party, what))
    return Held(asked.label, asked.label_en, shown, what if what in rules.NUMBERS else "")


def _choice(asked: Any, value: str) -> str:
    return next((each.zh for each in asked.choices if each.code == value), value)


def _earlier_values(form: Form, holder: uuid.UUID, actor: Actor, now: dt.datetime) -> dict[str, Any]:
    """What the newest case says that has it; nothing for an agent who may not follow the holder's cases."""
    if actor.account is None or not parties.may_act_for(actor.account, holder, rights.FOLLOW, now=now):
        return {}
    said: dict[str, Any] = {}
    cases = Case.objects.filter(bucket=bucket_of(holder), holder=holder).order_by("-submitted_at", "-id")[:LATEST]
    for case in cases:
        terms = get_terms_under(case.item, leaf_version=case.leaf_version, item_version=case.item_version)
        values = sealing.unseal(case.form_sealed, case.id)["values"] if terms.form else {}
        for each in get_form(terms.form).fields if terms.form else ():
            if each.key in values and rules.is_carried_over(each.element.code):
                said.setdefault(each.element.code, values[each.key])
    return {each.key: said[each.element.code] for each in form.fields if each.element.code in said}
