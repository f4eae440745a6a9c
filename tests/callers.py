"""Programs with keys, as headers: a citizen's own, and a body's in a post. What they need is made, as any other."""

import datetime as dt

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.access import commands as access
from tongban.registers.access import queries as accounts
from tongban.registers.access.tests import make
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make as party_makers

REGION = "420902000000"


def citizen(now: dt.datetime, order: int, *, region: str = REGION) -> dict[str, str]:
    """Acts for the sample person with this order number, whose file it opens; stands for the region."""
    account = make.account(now, f"199{order:08d}")
    parties.link_person(account=account.id, person=party_makers.verified(order), by=SYSTEM, now=now)
    client = access.admit_client(name=f"样例{order}", region=region, account_id=account.id, by=SYSTEM, now=now)
    return bearer(access.make_key(client.id, by=accounts.actor_for(account), now=now))


def clerk(now: dt.datetime, body: str, role: str = "clerk") -> dict[str, str]:
    """Works in this role at the body."""
    client = access.admit_client(name=body or role, region=REGION, by=SYSTEM, now=now)
    post = make.post(now, accounts.get_account(client.account_id), role, REGION, body)
    return bearer(access.make_key(client.id, by=SYSTEM, now=now)) | {"X-Post": str(post.id)}


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}
