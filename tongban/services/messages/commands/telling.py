"""Telling a party or members of staff something: a notice in the inbox, a text message where the template has one."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.outside import commands as outside
from tongban.foundation.routing.ids import bucket_of, new_id
from tongban.registers.access import queries as access
from tongban.registers.parties import commands as party_files
from tongban.registers.parties import queries as parties
from tongban.registers.parties.commands.looking import Part
from tongban.registers.parties.queries.reach import get_party
from tongban.registers.parties.rules import Kind, mask_name
from tongban.services.messages.models import Notice, StaffNotice
from tongban.services.messages.queries import resolve
from tongban.services.messages.rules.templates import Value, Wording, fill_wording

_PURPOSE = "发送办件通知短信"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is told: a template of the region, with values for its variables.

    `event` names the fact, so that each recipient hears of it once; `bucket` is where the subject's file lies.
    """

    template: str
    event: str
    region: str
    subject: str
    number: str
    link: str
    bucket: int
    values: Mapping[str, Value]


@transaction.atomic
def tell_party(*, party: uuid.UUID, telling: Telling, now: dt.datetime) -> bool:
    """The notice lies in the file that the party belongs to now, and a text message waits to go out; once per event.

    False when it was told before. `{name}` is always masked where the party is a person. The message goes to the
    file's telephone (a journalled look), else to that of the account whose own file it is, else to nobody.
    """
    holder = get_party(parties.survivor_of(party))
    name = mask_name(holder.name) if holder.kind == Kind.PERSON else holder.name
    words = _words(telling, {"name": name})
    notice, made = Notice.objects.get_or_create(
        bucket=holder.bucket, holder_id=holder.id, event=telling.event,
        defaults={"id": new_id(holder.bucket)} | _columns(telling, words, now),
    )  # fmt: skip
    if made and words.sms and (phone := _phone_of(holder.id, now)):
        notice.sms = _send(phone, words.sms, notice.id, holder.bucket, now)
        notice.save(update_fields=["sms"])
    return made


@transaction.atomic
def tell_staff(*, accounts: Collection[uuid.UUID], telling: Telling, now: dt.datetime) -> int:
    """Each of these accounts has the notice once; returns to how many it was new. Text messages as in `tell_party`."""
    words = _words(telling, {})
    phones = access.list_phones(accounts) if words.sms else {}
    told = 0
    for account in sorted(accounts):
        row_id = new_id(telling.bucket)
        columns = {"id": row_id} | _columns(telling, words, now)
        notice, made = StaffNotice.objects.get_or_create(account=account, event=telling.event, defaults=columns)
        told += made
        if made and account in phones:
            notice.sms = _send(phones[account], words.sms, row_id, telling.bucket, now)
            notice.save(update_fields=["sms"])
    return told


def _words(telling: Telling, more: Mapping[str, Value]) -> Wording:
    return fill_wording(resolve(telling.template, telling.region).wording, {**telling.values, **more})


def _columns(telling: Telling, words: Wording, now: dt.datetime) -> dict[str, Any]:
    return {
        "template": telling.template, "subject": telling.subject, "number": telling.number, "link": telling.link,
        "title": words.title, "title_en": words.title_en, "text": words.text, "text_en": words.text_en,
        "told_at": now,
    }  # fmt: skip


def _phone_of(holder: uuid.UUID, now: dt.datetime) -> str:
    phone = party_files.reveal_number(party_id=holder, purpose=_PURPOSE, by=SYSTEM, now=now, part=Part.PHONE)
    if phone:
        return phone
    accounts = parties.list_own_accounts(holder)
    phones = access.list_phones(accounts)
    return next((phones[account] for account in accounts if account in phones), "")


def _send(phone: str, text: str, notice: uuid.UUID, bucket: int, now: dt.datetime) -> uuid.UUID:
    assert bucket_of(notice) == bucket
    return outside.send_sms(to=phone, text=text, reference=f"notice:{notice}", bucket=bucket, now=now)
