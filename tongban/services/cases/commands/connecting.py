"""The register of departments' systems: whose, for which items, connected how, signing with which key."""

import datetime as dt
import re
from collections.abc import Sequence

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.foundation.keys.errors import CryptoFailed
from tongban.foundation.keys.signing import Sm2Verifier
from tongban.registers.orgs import queries as orgs
from tongban.services.cases import errors
from tongban.services.cases.models import System
from tongban.services.cases.rules import rights
from tongban.services.cases.rules.told import Mode

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


@transaction.atomic
def register_system(
    *,
    code: str,
    name: str,
    organisation: str,
    mode: str,
    items: Sequence[str],
    public_key: bytes | None = None,
    is_vertical: bool = False,
    by: Actor,
    now: dt.datetime,
) -> System:
    """The system stands in the register as told here; the same code again changes it (a new key, other items).

    `public_key` is the uncompressed SM2 point, 65 bytes; a system that is not connected has none. A vertical system
    may decide items of other bodies. Raises NotFound organisation_unknown, NotAllowed case.not_allowed, Invalid
    system.refused by field.
    """
    body = orgs.get_organisation(organisation)
    _check_may(by, body.region_id, body.code)
    faults = {
        "code": [] if _CODE.fullmatch(code) else ["system.code"],
        "name": [] if name.strip() and len(name) <= 100 else ["system.name"],
        "mode": [] if mode in list(Mode) else ["system.mode"],
        "public_key": _key_faults(mode, public_key),
        "items": [] if all(len(item) == 33 and _is_of(item, organisation, is_vertical) for item in items) else
        ["system.item"],
    }  # fmt: skip
    faults = {field: codes for field, codes in faults.items() if codes}
    if faults:
        raise Invalid("system.refused", faults, count=len(faults))
    earlier = System.objects.filter(code=code).first()
    if earlier is not None:
        _check_may(by, earlier.region, earlier.organisation)
    system, _made = System.objects.update_or_create(
        code=code,
        defaults={
            "name": name.strip(), "organisation": body.code, "region": body.region_id, "mode": mode,
            "items": sorted(set(items)), "public_key": public_key, "is_vertical": is_vertical, "closed_at": None,
        },
        create_defaults={
            "name": name.strip(), "organisation": body.code, "region": body.region_id, "mode": mode,
            "items": sorted(set(items)), "public_key": public_key, "is_vertical": is_vertical, "registered_at": now,
        },
    )  # fmt: skip
    _record("cases.system_registered", system, by, now)
    return system


@transaction.atomic
def close_system(*, code: str, by: Actor, now: dt.datetime) -> System:
    """What the system tells is refused from now on; its cases stay. Raises NotFound system.not_found, NotAllowed."""
    system = System.objects.select_for_update().filter(code=code, closed_at=None).first()
    if system is None:
        raise NotFound("system.not_found")
    _check_may(by, system.region, system.organisation)
    system.closed_at = now
    system.save(update_fields=["closed_at"])
    _record("cases.system_closed", system, by, now)
    return system


def _is_of(item: str, organisation: str, is_vertical: bool) -> bool:
    return is_vertical or item.startswith(organisation)


def _key_faults(mode: str, public_key: bytes | None) -> list[str]:
    if public_key is None:
        return [] if mode == Mode.SECONDARY_ENTRY else ["system.key"]
    try:
        Sm2Verifier(public_key)
    except CryptoFailed:
        return ["system.key"]
    return []


def _check_may(by: Actor, region: str, organisation: str) -> None:
    if by is not SYSTEM and not by.may(rights.CONNECT, region, organisation):
        raise errors.not_allowed(rights.CONNECT)


def _record(action: str, system: System, by: Actor, now: dt.datetime) -> None:
    audit.record(
        action, by=by, now=now, subject=f"system:{system.code}", region=system.region,
        organisation=system.organisation, mode=system.mode, items=len(system.items),
    )  # fmt: skip
