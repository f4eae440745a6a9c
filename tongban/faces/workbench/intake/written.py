"""What a clerk has typed, scanned and received, read from the posted page or from a draft."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.foundation.files import commands as files
from tongban.foundation.files import queries as stored
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import DomainError, Invalid, NotFound
from tongban.foundation.ui.forms import ErrorLine
from tongban.foundation.ui.words import sentence_for
from tongban.registers.catalogue.queries.terms import Terms
from tongban.registers.forms import queries as forms
from tongban.services.cases.rules import materials
from tongban.services.cases.rules.materials import DEFERRABLE, FORM, OPTIONAL, Asked, Given, How
from tongban.services.cases.rules.words import Delivery


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """One material on the page: how it came ("" while nobody has said), and the scan that is stored already.

    `licence`: the identifier of the licence that was fetched for it.
    """

    code: str
    name: str
    ways: tuple[tuple[str, str], ...]
    how: str = ""
    file: uuid.UUID | None = None
    file_name: str = ""
    licence: str = ""
    error: str = ""
    optional: bool = False

    @property
    def field(self) -> str:
        return f"materials.{self.code}"

    def as_given(self) -> Given:
        reference = self.licence if self.how == How.LICENCE else ""
        return Given(self.code, How(self.how), self.file if self.how == How.UPLOAD else None, reference)

    def as_kept(self) -> dict[str, Any]:
        kept = {"code": self.code, "how": self.how, "reference": self.as_given().reference}
        return kept | ({"file": str(self.file)} if self.file else {})


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the page. `field_faults` are the form's, by key; `faults` all others, as lines.

    `prefilled`: keys of the form that the applicant's file has answered. `fetched`: the types of licences that a code
    has brought, None where none was scanned.
    """

    values: Mapping[str, Any]
    answers: Mapping[str, str]
    materials: tuple[MaterialRow, ...]
    delivery: str = Delivery.WINDOW
    address: str = ""
    promise: bool = False
    key: str = ""
    faults: tuple[ErrorLine, ...] = ()
    field_faults: Mapping[str, Sequence[str]] = field(default_factory=dict)
    prefilled: frozenset[str] = frozenset()
    fetched: tuple[str, ...] | None = None

    def given(self) -> list[Given]:
        return [row.as_given() for row in self.materials if row.how]


def read_draft(terms: Terms, found: tuple[Any, dict[str, Any]] | None) -> Sheet:
    """The applicant's draft goes on, or a blank sheet begins."""
    content = found[1] if found else {}
    values, answers = content.get("values") or {}, content.get("answers") or {}
    kept = {row["code"]: row for row in found[0].materials if "how" in row} if found else {}
    rows = tuple(_from_draft(row, kept.get(row.code)) for row in list_rows(terms, values, answers))
    return Sheet(values, answers, rows)


def read_blank(terms: Terms, known: Mapping[str, Any]) -> Sheet:
    """A sheet that begins with what is known of the applicant."""
    return Sheet(known, {}, tuple(list_rows(terms, known, {})), prefilled=frozenset(known))


def _from_draft(row: MaterialRow, kept: Mapping[str, Any] | None) -> MaterialRow:
    if kept is None or kept["how"] not in dict(row.ways):
        return row
    file = uuid.UUID(kept["file"]) if kept.get("file") else None
    licence = kept.get("reference", "") if kept["how"] == How.LICENCE else ""
    return replace(row, how=kept["how"], file=file, file_name=_("已经存好的文件") if file else "", licence=licence)


def list_rows(terms: Terms, values: Mapping[str, Any], answers: Mapping[str, str]) -> list[MaterialRow]:
    """The materials that these answers need, without the form itself, each with the ways it may come."""
    asked = Asked(terms.materials, values, answers, terms.tolerant, terms.form is not None)
    rows = [row for row in asked.needed() if not (asked.has_form and row.get("blank_form") == FORM)]
    return [
        MaterialRow(
            row["code"], str((get_language() == "en" and row.get("name_en")) or row["name"]), _ways(row, terms),
            optional=row.get("need") == OPTIONAL and not row.get("when"),
        )
        for row in rows
    ]  # fmt: skip


def _ways(row: Mapping[str, Any], terms: Terms) -> tuple[tuple[str, str], ...]:
    ways = [(How.PAPER.value, _("收下纸质")), (How.UPLOAD.value, _("扫描上传"))]
    if row.get("licence"):
        ways.append((How.LICENCE.value, _("用电子证照")))
    if terms.tolerant and row.get("need") == DEFERRABLE:
        ways.append((How.PROMISE.value, _("容缺，承诺后补")))
    return tuple(ways)


def read_sheet(request: HttpRequest, terms: Terms, party: uuid.UUID, by: Actor, now: dt.datetime) -> Sheet:
    """What was posted; scans are stored in the applicant's file at once, so that no error loses them."""
    sent = request.POST
    values = forms.read(terms.form, dict(sent.lists())) if terms.form is not None else {}
    named = {name.removeprefix("answers."): str(text) for name, text in sent.items() if name.startswith("answers.")}
    answers = {name: text for name, text in named.items() if text}
    rows = tuple(_read_row(request, row, party, by, now) for row in list_rows(terms, values, answers))
    delivery = sent.get("delivery", "")
    return Sheet(
        values, answers, rows, delivery if delivery in Delivery.__members__.values() else Delivery.WINDOW,
        sent.get("address", "")[:200], "promise" in sent, sent.get("key", ""),
        tuple(ErrorLine(row.field, row.name, row.error) for row in rows if row.error),
    )  # fmt: skip


def _read_row(request: HttpRequest, row: MaterialRow, party: uuid.UUID, by: Actor, now: dt.datetime) -> MaterialRow:
    how = request.POST.get(row.field, "")
    licence = request.POST.get(f"{row.field}.licence", "")[:120]
    row = replace(row, how=how if how in dict(row.ways) else "", licence=licence)
    scan = request.FILES.get(f"{row.field}.scan")
    if scan is not None:
        try:
            file = files.store(scan, name=scan.name or "", holder=party, by=by, now=now)
        except Invalid as refusal:
            return replace(row, how=How.UPLOAD, error=sentence_for(refusal.code, refusal.facts))
        return replace(row, how=How.UPLOAD, file=file.id, file_name=file.name)
    kept = request.POST.get(f"{row.field}.file", "")
    try:
        file = stored.get_file(by, uuid.UUID(kept), holder=party)
    except (ValueError, NotFound):
        return row
    return replace(row, file=file.id, file_name=file.name)


def list_faults(terms: Terms, sheet: Sheet, refusal: DomainError) -> Sheet:
    """The sheet with everything that is wrong with it at once, not only with what the refusal came to first."""
    told = refusal.fields if isinstance(refusal, Invalid) else {}
    asked = Asked(terms.materials, sheet.values, sheet.answers, terms.tolerant, terms.form is not None)
    wrong = {**materials.check(asked, materials.complete(asked, sheet.given())), **told}
    rows = tuple(
        replace(row, error=sentence_for(wrong[row.field][0], refusal.facts)) if row.field in wrong else row
        for row in sheet.materials
    )
    lines = [ErrorLine(row.field, row.name, row.error) for row in rows if row.error]
    labels = {"delivery": _("领取方式"), "promise": _("告知承诺")}
    for name, codes in told.items():
        if name.startswith("answers."):
            lines.append(ErrorLine(name, _("情形"), sentence_for(codes[0], refusal.facts)))
        elif name in labels:
            lines.append(ErrorLine(name, labels[name], sentence_for(codes[0], refusal.facts)))
    values = {"values": sheet.values, "answers": sheet.answers}
    field_faults = forms.validate(terms.form, **values) if terms.form is not None else {}
    return replace(sheet, materials=rows, faults=tuple(lines), field_faults=field_faults)
