"""What tests of getting in need: a code that was sent, an app's code, a session."""

import datetime as dt
import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection

from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.access import queries as accounts
from tongban.registers.access.queries import Account
from tongban.registers.entry import commands
from tongban.registers.entry.queries import AccountSession
from tongban.registers.entry.rules import Purpose

ADDRESS = "203.0.113.9"


def texts() -> list[tuple[str, str]]:
    """(phone, text) of every message sent, in order."""
    with fan_out_allowed("a test reads all that was sent"), connection.cursor() as cursor:
        cursor.execute('SELECT "to", body FROM outside_dispatch ORDER BY queued_at, ctid')
        return list(cursor.fetchall())


def sent_code() -> str:
    """The code in the last message."""
    return re.findall(r"[0-9]{6}", texts()[-1][1])[0]


def code(now: dt.datetime, phone: str, purpose: Purpose = Purpose.SIGN_IN, address: str = ADDRESS) -> str:
    commands.send_code(phone=phone, purpose=purpose, address=address, now=now)
    return sent_code()


def app_code(secret: str, steps: int = 0) -> str:
    """What an app with this seed shows now, or `steps` half minutes from now."""
    import time

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def second_factor(account: Account, now: dt.datetime) -> tuple[str, list[str]]:
    """The account has a second factor: its seed and its recovery codes."""
    secret = commands.new_secret()
    codes = commands.enrol_second_factor(
        account_id=account.id, secret=secret, code=app_code(secret), by=accounts.actor_for(account), now=now
    )
    return secret, codes


def session(account: Account, now: dt.datetime, **changes) -> AccountSession:
    asked = {
        "method": "password",
        "with_second_factor": False,
        "address": ADDRESS,
        "user_agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36",
        "idle": dt.timedelta(hours=1),
        "lasts": dt.timedelta(hours=12),
    }
    return commands.open_session(account_id=account.id, by=accounts.actor_for(account), now=now, **(asked | changes))
