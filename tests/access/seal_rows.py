"""Two seals of a body, one of them suspended."""

import datetime as dt
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.seals import commands
from tongban.registers.seals.tests import make


def build(body: str, now: dt.datetime) -> dict[str, Any]:
    seal, suspended = (make.seal(now, organisation=body, name=f"样例专用章（{number}）") for number in (1, 2))
    commands.suspend_seal(seal_id=suspended.id, reason="样例暂停", by=SYSTEM, now=now)
    return {"seal": seal.id, "suspended_seal": suspended.id}
