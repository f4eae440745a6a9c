"""An enterprise that comes into being with a decision: registered, with its credit code, and open to who represents it.

It lies in the bucket of the case that founds it: the decision, the enterprise and its licence are one transaction.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict
from tongban.registers.calendars.rules.clock import local
from tongban.registers.parties import commands as party_files
from tongban.registers.parties import queries as parties
from tongban.services.licences import errors
from tongban.services.licences.commands.registering import next_serial
from tongban.services.licences.models import LicenceSource
from tongban.services.licences.rules.founding import (
    CREDIT_CODE,
    ESTABLISHED_ON,
    Founding,
    read_founding,
    write_credit_code,
)
from tongban.services.licences.rules.life import Operation
from tongban.services.licences.rules.types import HolderKind

_COUNTED = "credit-codes"
"""What the counter of a block is kept under, in the place of a type."""


class Grant(Protocol):
    """What is read of a decision."""

    @property
    def case_id(self) -> uuid.UUID: ...
    @property
    def region(self) -> str: ...
    @property
    def holder(self) -> uuid.UUID: ...
    @property
    def values(self) -> Mapping[str, Any]: ...
    @property
    def decided_at(self) -> dt.datetime: ...


@dataclass(frozen=True, slots=True)
class Founded:
    """Whose the licence is, and what it draws on."""

    holder: uuid.UUID
    values: Mapping[str, Any]


def found(grant: Grant, source: LicenceSource, *, now: dt.datetime) -> Founded:
    """Who applied, and what they wrote; where the type says that the grant founds its holder, the new enterprise.

    Its accounts are those of the applicant, if the applicant is the legal representative whom the form names; anybody
    else who is comes to it by its code (`parties.link_representative`). The values gain the credit code, and the day
    of the decision as that of its founding (公司法 art. 33).
    Raises Conflict licence.founding_incomplete, licence.no_credit_codes, Invalid party.refused.
    """
    if source.type.holder_kind != HolderKind.FOUNDED or source.operation != Operation.ISSUE:
        return Founded(grant.holder, grant.values)
    told = read_founding(grant.values)
    if told is None:
        raise errors.founding_incomplete()
    enterprise, code = _register(told, grant, now)
    _open_to_applicant(grant.holder, enterprise, code, now)
    founded_on = local(grant.decided_at).date().isoformat()
    return Founded(enterprise, {**grant.values, CREDIT_CODE: code, ESTABLISHED_ON: founded_on})


def _register(told: Founding, grant: Grant, now: dt.datetime) -> tuple[uuid.UUID, str]:
    """Its file and its code: the next of the block that nobody has, for some may have come in otherwise."""
    while True:
        code = _next_code(told.category, grant.region)
        with suppress(Conflict):
            registered = party_files.register_enterprise(
                name=told.name, number=code, region=grant.region, address=told.address,
                representative_name=told.representative, representative_number=told.number, beside=grant.case_id,
                by=SYSTEM, now=now,
            )  # fmt: skip
            if registered.is_new:
                return registered.party, code


def _next_code(category: str, region: str) -> str:
    block: str = settings.CREDIT_CODE_BLOCK
    code = write_credit_code(block, next_serial(block, _COUNTED, 0), category=category, region=region) if block else ""
    if not code:
        raise errors.no_credit_codes()
    return code


def _open_to_applicant(applicant: uuid.UUID, enterprise: uuid.UUID, code: str, now: dt.datetime) -> None:
    person = parties.survivor_of(applicant)
    if parties.is_representative(person, enterprise):
        for account in parties.list_own_accounts(person):
            party_files.link_representative(account=account, credit_code=code, by=SYSTEM, now=now)
