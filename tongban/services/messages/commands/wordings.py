"""How a region words a notice: checked before it counts, kept afterwards."""

import datetime as dt
from dataclasses import asdict

from django.db import IntegrityError, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.regions import queries as regions
from tongban.services.messages import errors
from tongban.services.messages.models import RegionWording
from tongban.services.messages.queries.wordings import EDIT, get_template
from tongban.services.messages.rules.templates import BASIS_AT_MOST, Wording, check_wording


@transaction.atomic
def set_wording(
    *, region: str, template: str, wording: Wording, basis: str, by: Actor, now: dt.datetime
) -> RegionWording:
    """From now on the notice is worded so in the region and below, until a nearer region words it itself.

    Journals messages.wording_set. Raises NotAllowed message.not_allowed, NotFound region_unknown,
    message.template_unknown, Invalid message.wording_refused by field, Conflict message.set_meanwhile.
    """
    _check_may(by, region)
    known = get_template(template)
    regions.get_region(region)
    faults = check_wording(known, wording)
    why = basis.strip()
    if not why or len(why) > BASIS_AT_MOST or not why.isprintable():
        faults["basis"] = ["message.text_too_long" if len(why) > BASIS_AT_MOST else "message.basis_missing"]
    if faults:
        raise errors.wording_refused(faults)
    _end(region, template, now)
    try:
        with transaction.atomic():
            row = RegionWording.objects.create(
                region=region, template=template, basis=why, set_by=by.account, set_at=now, **asdict(wording)
            )
    except IntegrityError as other:
        raise errors.set_meanwhile() from other
    _record("messages.wording_set", region, template, by, now)
    return row


@transaction.atomic
def end_wording(*, region: str, template: str, by: Actor, now: dt.datetime) -> None:
    """The region words this notice no longer itself. Journals messages.wording_ended.

    Raises NotAllowed message.not_allowed, NotFound message.template_unknown, Conflict message.not_own.
    """
    _check_may(by, region)
    get_template(template)
    if not _end(region, template, now):
        raise errors.not_own()
    _record("messages.wording_ended", region, template, by, now)


def _end(region: str, template: str, now: dt.datetime) -> bool:
    standing = RegionWording.objects.filter(region=region, template=template, ended_at=None)
    return standing.update(ended_at=now) > 0


def _record(action: str, region: str, template: str, by: Actor, now: dt.datetime) -> None:
    audit.record(action, by=by, now=now, subject=f"wording:{region}:{template}", region=region, template=template)


def _check_may(by: Actor, region: str) -> None:
    if by is not SYSTEM and not by.may(EDIT, region):
        raise errors.not_allowed(EDIT)
