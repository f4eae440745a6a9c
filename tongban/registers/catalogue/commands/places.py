"""What a body says for all its items alike: where, when, whom to ask."""

import datetime as dt

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands import generation
from tongban.registers.catalogue.commands.authority import EDIT, require
from tongban.registers.catalogue.models import Place
from tongban.registers.catalogue.models.base import FOREVER
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.rules.content import Content, Fault, check_content, is_filled
from tongban.registers.catalogue.rules.elements import Owning
from tongban.registers.orgs import queries as orgs


@transaction.atomic
def set_place(
    *, organisation: str, content: Content, by: Actor, now: dt.datetime, effective_from: dt.datetime | None = None
) -> Place:
    """All items of the body show this from `effective_from` (None: now) on. Raises NotFound, NotAllowed, Invalid."""
    body, begins = orgs.get_organisation(organisation), effective_from or now
    require(by, EDIT, body.region_id, body.code)
    faults = _list_faults(content)
    if faults:
        raise errors.content_refused(faults)
    last = Place.objects.select_for_update().filter(organisation=body).order_by("-number").first()
    if last is not None and begins <= last.effective_from:
        raise errors.begins_too_early(last.effective_from)
    if last is not None:
        Place.objects.filter(id=last.id).update(effective_until=begins)
    place = Place.objects.create(
        organisation=body, number=(last.number if last else 0) + 1, content=content,
        filled=sorted(code for code in content if is_filled(content[code])),
        effective_from=begins, effective_until=FOREVER, published_at=now, published_by=by.account,
    )  # fmt: skip
    audit.record("catalogue.place_set", by=by, now=now, subject=f"organisation:{organisation}", number=place.number)
    generation.count_up()
    return place


def _list_faults(content: Content) -> list[Fault]:
    table = get_elements()
    faults = check_content(content, table=table, dictionaries=get_dictionaries(), owning=Owning.INDIVIDUAL)
    known = {code for code in content if (element := table.find(code)) is not None and not element.place}
    return faults + [Fault(code, "content.not_a_place", {}) for code in sorted(known)]
