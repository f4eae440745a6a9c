"""Publishing an edition 清单: the catalogue as it stands at a moment, under a document number, frozen (CAT-01)."""

import datetime as dt

from django.db import IntegrityError, transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands.authority import NATION, require
from tongban.registers.catalogue.models import Edition
from tongban.registers.catalogue.queries.editions import list_rows

APPROVE = "catalogue.approve"
LENGTHS = {"code": 30, "document_number": 60, "title": 200}


@transaction.atomic
def publish_edition(
    *, code: str, region: str | None, document_number: str, title: str, by: Actor, now: dt.datetime
) -> Edition:
    """Edition `code` ("2020-63") of the region's catalogue stands; its rows never change again.

    Raises NotAllowed, Invalid catalogue.edition_refused, Conflict when that edition stands already.
    """
    require(by, APPROVE, region, by.organisation)
    told = {"code": code.strip(), "document_number": document_number.strip(), "title": title.strip()}
    wrong = {
        name: ["adjustment.too_long" if text else "content.empty"]
        for name, text in told.items()
        if not 0 < len(text) <= LENGTHS[name]
    }
    if wrong:
        raise errors.edition_refused(wrong)
    edition = Edition(region_id=region, published_at=now, rows=list_rows(region, at=now), **told)
    try:
        with transaction.atomic():
            edition.save(force_insert=True)
    except IntegrityError as taken:
        raise errors.edition_stands_already(code) from taken
    audit.record(
        "catalogue.edition_published", by=by, now=now, subject=f"edition:{region or NATION}:{edition.code}",
        rows=len(edition.rows),
    )  # fmt: skip
    return edition
