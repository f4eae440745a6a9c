"""An entry of the journal: who did what to which subject, as the exact bytes that are hashed.

The body is canonical JSON (keys sorted, UTF-8, no blanks) and holds everything. The columns beside it repeat what
is searched for; a verification checks that they agree with the body.
"""

import datetime as dt
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Invalid

Fact = str | int | bool | uuid.UUID | dt.date | dt.datetime | Decimal | Sequence["Fact"] | Mapping[str, "Fact"] | None

VERSION = 1
LONGEST_ACTION = 100
LONGEST_SUBJECT = 200
LARGEST_BODY = 65_536
_REGION = re.compile(r"[0-9]{12}")
_ACTION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its searchable columns and, in `body`, the bytes that are hashed."""

    id: uuid.UUID
    bucket: int
    at: dt.datetime
    action: str
    account: uuid.UUID | None
    role: str
    organisation: str | None
    region: str | None
    subject: str
    body: bytes


COLUMNS = tuple(field.name for field in fields(Entry) if field.name != "body")


def check_form(*, action: str, at: dt.datetime, subject: str) -> None:
    """Raises ValueError when the caller is at fault, Invalid when what a person typed cannot be a subject."""
    if not _ACTION.fullmatch(action) or len(action) > LONGEST_ACTION:
        raise ValueError(f"an action reads like 'worklist.claimed', not {action!r}")
    if at.tzinfo is None:
        raise ValueError("the time of an entry needs a zone")
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Invalid("audit_entry_too_large", {"subject": ["wrong_length"]}, limit=LONGEST_SUBJECT)
    if "\x00" in subject or any("\ud800" <= letter <= "\udfff" for letter in subject):
        raise Invalid("audit_text_unreadable", {"subject": ["not_text"]})


def compose(
    *,
    row_id: uuid.UUID,
    action: str,
    by: Actor,
    at: dt.datetime,
    subject: str,
    purpose: str,
    facts: Mapping[str, Fact],
) -> Entry:
    """The entry with its canonical body, for values that passed `check_form`.

    Raises Invalid: `audit_text_unreadable` for text that is not Unicode, `audit_entry_too_large` above 64 KiB.
    """
    told = {
        "version": VERSION,
        "id": row_id,
        "at": at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "action": action,
        "actor": {"account": by.account, "role": by.role, "organisation": by.organisation, "region": by.region},
        "subject": subject,
        "purpose": purpose,
        "facts": dict(facts),
    }
    body = canonical(told)
    if len(body) > LARGEST_BODY:
        raise Invalid("audit_entry_too_large", {"facts": ["too_large"]}, limit=LARGEST_BODY)
    return Entry(**columns_of(json.loads(body)), body=body)


def canonical(told: Mapping[str, Any]) -> bytes:
    """Canonical JSON: keys sorted, UTF-8, no blanks. Raises Invalid for text that is not Unicode."""
    text = json.dumps(
        told, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_as_text
    )
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise Invalid("audit_text_unreadable", position=error.start) from error


def _as_text(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    raise TypeError(f"a fact cannot be a {type(value).__name__}")


def columns_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """The searchable columns as a body tells them.

    The region is the subject's, where the facts name one, else the actor's.
    """
    row_id, actor = uuid.UUID(told["id"]), told["actor"]
    region = told["facts"].get("region")
    return {
        "id": row_id,
        "bucket": row_id.int & 0xFFFF,
        "at": dt.datetime.fromisoformat(told["at"]),
        "action": told["action"],
        "account": uuid.UUID(actor["account"]) if actor["account"] else None,
        "role": actor["role"],
        "organisation": actor["organisation"],
        "region": region if isinstance(region, str) and _REGION.fullmatch(region) else actor["region"],
        "subject": told["subject"],
    }


def disagreements(entry: Entry) -> list[str]:
    """The columns that do not say what the body says; `["body"]` when the body cannot be read at all."""
    try:
        told = columns_of(json.loads(entry.body))
    except (ValueError, KeyError, TypeError, AttributeError):
        return ["body"]
    return [name for name in COLUMNS if getattr(entry, name) != told[name]]
