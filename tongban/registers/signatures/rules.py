"""What a statement to be signed says, until when it may be, and who may sign for an enterprise. Pure."""

import base64
import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What an enterprise signs."""

    SIGN_IN = "sign_in"
    APPLICATION = "application"


class State(StrEnum):
    """`taken`: one answer has won and is being followed; `used`: a session was opened with it."""

    WAITING = "waiting"
    TAKEN = "taken"
    ANSWERED = "answered"
    USED = "used"
    REFUSED = "refused"


class Way(StrEnum):
    """How something was signed: by the key of an electronic business licence, or on paper with the company's chop."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


class Role(StrEnum):
    """Who confirmed: the legal representative (负责人), or a person the enterprise lets use its licence (办事人)."""

    REPRESENTATIVE = "representative"
    AGENT = "agent"


LASTS = {Kind.SIGN_IN: dt.timedelta(minutes=3), Kind.APPLICATION: dt.timedelta(minutes=10)}
"""How long a request may be answered."""

KEPT = dt.timedelta(days=1)
"""How long a request is kept after that; what was signed for a case lies with the case."""

TITLE_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Statement:
    """What is signed, word for word. `holder` is the file of the enterprise that has to sign, None for whichever;
    `matter` is what the signature is for, `digest` the SM3 of it; `check` are four digits that both screens show.
    """

    kind: Kind
    request: uuid.UUID
    nonce: str
    title: str
    service: str
    check: str
    made_at: dt.datetime
    expires_at: dt.datetime
    holder: uuid.UUID | None = None
    matter: str = ""
    digest: str = ""


def spell(statement: Statement) -> bytes:
    """The exact bytes that are signed: JSON with sorted keys, without blanks, in UTF-8."""
    told = {
        "version": 1,
        "kind": statement.kind.value,
        "request": str(statement.request),
        "nonce": statement.nonce,
        "title": statement.title,
        "service": statement.service,
        "check": statement.check,
        "made_at": statement.made_at.isoformat(),
        "expires_at": statement.expires_at.isoformat(),
        "holder": str(statement.holder or ""),
        "matter": statement.matter,
        "digest": f"sm3:{statement.digest}" if statement.digest else "",
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves a signature to anybody who trusts the root: certificates in DER, the signer's first.

    `role` and `name` tell which person confirmed; that is the platform's word, not the certificate's.
    """

    statement: bytes
    signature: bytes
    certificates: tuple[bytes, ...] = field(repr=False)
    role: str
    name: str

    def to_json(self) -> dict[str, Any]:
        return {
            "statement": self.statement.decode(),
            "signature": base64.b64encode(self.signature).decode(),
            "certificates": [base64.b64encode(each).decode() for each in self.certificates],
            "role": self.role,
            "name": self.name,
        }

    @staticmethod
    def of_json(told: Mapping[str, Any]) -> "Evidence":
        certificates = tuple(base64.b64decode(each) for each in told["certificates"])
        signature = base64.b64decode(told["signature"])
        return Evidence(told["statement"].encode(), signature, certificates, told["role"], told["name"])

    @property
    def said(self) -> Mapping[str, Any]:
        """The statement read: `{}` where it cannot be."""
        try:
            read = json.loads(self.statement)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}


@dataclass(frozen=True, slots=True)
class PaperEvidence:
    """A statement that bears the company's chop (公章), scanned, which a clerk has compared with the original.

    It is the word of whoever took it in, never an electronic signature. `digest` is the SHA-256 of the scan `file`;
    `account` and `unit` say who compared it, and for which body.
    """

    file: uuid.UUID
    digest: str
    account: uuid.UUID
    unit: str

    def to_json(self) -> dict[str, Any]:
        told = {"file": str(self.file), "digest": self.digest, "account": str(self.account), "unit": self.unit}
        return {"way": Way.PAPER.value, **told}

    @staticmethod
    def of_json(told: Mapping[str, Any]) -> "PaperEvidence":
        return PaperEvidence(uuid.UUID(told["file"]), told["digest"], uuid.UUID(told["account"]), told["unit"])


def read_evidence(told: Mapping[str, Any]) -> Evidence | PaperEvidence:
    """What `to_json` wrote of either. Raises KeyError, ValueError."""
    return PaperEvidence.of_json(told) if told.get("way") == Way.PAPER else Evidence.of_json(told)


def find_obstacle(state: str, expires_at: dt.datetime, now: dt.datetime) -> str:
    """Why a request takes no answer now, as a code; "" when it does. The instant it expires at is too late."""
    if state != State.WAITING:
        return "signature.answered_already"
    return "signature.expired" if now >= expires_at else ""


@dataclass(frozen=True, slots=True)
class Confirmer:
    """What decides whether an answer counts: the enterprise's file as far as we know it, and the person's part in it.

    `is_known`: there is a file with that credit code; `is_asked`: it is the one that has to sign; `names_agree`: the
    certificate's and the person's; `is_authorised`: an authorisation in force covers it.
    """

    role: str
    is_known: bool
    is_asked: bool = True
    names_agree: bool = True
    is_representative: bool = False
    is_authorised: bool = False


def find_objection(confirmer: Confirmer) -> str:
    """Why the answer does not count, as a code; "" when it does."""
    if not confirmer.is_known:
        return "signature.enterprise_unknown"
    if not confirmer.is_asked:
        return "signature.other_enterprise"
    if not confirmer.names_agree:
        return "signature.name_differs"
    if confirmer.role == Role.REPRESENTATIVE:
        return "" if confirmer.is_representative else "signature.not_representative"
    if confirmer.role == Role.AGENT:
        return "" if confirmer.is_authorised else "signature.agent_not_authorised"
    return "signature.role_unknown"
