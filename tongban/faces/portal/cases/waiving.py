"""Licences that the applicant already holds in the place of papers (免提交): shown masked, used with their consent."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tongban.foundation.kernel.actor import Actor
from tongban.registers.parties import queries as parties
from tongban.services.cases.rules.materials import Asked, How
from tongban.services.licences import commands
from tongban.services.licences import queries as licences
from tongban.services.licences.rules.fetching import type_of

Row = Mapping[str, Any]
KEPT = dt.timedelta(days=90)
"""A consent given while writing lasts as long as a draft may reasonably wait to be handed in."""


@dataclass(frozen=True, slots=True)
class Held:
    """A valid licence that stands for a material; facts are masked. `party`: in whose file it lies.

    `is_personal`: not the applicant's, but that of the person who applies for them.
    """

    type_name: str
    identifier: str
    number: str
    holder: str
    issuer: str
    until: dt.date | None
    party: uuid.UUID
    is_personal: bool = False


def list_held(asked: Asked, holder: uuid.UUID, *, item: str, by: Actor, now: dt.datetime) -> dict[str, Held]:
    """Code of a material → the licence that stands for it: the applicant's, or a paper of whoever applies for them.

    Nothing is read where no material takes a licence, or where somebody may not use the applicant's.
    """
    rows = [row for row in asked.needed() if type_of(row)]
    if not rows or by.account is None or not licences.may_use(by, holder, item=item, now=now):
        return {}
    own = parties.find_own_party(by.account)
    found = licences.list_standing(rows, holder=holder, item=item, persons=[own] if own else [], now=now)
    held = {code: parties.survivor_of(each.holder_id) for code, each in found.items()}
    applicant = parties.survivor_of(holder)
    return {
        code: Held(
            each.type_name, each.identifier, each.number, each.holder_shown, each.issuer_name, each.valid_until,
            held[code], held[code] != applicant,
        )
        for code, each in found.items()
    }  # fmt: skip


def drop_lost(rows: Sequence[Row], held: Mapping[str, Held]) -> list[Row]:
    """The rows without licences that no longer stand for their material: suspended, ended, replaced by another."""
    return [row for row in rows if row["how"] != How.LICENCE or is_current(row, held)]


def is_current(row: Row, held: Mapping[str, Held]) -> bool:
    licence = held.get(row["code"])
    return licence is not None and licence.identifier == row.get("reference")


def read_consents(
    request: HttpRequest, held: Mapping[str, Held], rows: Sequence[Row], *, item: str, name: str, by: Actor,
    now: dt.datetime,
) -> list[Row]:  # fmt: skip
    """The rows with a licence wherever its box was ticked: each stands as a consent of whoever holds it, for this item,
    until taken back.
    """
    kept: dict[str, Row] = {row["code"]: row for row in rows}
    for code, licence in held.items():
        if not request.POST.get(f"consent.{code}"):
            continue
        consent = commands.give_consent(
            holder=licence.party, item=item, types=[licence.type_name], until=now + KEPT,
            purpose=f"在线申请“{name}”"[:200], by=by, now=now,
        )  # fmt: skip
        kept[code] = row_of(code, licence) | {"consent": str(consent.id)}
    return list(kept.values())


def row_of(code: str, licence: Held) -> dict[str, Any]:
    """The material with the licence in the place of a paper."""
    return {
        "code": code, "how": How.LICENCE.value, "reference": licence.identifier, "name": licence.type_name,
    }  # fmt: skip


def take_back(before: Sequence[Row], code: str, *, by: Actor, now: dt.datetime) -> None:
    """The consent behind this material's licence is withdrawn, if there is one."""
    for row in before:
        if row["code"] == code and row.get("consent"):
            commands.withdraw_consent(consent_id=uuid.UUID(row["consent"]), by=by, now=now)


def ask_for(codes: Collection[str], given: Collection[str]) -> dict[str, str]:
    """What is said beside a licence that is there and not agreed to."""
    return {code: _("请勾选同意调取，或者自己上传。") for code in codes if code not in given}
