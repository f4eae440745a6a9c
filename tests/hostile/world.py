"""A body with an item, a party with a case, and programs that should learn nothing of it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import connection

from tests import callers
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.access import commands as access
from tongban.registers.parties.tests import make as party_makers
from tongban.services.cases import sealing
from tongban.services.cases.tests import make
from tongban.services.licences.tests import make as licences

NOW = dt.datetime(2026, 11, 25, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
SECRET = "机密申请人"
KEPT = ("cases_%", "routing_spentkey", "outbox_outboxevent", "worklist_%", "parties_%", "access_%", "licences_%")
ATTEMPTS = ("access_signinattempts", "cases_refusedentry", "licences_lookup", "licences_lookupvolume")
"""Where refused attempts are written down and counted, as they must be."""
NAMES = ("item", "holder", "case", "number", "unknown", "post", "licence", "client")
"""What a hostile request may name in braces."""


@dataclass(frozen=True, slots=True)
class World:
    """`callers` are headers by who calls; `number` and `code` are the receipt of the case that is nobody else's,
    `licence` the identifier of a licence that is nobody's who calls, `client` a program that is not theirs either.
    """

    item: str
    holder: uuid.UUID
    case: uuid.UUID
    number: str
    code: str
    unknown: str
    post: str
    licence: str
    client: uuid.UUID
    callers: Mapping[str, Mapping[str, str]]


def build() -> World:
    """The case is nobody's who calls: `citizen` and `stranger` have own files, `clerk` and `elsewhere` posts."""
    made = make.world(NOW)
    holder = party_makers.person(NOW, 11, name=SECRET, phone="19900000999")
    citizen, stranger = callers.citizen(NOW, 9), callers.citizen(NOW, 10)
    clerk = callers.clerk(NOW, make.BODY)
    elsewhere = callers.clerk(NOW, "TE420900SAMPLE0XYZ")
    system = callers.clerk(NOW, "TE420902SAMPLE0XYZ", "business_system")
    given = licences.licence(NOW)
    client = access.admit_client(name="样例", region=callers.REGION, by=SYSTEM, now=NOW)
    receipt = make.submitted(made, NOW, holder=holder, by=SYSTEM, channel=make.Channel.SYSTEM)
    return World(
        made.item, holder, receipt.case, receipt.number, receipt.query_code, sealing.number_of(7, 123_456),
        clerk["X-Post"], given.identifier, client.id,
        {
            "nobody": {}, "citizen": citizen, "stranger": stranger, "clerk": clerk, "elsewhere": elsewhere,
            "system": system,
        },
    )  # fmt: skip


def stored() -> dict[str, str]:
    """A digest of every row of every table that a case touches, refused attempts and counted tries left out."""
    with connection.cursor() as cursor, fan_out_allowed("a test looks whether anything was stored"):
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE ANY(%s)"
            " AND relname <> ALL(%s) ORDER BY 1",
            [list(KEPT), list(ATTEMPTS)],
        )
        tables = [name for (name,) in cursor.fetchall()]
        parts = [f"SELECT '{name}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t" for name in tables]
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())
