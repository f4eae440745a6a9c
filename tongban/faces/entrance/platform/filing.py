"""The person's file, for an account that the national platform vouches for (实名账号关联办事人档案)."""

import datetime as dt
import logging
import uuid

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import DomainError
from tongban.registers.access.rules import RealNameLevel
from tongban.registers.entry.rules import Claims
from tongban.registers.identifiers.rules.holder_code import Type
from tongban.registers.parties import commands as parties
from tongban.registers.parties.commands import VerifiedPerson
from tongban.registers.parties.rules import RealName
from tongban.registers.regions import queries as regions

_LEVELS = {RealNameLevel.REAL_NAME: RealName.NUMBER, RealNameLevel.IN_PERSON: RealName.FACE}
_SOURCE = "national_platform"
_log = logging.getLogger(__name__)


def link_file(account_id: uuid.UUID, claims: Claims, now: dt.datetime) -> bool:
    """The account is the person of this name and number, whose file is made if there is none; True when it stands so.

    Only where the platform has proven the name and tells the number. A refusal (the file bears another name, the
    account is somebody else) stands in the log and keeps nobody out: whoever is in can do what needs no file.
    """
    level, region = _LEVELS.get(claims.level), _region_of(claims)
    if level is None or not claims.number or not region:
        return False
    person = VerifiedPerson(
        name=claims.name, document_kind=claims.document_kind, number=claims.number, region=region, level=level,
        source=_SOURCE,
    )  # fmt: skip
    try:
        parties.link_person(account=account_id, person=person, by=SYSTEM, now=now)
    except DomainError as refusal:
        _log.warning("Account %s was not linked to a file: %s", account_id, refusal.code)
        return False
    return True


def _region_of(claims: Claims) -> str:
    """Where a resident's number was given out, if that place stands here; else the root of our tree, "" without one."""
    home = f"{claims.number[:6]}000000"
    if claims.document_kind == Type.RESIDENT_ID and regions.find_path(home):
        return home
    return next((root.code for root in regions.list_children(None)), "")
