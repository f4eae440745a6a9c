"""Makers: enterprises whose keys the simulated platform keeps, requests, and answers as the platform sends them."""

import datetime as dt
import uuid
from typing import Any

from tongban.foundation.outside import commands as outside
from tongban.foundation.outside.commands import Envelope
from tongban.registers.parties.tests import make as parties
from tongban.registers.signatures import commands, queries
from tongban.registers.signatures.commands import Asked

NAME = "孝感样例餐饮有限公司"
SUBMIT = "cases.submit"
SERVICE = "http://testserver"


def people(order: int = 1, *, role: str = "representative", name: str = "样例甲", phone: str = "19900000001") -> Any:
    """One person of a signer: the sample person with this order number."""
    number = parties.resident_id(order)
    return [{"role": role, "name": name, "document_kind": "111", "number": number, "phone": phone}]


def signer(now: dt.datetime, serial: int = 1, *, name: str = NAME, **person: Any) -> str:
    """The credit code of an enterprise whose key the platform keeps; its file is made by `parties.enterprise`."""
    code = parties.credit_code(serial)
    outside.keep_signer(code=code, name=name, people=people(**person), now=now)
    return code


def sign_in(now: dt.datetime) -> Asked:
    return commands.ask_sign_in(title="登录", service=SERVICE, address="203.0.113.9", now=now)


def signature(now: dt.datetime, holder: uuid.UUID, by: Any, **told: Any) -> Asked:
    asked = {"matter": "draft:1", "digest": "ab" * 32, "action": SUBMIT, "item": "ITEM"} | told
    return commands.ask_signature(title="签署申请", service=SERVICE, holder=holder, by=by, now=now, **asked)


def confirmed(request: uuid.UUID, code: str, now: dt.datetime) -> Envelope:
    """What the platform sends when the first person of that enterprise has confirmed."""
    shown = queries.get_shown(request, now=now)
    (envelope,) = outside.confirm(
        key=str(request), subject=shown.title, statement=shown.statement, signer=code, person=0, now=now
    )
    return envelope


def receive(envelope: Envelope, now: dt.datetime) -> None:
    commands.receive_answer(body=envelope.body, signature=envelope.signature, now=now)


def answer(request: uuid.UUID, code: str, now: dt.datetime) -> None:
    receive(confirmed(request, code, now), now)
