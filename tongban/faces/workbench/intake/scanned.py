"""The window scans an applicant's code: the licences that this item needs take the place of papers.

A scanner is a keyboard: it types the address of the code and presses Enter.
"""

import datetime as dt
import uuid
from dataclasses import replace

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tongban.faces.workbench.intake.written import MaterialRow, Sheet
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, NotAllowed
from tongban.foundation.ui.forms import ErrorLine
from tongban.foundation.ui.words import sentence_for
from tongban.registers.catalogue.queries.terms import Terms
from tongban.services.cases.rules.materials import How
from tongban.services.licences import commands as licences
from tongban.services.licences.commands import Fetched
from tongban.services.licences.rules.fetching import list_needed
from tongban.services.licences.rules.showing import read_token

FIELD = "scan"
TEXT_AT_MOST = 500


def is_scanned(request: HttpRequest) -> bool:
    """Whether something stands in the field of the scanner."""
    return bool(request.POST.get(FIELD, "").strip())


def fetch(request: HttpRequest, terms: Terms, party: uuid.UUID, sheet: Sheet, by: Actor, now: dt.datetime) -> Sheet:
    """The sheet with the licences that the code shows, or with what is wrong with the code."""
    needed = list_needed(terms.materials, sheet.values, sheet.answers)
    try:
        got = licences.redeem(
            token=read_token(request.POST[FIELD][:TEXT_AT_MOST]), item=terms.item, types=needed, holder=party, by=by,
            now=now,
        )  # fmt: skip
    except (Conflict, NotAllowed) as refusal:
        line = ErrorLine(FIELD, _("扫亮码"), sentence_for(refusal.code, refusal.facts))
        return replace(sheet, faults=(line, *sheet.faults))
    rows = tuple(_take(row, got.materials.get(row.code, "")) for row in sheet.materials)
    return replace(sheet, materials=rows, fetched=tuple(_say(each) for each in got.fetched))


def _say(fetched: Fetched) -> str:
    """What it is called; of one without a seal, that it is data only."""
    return (
        fetched.type_name
        if fetched.digest
        else _("%(licence)s（仅数据，未加盖电子印章）") % {"licence": fetched.type_name}
    )


def _take(row: MaterialRow, identifier: str) -> MaterialRow:
    return replace(row, how=How.LICENCE.value, licence=identifier, error="") if identifier else row
