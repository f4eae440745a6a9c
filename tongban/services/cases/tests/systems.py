"""Makers: departments' systems, and what they tell, signed."""

import datetime as dt
import json
from typing import Any

from django.conf import settings

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.keys.signing import Sm2Signer
from tongban.registers.parties.tests import make as parties
from tongban.services.cases import commands
from tongban.services.cases.commands import Gathered
from tongban.services.cases.models import System
from tongban.services.cases.rules.reading_told import read_told
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import World, at

CODE = "sample-aging"


def signer(code: str = CODE) -> Sm2Signer:
    return KeyFolder(settings.KEY_DIR).signer(f"sample-{code}")


def registered(world: World, now: dt.datetime, **told: Any) -> System:
    """A system of the world's body for its item, pushing unless told otherwise."""
    facts = {"code": CODE, "name": "样例老龄业务系统", "organisation": make.BODY, "mode": "push"} | told
    facts.setdefault("items", [world.item])
    if "public_key" not in facts:
        facts["public_key"] = signer(facts["code"]).public_key
    return commands.register_system(**facts, by=SYSTEM, now=now)


def message(world: World, *steps: tuple[str, str], **told: Any) -> dict[str, Any]:
    """A case of sample person 1 submitted on 24 November at ten; steps as ("accept", "11-24 11:00")."""
    return {
        "number": "LL-2026-001",
        "version": 1,
        "item": world.item,
        "applicant": {"name": "样例甲", "document_kind": "111", "document_number": parties.resident_id(1)},
        "submitted_at": at("11-24 10:00").isoformat(),
        "steps": [{"step": step, "at": at(when).isoformat(), "opinion": "样例意见"} for step, when in steps],
    } | told


def pushed(now: dt.datetime, told: Any, code: str = CODE, *, badly: bool = False) -> Gathered:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    signature = signer(code).sign(body + b" " if badly else body)
    return commands.push(system=code, body=body, signature=signature, now=now)


def typed(now: dt.datetime, told: dict[str, Any], *, by: Any) -> Gathered:
    return commands.type_in(told=read_told(json.dumps(told).encode()), by=by, now=now)
