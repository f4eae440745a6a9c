"""A licence, from applying to the archive: the story of one case across services, in the order of its life.

Each step reads like a sentence: whose rules it follows stands in `services/cases`. What ends a case is wound up by a
reaction to its event (`wind_up`), so that a default grant at night and a decision by day end the same way.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict
from tongban.registers.catalogue.commands.violations import admit
from tongban.services.cases import commands as cases
from tongban.services.cases.commands import Application, Receipt
from tongban.services.cases.models import Case
from tongban.services.cases.queries import find_receipt, get_case
from tongban.services.cases.rules.materials import Defect, Given


def submit(*, application: Application, key: str, by: Actor, now: dt.datetime) -> Receipt:
    """A case stands, under an item on the list; the same key tells the same case, also when the item is gone since."""
    try:
        admit(code=application.item, by=by, now=now)
    except Conflict:
        receipt = find_receipt(key, application=application.fingerprint(), by=by)
        if receipt is None:
            raise
        return receipt
    return cases.submit(application=application, key=key, by=by, now=now)
