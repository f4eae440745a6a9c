"""What lies in a prepared county's catalogue: an entry of its own with a leaf, an item of its body, a finding."""

import datetime as dt
from typing import Any

from tongban.foundation.files.tests.make import png
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.routing.ids import new_id
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.commands import proofs, samples
from tongban.registers.catalogue.models import Finding
from tongban.registers.catalogue.tests import make


def build(region: str, body: str, digit: str, now: dt.datetime) -> dict[str, Any]:
    """The rows by name: `entry`, `leaf`, `item` (claimed, nothing of its own yet), `finding`, `sample`."""
    code = f"42012090{digit}000"
    yesterday = now - dt.timedelta(days=1)
    commands.add_entry(
        code=code, name=f"样例事项{digit}", region=region, levels=(4,), owner=body,
        in_force_from=yesterday, by=SYSTEM, now=now,
    )  # fmt: skip
    leaf = commands.add_leaf(entry=code, sequence=1, by=SYSTEM, now=now).code
    make.version(now, leaf, effective_from=yesterday)
    item = make.claimed(now, leaf, body)
    finding = Finding.objects.create(
        id=new_id(7), kind="proof_asked", fingerprint=f"sample:{digit}", organisation_id=body, region=region,
        found_at=now,
    )  # fmt: skip
    proofs.cancel_proof(
        region=region, name="样例旧证明", aliases=(), basis="样例", cancelled_on=now.date(), by=SYSTEM, now=now
    )
    sample = samples.attach_sample(leaf=leaf, content=png(), name="样例.png", by=SYSTEM, now=now)
    return {"entry": code, "leaf": leaf, "item": item.code, "finding": finding.id, "sample": sample.id}
