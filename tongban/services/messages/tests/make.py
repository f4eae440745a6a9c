"""Makers: notices to a party or to an account, through the commands."""

import datetime as dt
import uuid
from typing import Any

from tongban.foundation.routing.ids import bucket_of
from tongban.services.messages import commands
from tongban.services.messages.commands import Telling
from tongban.services.messages.models import Notice, StaffNotice

REGION = "420902000000"


def telling(event: str, bucket: int, now: dt.datetime, *, template: str, **values: Any) -> Telling:
    told = {
        "item": ("高龄津贴发放", "Allowance for the very old"), "number": REGION, "body": "孝南区样例民政局",
        "due": now + dt.timedelta(days=7), "paper": "受理〔2026〕12号", "clock": ("承诺时限", "promised limit"),
    } | values  # fmt: skip
    return Telling(
        template=template, event=event, region=REGION, subject=f"case:{event}", number=REGION, link=f"/cases/{REGION}",
        bucket=bucket, values=told,
    )  # fmt: skip


def notice(
    now: dt.datetime, party: uuid.UUID, event: str, *, template: str = "case.accept", **values: Any
) -> uuid.UUID:
    """A notice to the party, by default that its case is accepted; its id."""
    commands.tell_party(
        party=party, telling=telling(event, bucket_of(party), now, template=template, **values), now=now
    )
    return Notice.objects.get(bucket=bucket_of(party), holder=party, event=event).id


def staff_notice(
    now: dt.datetime, account: uuid.UUID, event: str, *, template: str = "mark.red", **values: Any
) -> uuid.UUID:
    """A notice to the account, by default a red card; its id."""
    commands.tell_staff(accounts=[account], telling=telling(event, 7, now, template=template, **values), now=now)
    return StaffNotice.objects.get(account=account, event=event).id
