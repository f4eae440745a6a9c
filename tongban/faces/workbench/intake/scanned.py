"""The window scans an applicant's code: the licences that this item needs take the place of papers.

A scanner is a keyboard: it types the address of the code and presses Enter. Where it cannot, the clerk types the eight
digits beside the code.
"""

import datetime as dt
import uuid
from dataclasses import replace

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.faces.workbench.intake.written import MaterialRow, Sheet
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, DomainError, NotAllowed, Unavailable
from tongban.foundation.ui.forms import ErrorLine
from tongban.foundation.ui.words import sentence_for
from tongban.registers.catalogue.queries.terms import Terms
from tongban.services.cases import queries as cases
from tongban.services.cases.rules.materials import How
from tongban.services.licences import commands as licences
from tongban.services.licences import queries
from tongban.services.licences.queries import Scanned
from tongban.services.licences.rules.fetching import list_needed
from tongban.services.licences.rules.showing import read_code, read_token

FIELD = "scan"
TEXT_AT_MOST = 500
_SHOW_ANEW = gettext_lazy("请申请人在手机上点“换一个码”，再扫一次。")
_NEXT = {
    "licence.code_unknown": gettext_lazy("请申请人在手机上打开“我的证照”亮码，再扫一次。"),
    "licence.digits_wrong": gettext_lazy(
        "请看着申请人手机上现在的 8 位数字再输；还不对，请申请人点“换一个码”，选这件事。"
    ),
    "licence.code_expired": _SHOW_ANEW,
    "licence.code_redeemed": _SHOW_ANEW,
    "licence.code_taken_back": gettext_lazy("申请人愿意的，请重新亮码；不愿意的，收纸质材料。"),
    "licence.code_other_item": gettext_lazy("请申请人亮码时选这件事，再扫一次；或者回到选事项，换成那件事。"),
    "licence.code_other_holder": gettext_lazy("请申请人本人亮码；换申请人的，回到上一步。"),
    "licence.code_other_kind": gettext_lazy("请换成要申请的那一位亮码，或者照证件录入。"),
}
"""What the clerk does next, by why a code opened nothing."""


def is_scanned(request: HttpRequest) -> bool:
    """Whether something stands in the field of the scanner: what it typed, or digits that were read aloud."""
    return bool(_read(request))


def is_named(request: HttpRequest) -> bool:
    """The same where it is asked who applies; the scanner may have typed its code where a document number goes."""
    return FIELD in request.POST or bool(read_token(_read(request, "number")))


def _read(request: HttpRequest, name: str = FIELD) -> str:
    return request.POST.get(name, "").strip()[:TEXT_AT_MOST]


def name_applicant(request: HttpRequest, terms: Terms, by: Actor, now: dt.datetime) -> uuid.UUID:
    """Whose code it is; what the item needs of their licences serves it from now on. Raises as `licences.redeem`."""

    def needed(holder: uuid.UUID) -> tuple[str, ...]:
        found = cases.find_draft(holder, terms.item, actor=by, now=now)
        content = found[1] if found else {}
        return list_needed(terms.materials, content.get("values") or {}, content.get("answers") or {})

    token = read_code(_read(request)) or read_token(_read(request, "number"))
    return licences.redeem(token=token, item=terms.item, types=needed, by=by, now=now).holder


def explain(refusal: DomainError) -> str:
    """Why the code opened nothing, and what to do next."""
    why, then = sentence_for(refusal.code, refusal.facts), str(_NEXT.get(refusal.code, ""))
    return f"{why}{'' if why.endswith('。') or not then else ' '}{then}"


def find(terms: Terms, party: uuid.UUID, by: Actor, now: dt.datetime) -> Scanned | None:
    """What the applicant's own code has brought, at this page or when it named them."""
    return queries.find_scanned(party, terms=terms, actor=by, now=now)


def bring(sheet: Sheet, found: Scanned | None) -> Sheet:
    """A sheet that is opened: what was scanned stands where nobody has said how the material came."""
    if found is None:
        return sheet
    rows = tuple(row if row.how else _take(row, found.materials.get(row.code, "")) for row in sheet.materials)
    brought = tuple(_say(each.type_name, is_sealed=each.is_sealed) for each in found.licences)
    return replace(sheet, materials=rows, fetched=brought)


def fetch(request: HttpRequest, terms: Terms, party: uuid.UUID, sheet: Sheet, by: Actor, now: dt.datetime) -> Sheet:
    """The sheet with the licences that the code shows, or with what is wrong with the code."""
    needed = list_needed(terms.materials, sheet.values, sheet.answers)
    try:
        got = licences.redeem(
            token=read_code(_read(request)), item=terms.item, types=needed, holder=party, by=by, now=now
        )
    except (Conflict, NotAllowed, Unavailable) as refusal:
        return replace(sheet, faults=(ErrorLine(FIELD, _("扫亮码"), explain(refusal)), *sheet.faults))
    rows = tuple(_take(row, got.materials.get(row.code, "")) for row in sheet.materials)
    return replace(
        sheet, materials=rows, fetched=tuple(_say(each.type_name, is_sealed=bool(each.digest)) for each in got.fetched)
    )


def _say(type_name: str, *, is_sealed: bool) -> str:
    """What it is called; of one without a seal, that it is data only."""
    return type_name if is_sealed else _("%(licence)s（仅数据，未加盖电子印章）") % {"licence": type_name}


def _take(row: MaterialRow, identifier: str) -> MaterialRow:
    return replace(row, how=How.LICENCE.value, licence=identifier, error="") if identifier else row
