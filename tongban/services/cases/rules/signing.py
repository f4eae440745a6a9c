"""What of an application is signed, in one spelling, and how a signature stands to the form as it is now."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tongban.foundation.keys import sm3


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What stands for a request to sign where an enterprise signs on paper: the scan of the statement with its chop.

    `is_checked`: the clerk has compared it with the original (纸质盖章，原件已核对).
    """

    file: uuid.UUID
    is_checked: bool


Signature = uuid.UUID | OnPaper
"""With what something is handed in: the request that the enterprise has signed, or its statement on paper."""


@dataclass(frozen=True, slots=True)
class GivenThen:
    """A material as it was given; `digest` is the SHA-256 of its file, "" where it has none."""

    code: str
    how: str
    digest: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedForm:
    """Everything that a signature covers. `holder` is the enterprise's file: its credit code stands in the certificate,
    and has to find this file. `matter` is the draft, or the key, it was signed as: one signature serves one case.
    """

    item: str
    leaf_version: int
    item_version: int
    holder: uuid.UUID
    matter: str
    values: Mapping[str, Any]
    answers: Mapping[str, Any]
    address: str
    delivery: str
    promise: bool
    materials: Sequence[GivenThen]


def spell_form(form: SignedForm) -> bytes:
    """The same bytes for the same form: JSON with sorted keys, materials by code, without blanks, in UTF-8."""
    told = {
        "version": 1,
        "item": form.item,
        "leaf_version": form.leaf_version,
        "item_version": form.item_version,
        "holder": str(form.holder),
        "matter": form.matter,
        "values": form.values,
        "answers": form.answers,
        "address": form.address,
        "delivery": form.delivery,
        "promise": form.promise,
        "materials": sorted([each.code, each.how, each.digest, each.reference] for each in form.materials),
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def digest_of(spelled: bytes) -> str:
    """SM3 in hexadecimal."""
    return sm3.digest(spelled).hex()


def matter_of(draft: uuid.UUID | None, key: str) -> str:
    """The draft that is handed in, else the digest of the idempotency key under which it is."""
    return f"draft:{draft}" if draft else f"key:{digest_of(key.encode())[:48]}"


def matter_of_answer(case: uuid.UUID, version: int) -> str:
    """The case as it stood when it was corrected or supplied: one signature serves one answer."""
    return f"case:{case}:{version}"


def may_be_of(matter: str, case: uuid.UUID, version: int) -> bool:
    """Whether what was signed for this matter can be this version of the case: a draft or a key became the first one,
    anything later names its case and the version it led from.
    """
    return matter == matter_of_answer(case, version - 1) if version > 1 else matter.startswith(("draft:", "key:"))


class Stands(StrEnum):
    """How a signature stands: the form is what was signed; it was corrected or supplied since; it was altered without
    a step that says so; or the signature itself does not hold.
    """

    INTACT = "intact"
    CORRECTED = "corrected"
    ALTERED = "altered"
    BROKEN = "broken"


def judge(*, holds: bool, is_same: bool, corrected: bool) -> Stands:
    """`holds`: the signature verifies and is over this digest; `is_same`: the form now has that digest."""
    if not holds:
        return Stands.BROKEN
    if is_same:
        return Stands.INTACT
    return Stands.CORRECTED if corrected else Stands.ALTERED
