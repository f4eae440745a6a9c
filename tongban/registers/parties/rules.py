"""What a file may hold, what may be merged, what an authorisation covers, who reaches what. Pure."""

import datetime as dt
import re
import unicodedata
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.registers.identifiers.rules import holder_code, phone
from tongban.registers.identifiers.rules.holder_code import HolderCode
from tongban.registers.regions.rules import CodeRange, subtree

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONGEST_NAME = {"person": 60, "enterprise": 200}
LONGEST_ADDRESS = 200
LONGEST_PURPOSE = 200
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_DOTS = dict.fromkeys(map(ord, "•・･‧∙."), "·")


class Kind(StrEnum):
    PERSON = "person"
    ENTERPRISE = "enterprise"


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Link(StrEnum):
    """Why an account may act for a party."""

    SELF = "self"
    REPRESENTATIVE = "representative"
    AGENT = "agent"


class RealName(IntEnum):
    """How surely the account behind a file is that person."""

    NONE = 0
    NUMBER = 1
    """Name and number agree with the population register."""
    FACE = 2
    """The person was compared with the register's picture, or stood at a counter."""
    DOCUMENT = 3
    """The document itself, or its electronic form, was read."""


# --- actions ----------------------------------------------------------------------------------------------------

REGISTER = "parties.register"
READ = "parties.read"
LIST = "parties.list"
REVEAL = "parties.reveal"
EXPORT = "parties.export"
CHANGE_CONTACT = "parties.change_contact"
CORRECT = "parties.correct"
MERGE = "parties.merge"
VERIFY = "parties.verify"
AUTHORISE = "parties.authorise"
ROTATE_KEY = "parties.rotate_key"
MATCH = "parties.match"
ACTIONS = (
    REGISTER,
    READ,
    LIST,
    REVEAL,
    EXPORT,
    CHANGE_CONTACT,
    CORRECT,
    MERGE,
    VERIFY,
    AUTHORISE,
    ROTATE_KEY,
    MATCH,
)

OF_OWN_FILE = frozenset({READ, REVEAL, CHANGE_CONTACT, AUTHORISE})
"""What people do with their own file, or with that of an enterprise they represent, without any grant."""

NOT_DELEGABLE = frozenset({REVEAL, AUTHORISE})
"""An agent learns no number and appoints no agents."""


def has_grant(actor: Actor, action: str, region: str) -> bool:
    """True for the platform itself and for staff whose post covers the region; a file belongs to no single body."""
    return actor is SYSTEM or actor.may(action, region, actor.organisation)


def spans(actor: Actor, actions: Collection[str], region: str) -> list[CodeRange]:
    """The code ranges inside `region`'s subtree over which the actor holds one of the actions; empty for none."""
    first, last = subtree(region)
    if actor is SYSTEM:
        return [CodeRange(first, last)]
    shared = {
        CodeRange(max(first, grant.region_from), min(last, grant.region_to))
        for grant in actor.grants
        if grant.action in actions and grant.organisation in (None, actor.organisation)
    }
    return sorted(span for span in shared if span.first <= span.last)


# --- what a file holds ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody typed about a person or an enterprise, not yet believed."""

    name: str
    document_kind: str
    number: str
    phone: str = ""
    address: str = ""
    representative_name: str = ""
    representative_kind: str = ""
    representative_number: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """The same in the spelling it is kept in."""

    name: str
    document: HolderCode
    phone: str
    address: str
    representative_name: str
    representative: HolderCode | None


def read_details(kind: Kind, given: Given) -> Details:
    """What was given, each part in one spelling. Raises Invalid "party.refused" with every fault by field."""
    readers: dict[str, Callable[[], Any]] = {
        "name": partial(read_name, kind, given.name),
        "number": partial(read_document, kind, given.document_kind, given.number),
        "phone": partial(read_phone, given.phone),
        "address": partial(read_address, given.address),
    }
    if given.representative_name or given.representative_number:
        readers |= representative_readers(kind, given)
    read = read_fields(**readers)
    representative = read.get("representative_name", ""), read.get("representative_number")
    return Details(read["name"], read["number"], read["phone"], read["address"], *representative)


def representative_readers(kind: Kind, given: Given) -> dict[str, Callable[[], Any]]:
    """How to read the legal representative that an enterprise has."""
    if kind is Kind.PERSON:
        raise Invalid("party.refused", {"representative_name": ["party.no_representative"]})
    document = given.representative_kind, given.representative_number
    return {
        "representative_name": partial(read_name, Kind.PERSON, given.representative_name),
        "representative_number": partial(read_document, Kind.PERSON, *document),
    }


def read_fields(**readers: Callable[[], Any]) -> dict[str, Any]:
    """What each reader says, by field. Raises Invalid "party.refused" with the faults of all that refuse."""
    read: dict[str, Any] = {}
    faults: dict[str, list[str]] = {}
    facts: dict[str, Any] = {}
    for field, reader in readers.items():
        try:
            read[field] = reader()
        except Invalid as fault:
            faults[field] = [fault.code]
            facts |= fault.facts
    if faults:
        raise Invalid("party.refused", faults, **facts)
    return read


def read_name(kind: Kind, text: str) -> str:
    """The name with single blanks. Raises Invalid party.name_missing, .name_too_long, .name_unreadable."""
    return _read_line(text, "party.name", LONGEST_NAME[kind], may_be_empty=False)


def read_address(text: str) -> str:
    """The address with single blanks, "" for none. Raises Invalid party.address_too_long, .address_unreadable."""
    return _read_line(text, "party.address", LONGEST_ADDRESS)


def read_purpose(text: str) -> str:
    """Why somebody looks or changes. Raises Invalid party.purpose_missing, .purpose_too_long, .purpose_unreadable."""
    return _read_line(text, "party.purpose", LONGEST_PURPOSE, may_be_empty=False)


def read_phone(text: str) -> str:
    """The digits, "" for none. Raises Invalid with the codes of `identifiers.rules.phone`."""
    return phone.parse(text).number if text.strip() else ""


def read_document(kind: Kind, document_kind: str, number: str) -> HolderCode:
    """The document. An enterprise has a credit code, a person has anything else.

    Raises Invalid party.document_not_of_person, .document_not_of_enterprise and the codes of `holder_code`.
    """
    is_credit_code = document_kind == holder_code.Type.CREDIT_CODE
    if is_credit_code and kind is Kind.PERSON:
        raise Invalid("party.document_not_of_person")
    if not is_credit_code and kind is Kind.ENTERPRISE:
        raise Invalid("party.document_not_of_enterprise")
    return holder_code.parse(document_kind, number)


def same_name(one: str, other: str) -> bool:
    """True when two names differ only in blanks, width, case or the kind of dot between their parts."""
    return _bare(one) == _bare(other)


def mask_name(name: str) -> str:
    """A person's name for eyes that do not handle the matter: 样例甲 → 样*甲, 样甲 → 样*."""
    if len(name) < 3:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def _bare(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).translate(_DOTS).casefold()
    return "".join(plain.split())


def _read_line(text: str, subject: str, longest: int, *, may_be_empty: bool = True) -> str:
    if len(text) > longest:
        raise Invalid(f"{subject}_too_long", limit=longest)
    if any(unicodedata.category(sign) in _UNWANTED for sign in text):
        raise Invalid(f"{subject}_unreadable")
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if not line and not may_be_empty:
        raise Invalid(f"{subject}_missing")
    return line


# --- merging ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mergeable:
    """What decides whether two files may become one."""

    party: uuid.UUID
    kind: str
    created_at: dt.datetime


def check_merge(later: Mergeable, survivor: Mergeable) -> None:
    """The earlier file survives, so that merging many files of one holder ends the same in any order.

    Raises Invalid party.same_file, Conflict party.kinds_differ, party.survivor_is_later.
    """
    if later.party == survivor.party:
        raise Invalid("party.same_file")
    if later.kind != survivor.kind:
        raise Conflict("party.kinds_differ")
    if survivor.created_at > later.created_at:
        raise Conflict("party.survivor_is_later")


# --- authorisations ---------------------------------------------------------------------------------------------

LONGEST_AUTHORISATION = dt.timedelta(days=3 * 366)
MOST_LISTED = 50
_ACTION = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
_ITEM = re.compile(r"[0-9A-Z][0-9A-Z-]{0,59}")


@dataclass(frozen=True, slots=True)
class Mandate:
    """What an authorisation covers: these actions, for these items (all where none is named), first to last day."""

    actions: frozenset[str]
    items: frozenset[str]
    valid_from: dt.date
    valid_until: dt.date
    is_revoked: bool = False


def business_date(now: dt.datetime) -> dt.date:
    """The day it is in China."""
    return now.astimezone(SHANGHAI).date()


def is_in_force(mandate: Mandate, on: dt.date) -> bool:
    """True from the first to the last day, both included, unless it was revoked."""
    return not mandate.is_revoked and mandate.valid_from <= on <= mandate.valid_until


def covers(mandate: Mandate, action: str, item: str, on: dt.date) -> bool:
    """True when it is in force and names the action and, where it is limited to items, this one."""
    return is_in_force(mandate, on) and action in mandate.actions and (not mandate.items or item in mandate.items)


def check_mandate(mandate: Mandate, today: dt.date) -> None:
    """Raises Invalid "authorisation.refused" with every fault by field."""
    faults = {
        "actions": _action_faults(mandate.actions),
        "items": _item_faults(mandate.items),
        "valid_until": _period_faults(mandate, today),
    }
    if any(faults.values()):
        raise Invalid("authorisation.refused", {field: codes for field, codes in faults.items() if codes})


def _action_faults(actions: frozenset[str]) -> list[str]:
    if not actions:
        return ["authorisation.action_missing"]
    if len(actions) > MOST_LISTED:
        return ["authorisation.too_many"]
    if any(len(action) > 100 or not _ACTION.fullmatch(action) for action in actions):
        return ["authorisation.action_malformed"]
    return ["authorisation.action_not_delegable"] if actions & NOT_DELEGABLE else []


def _item_faults(items: frozenset[str]) -> list[str]:
    if len(items) > MOST_LISTED:
        return ["authorisation.too_many"]
    return [] if all(_ITEM.fullmatch(item) for item in items) else ["authorisation.item_malformed"]


def _period_faults(mandate: Mandate, today: dt.date) -> list[str]:
    if mandate.valid_until < mandate.valid_from:
        return ["authorisation.ends_before_it_begins"]
    if mandate.valid_until < today:
        return ["authorisation.over_already"]
    return ["authorisation.too_long"] if mandate.valid_until - mandate.valid_from > LONGEST_AUTHORISATION else []
