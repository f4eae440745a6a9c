"""Eight digits beside a shown code, for a broken scanner or a cracked screen: read aloud, typed by the clerk.

A token of 160 bits can lie under any reader; eight digits can be guessed. The attack: a clerk at a window types numbers
until one is somebody's, and has the licences of whoever happens to show a code. So the digits
- belong to one item: a code that is shown without an item has none, and they are kept as a digest that is keyed and has
  the item in it. At another item's window the same number is nobody's, and neither answer nor table tells it apart;
- open by the very row of the code: its life of a minute and a half, its single use, who may scan for the item;
- are refused in one way, whatever is wrong: a try does not tell that somebody shows, has shown, or shows for another;
- bear few wrong tries, counted for whoever sits there and for their post; then even the right number is not looked at.
  The tries of one account running at the same moment are looked at before they are counted: as many more as that.
Somebody who uses up every try all day long, with twenty people always showing for that one item, finds one in some ten
thousand days; each of the 480 wrong tries of such a day stands in the journal under their name. The one they would find
sees it on their phone at once, and in their history.
"""

import datetime as dt

from django.db import connection

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Unavailable
from tongban.registers.access import commands as access
from tongban.registers.access.queries.attempts import COUNTED, Attempts
from tongban.services.licences import errors, sealing
from tongban.services.licences.models import ShownCode

PER_CLERK, PER_POST = 5, 30
WINDOW = dt.timedelta(minutes=15)


def find_digest(digits: str, item: str) -> bytes:
    """The digest of the code beside which these digits stand for this item; that of no code where none does."""
    index = sealing.index_of_digits(item, digits)
    found = ShownCode.objects.filter(digits=index).values_list("digest", flat=True).first()
    return bytes(found) if found is not None else index


def check_tries(item: str, *, by: Actor, now: dt.datetime) -> None:
    """There are tries left. Raises Unavailable licence.digits_used_up (retry_after seconds), which is journalled."""
    tries = _tries(by, now)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COUNTED}", tries.values())
        (counted,) = cursor.fetchone()
    try:
        tries.check(counted)
    except Unavailable as over:
        audit.record(
            "licences.look_up_refused", by=by, now=now, subject=f"account:{by.account or by.role}",
            reason="licence.digits_used_up", item=item,
        )  # fmt: skip
        raise errors.digits_used_up(over.facts["retry_after"]) from over


def count_wrong(*, by: Actor, now: dt.datetime) -> None:
    """One try less. Raises Unavailable licence.digits_used_up where others have just taken the last one."""
    tries = _tries(by, now)
    try:
        access.count_attempts(limits=tries.limits, window=WINDOW, now=now)
    except Unavailable as over:
        raise errors.digits_used_up(over.facts["retry_after"]) from over


def _tries(by: Actor, now: dt.datetime) -> Attempts:
    limits = {
        f"shown digits {by.account or by.role}": PER_CLERK,
        f"shown digits {by.role} {by.organisation} {by.region}": PER_POST,
    }
    return Attempts(limits, WINDOW, now)
