"""Who hears of what becomes of licences: their holders of every operation and of an end that comes near, supervisors of
unusual look-ups.
"""

import datetime as dt
import uuid

from tongban.foundation.routing.ids import bucket_for, bucket_of
from tongban.foundation.ui.rules import write_date
from tongban.registers.access import queries as access
from tongban.registers.calendars.rules.clock import local
from tongban.services.licences import queries as licences
from tongban.services.licences.rules.fetching import WATCH
from tongban.services.licences.rules.life import Operation
from tongban.services.messages import commands as messages
from tongban.services.messages.commands import Telling
from tongban.services.messages.rules.templates import Value

_NUMBER_AT_MOST = 40
_LONG_TERM = ("长期", "long term")
_ON_APPLICATION = ("按您的申请办理", "on your application")


def remind_holder(
    *, licence: uuid.UUID, holder: uuid.UUID, type_name: str, number: str, region: str, ends_on: dt.date, days: int,
    now: dt.datetime,
) -> None:  # fmt: skip
    """The holder hears when the licence ends and where it is renewed; once for each of the two reminders."""
    values: dict[str, Value] = {"licence": type_name, "until": _say(ends_on)}
    letter = Telling(
        template="licence.ends", event=f"licence.ends:{licence}:{days}", region=region, subject=f"licence:{licence}",
        number=number[:_NUMBER_AT_MOST], link=f"/me/licences/{licence}", bucket=bucket_of(licence), values=values,
    )  # fmt: skip
    messages.tell_party(party=holder, telling=letter, now=now)


def tell_operation(*, licence: uuid.UUID, operation: Operation, at: dt.datetime, now: dt.datetime) -> None:
    """The holder hears what was done to their licence, once; nothing where it is no news (`licences.find_told`)."""
    told = licences.find_told(licence, operation, at)
    if told is None:
        return
    values: dict[str, Value] = {
        "licence": told.type_name, "body": told.issuer_name, "until": _say(told.until) if told.until else _LONG_TERM,
        "reason": _ON_APPLICATION if told.by_case and not told.reason else told.reason,
    }  # fmt: skip
    template = f"licence.{operation}"
    letter = Telling(
        template=template, event=f"{template}:{licence}:{at.isoformat()}", region=told.region,
        subject=f"licence:{licence}", number=told.number[:_NUMBER_AT_MOST], link=f"/me/licences/{licence}",
        bucket=bucket_of(licence), values=values,
    )  # fmt: skip
    messages.tell_party(party=told.holder, telling=letter, now=now)


def tell_volume(
    *, alarm: uuid.UUID, account: uuid.UUID, organisation: str, region: str, looks: int, now: dt.datetime
) -> None:
    """Whoever watches over the region hears that somebody looked at unusually many licences; once for each alarm."""
    watching = access.list_accounts_with(WATCH, region=region, organisation=organisation, today=local(now).date())
    who = access.get_account(account).name
    letter = Telling(
        template="staff.unusual_looks", event=f"staff.unusual_looks:{alarm}", region=region,
        subject=f"account:{account}", number="", link=f"/workbench/licence-alarms/{alarm}",
        bucket=bucket_for(f"account:{account}"),
        values={"looks": str(looks), "who": who},
    )  # fmt: skip
    messages.tell_staff(accounts=watching, telling=letter, now=now)


def _say(day: dt.date) -> tuple[str, str]:
    return write_date(day, "zh-hans"), write_date(day, "en")
