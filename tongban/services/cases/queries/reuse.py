"""Files that a party handed in before and may hand in again, so that nobody uploads the same paper twice."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from tongban.foundation.files import queries as files
from tongban.foundation.files.rules import ScanState
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.parties import queries as parties
from tongban.services.cases.models import CaseMaterial
from tongban.services.cases.rules import rights

MOST = 5


@dataclass(frozen=True, slots=True)
class Earlier:
    """A file of the holder's, with the case it came with."""

    file: uuid.UUID
    name: str
    size: int
    item_name: str
    given_at: dt.datetime


def list_reusable(
    holder: uuid.UUID, names: Collection[str], *, actor: Actor, now: dt.datetime
) -> dict[str, list[Earlier]]:
    """Name of a material → at most five files that came as that material, newest first, each content once.

    Only files that still stand and are not infected; nothing for whoever may not follow the holder's cases.
    """
    account = actor.account
    if account is None or not names or not parties.may_act_for(account, holder, rights.FOLLOW, now=now):
        return {}
    rows = list(
        CaseMaterial.objects.filter(bucket=bucket_of(holder), case__holder=holder, name__in=names, file__isnull=False)
        .order_by("-given_at", "-id")
        .values_list("name", "file", "given_at", "case__item_name")
    )
    if not rows:
        return {}
    standing = {file.id: file for file in files.list_files(holder) if file.scan_state != ScanState.INFECTED}
    found: dict[str, list[Earlier]] = {}
    seen: set[tuple[str, str]] = set()
    for name, file_id, given_at, item_name in rows:
        file = standing.get(file_id) if file_id else None
        if file is None or (name, file.digest) in seen or len(found.get(name, ())) >= MOST:
            continue
        seen.add((name, file.digest))
        found.setdefault(name, []).append(Earlier(file.id, file.name, file.size, item_name, given_at))
    return found
