"""Makers: an enterprise that applies and signs, and a case with its signature."""

import dataclasses
import datetime as dt
import uuid
from typing import Any

from tongban.registers.parties import commands as files
from tongban.registers.parties.tests import make as parties
from tongban.registers.signatures.commands import Asked
from tongban.registers.signatures.tests import make as signing
from tongban.services.cases import commands, sealing
from tongban.services.cases.commands import Application
from tongban.services.cases.models import Case
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import World


def world(now: dt.datetime, **content: Any) -> World:
    """The enterprise applies; 样例甲 represents it and is at the page."""
    made = make.world(now, audience=["1", "2"], **content)
    enterprise, citizen = parties.enterprise(now), made.citizen
    assert citizen.account is not None
    code = signing.signer(now)
    files.link_representative(account=citizen.account, credit_code=code, by=citizen, now=now)
    return dataclasses.replace(made, holder=enterprise)


def application(world: World, now: dt.datetime, **told: Any) -> Application:
    """One of a draft of its own."""
    draft = commands.save_draft(
        holder=world.holder, item=world.item, content={}, channel=Channel.WEB, by=world.citizen, now=now
    )
    return make.application(world, **({"draft": draft.id} | told))


def ask(application: Application, world: World, now: dt.datetime) -> Asked:
    return commands.ask_signature(
        application=application, key=key_of(application), service=signing.SERVICE, by=world.citizen, now=now
    )


def key_of(application: Application) -> str:
    return f"draft-{application.draft}"


def hand_in(application: Application, signature: uuid.UUID | None, world: World, now: dt.datetime) -> commands.Receipt:
    whole = dataclasses.replace(application, signature=signature)
    return commands.submit(application=whole, key=key_of(application), by=world.citizen, now=now)


def alter(case_id: uuid.UUID) -> None:
    """Somebody with the keys writes another name into the form, past every command."""
    filled = sealing.unseal(Case.objects.get(id=case_id).form_sealed, case_id)
    filled["values"]["name"] = "样例丙"
    Case.objects.filter(id=case_id).update(form_sealed=sealing.seal(filled, case_id))


def case(world: World, now: dt.datetime, **told: Any) -> commands.Receipt:
    """Handed in with a signature over exactly what it holds."""
    whole = application(world, now, **told)
    asked = ask(whole, world, now)
    signing.answer(asked.id, parties.credit_code(1), now)
    return hand_in(whole, asked.id, world, now)
