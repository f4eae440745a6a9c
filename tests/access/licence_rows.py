"""What the licence centre has in a county of the prepared world: an enterprise's licences, lists on their way."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.routing.ids import new_id
from tongban.services.licences import commands, queries
from tongban.services.licences.models import Run, VolumeAlarm
from tongban.services.licences.tests import make


def build(region: str, body: str, digit: str, holder: uuid.UUID, now: dt.datetime) -> dict[str, Any]:
    if queries.find_type(make.FOOD.code) is None:
        make.food(now)
    told = {"organisation": body, "organisation_name": f"样例局{digit}", "region": region}
    licence = make.recorded(holder, now, item=f"{body}4{make.ENTRY}01", **told)
    return {
        "licence": licence.id, "licence_identifier": licence.identifier,
        "suspended": commands.suspend(licence_id=_another(holder, told, now), reason="样例", by=SYSTEM, now=now).id,
        "licence_run": _run(body, int(digit) * 10, now).id,
        "alarm": _alarm(region, body, now),
        "licence_run_parked": _parked(body, int(digit) * 10 + 1, now),
    }  # fmt: skip


def fresh(code: str) -> commands.TypeContent:
    """A type that nobody has added yet."""
    return replace(make.FOOD, code=f"{make.DEFINER}{code}", name=f"样例证照{code}", sources={})


def _another(holder: uuid.UUID, told: dict[str, Any], now: dt.datetime) -> uuid.UUID:
    return make.recorded(holder, now, item=f"{told['organisation']}4{make.ENTRY}01", **told).id


def _run(body: str, at: int, now: dt.datetime) -> Run:
    content = make.sheet(make.line(at))
    return commands.start_import(
        content=content, name="样例.csv", type_code=make.FOOD.code, issuer=body, by=SYSTEM, now=now
    )


def _parked(body: str, at: int, now: dt.datetime) -> uuid.UUID:
    run = _run(body, at, now)
    Run.objects.filter(id=run.id).update(state="parked", error="样例")
    return run.id


def _alarm(region: str, body: str, now: dt.datetime) -> uuid.UUID:
    return VolumeAlarm.objects.create(
        id=new_id(7), account=uuid.UUID(int=7), organisation=body, region=region, looks=500, raised_at=now
    ).id
