"""The materials of an application or of a correction: what each row asks, what was given, what is wrong with it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tongban.faces.portal.cases.waiving import Held
from tongban.foundation.files import commands as files
from tongban.foundation.files import queries as stored
from tongban.foundation.files.quality import Hint, list_hints
from tongban.foundation.files.rules import megabytes
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import DomainError, Invalid
from tongban.foundation.ui.words import sentence_for
from tongban.registers.catalogue.rules.guidance import BRING, LATER, ONLINE, WAIVED
from tongban.services.cases.queries import Earlier
from tongban.services.cases.rules.materials import DEFERRABLE, FORM, OPTIONAL, Asked, Given, How

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """One material on the page. `mark` as in the guide; `given` is the row of the draft, or None."""

    code: str
    name: str
    text: str
    mark: str
    given: Row | None
    optional: bool = False
    may_follow: bool = False
    earlier: Sequence[Earlier] = ()
    error: str = ""
    defect: str = ""
    hints: Sequence[str] = field(default_factory=tuple)
    held: Held | None = None

    @property
    def is_waived(self) -> bool:
        """Whether a licence of the applicant's is used instead, with their consent."""
        return bool(self.given and self.given["how"] == How.LICENCE)

    @property
    def is_asked(self) -> bool:
        """Whether somebody has to hand in something here, or to agree that a licence is used."""
        return not self.is_waived and (bool(self.defect) or self.mark != ONLINE)

    @property
    def size(self) -> str:
        """28 KB, 1.8 MB."""
        size = (self.given or {}).get("size")
        if not size:
            return ""
        return f"{max(1, round(size / 1000))} KB" if size < 100_000 else f"{megabytes(round(size, -5))} MB"


def list_papers(
    asked: Asked,
    given: Sequence[Row],
    earlier: Mapping[str, Sequence[Earlier]],
    faults: Mapping[str, str],
    defects: Mapping[str, str] | None = None,
    held: Mapping[str, Held] | None = None,
) -> list[Paper]:
    """The rows that are needed, in the order of the guide; `held` are the licences that may stand for them."""
    by_code = {row["code"]: row for row in given}
    return [
        Paper(
            row["code"], say(row, "name"), say(row, "instructions") or say(row, "source_note"),
            _mark(row, asked, held or {}), by_code.get(row["code"]),
            optional=row.get("need") == OPTIONAL and not row.get("when"),
            may_follow=asked.tolerant and row.get("need") == DEFERRABLE,
            earlier=earlier.get(row["name"], ()), error=faults.get(row["code"], ""),
            defect=(defects or {}).get(row["code"], ""), hints=_hints(by_code.get(row["code"])),
            held=(held or {}).get(row["code"]),
        )
        for row in asked.needed()
    ]  # fmt: skip


def say(row: Row, key: str) -> str:
    return str((get_language() == "en" and row.get(f"{key}_en")) or row.get(key) or "")


def _mark(row: Row, asked: Asked, held: Mapping[str, Held]) -> str:
    """免提交 only where the applicant has such a licence; else the paper is asked for like any other."""
    if asked.has_form and row.get("blank_form") == FORM:
        return ONLINE
    if row["code"] in held:
        return WAIVED
    return LATER if asked.tolerant and row.get("need") == DEFERRABLE else BRING


def _hints(given: Row | None) -> list[str]:
    words = {
        Hint.SMALL: _("像素偏低，小字可能看不清"),
        Hint.BLANK: _("像是一张白纸，请看看是不是传错了"),
        Hint.DARK: _("偏暗，可能看不清字"),
        Hint.BLURRED: _("有点模糊，可能看不清字"),
    }
    return [words[Hint(hint)] for hint in (given or {}).get("hints", ())]


def to_given(asked: Asked, rows: Sequence[Row]) -> list[Given]:
    """What is handed in: uploads, promises, and licences by their identifiers."""
    needed = {row["code"] for row in asked.needed()}
    return [
        Given(
            row["code"], How(row["how"]), uuid.UUID(row["file"]) if row.get("file") else None, row.get("reference", "")
        )
        for row in {row["code"]: row for row in rows if row["code"] in needed}.values()
    ]


# --- what the page sends ----------------------------------------------------------------------------------------


def read_rows(
    request: HttpRequest, asked: Asked, rows: Sequence[Row], reusable: Mapping[str, Sequence[Earlier]],
    *, holder: uuid.UUID, by: Actor, now: dt.datetime,
) -> tuple[list[Row], dict[str, str]]:  # fmt: skip
    """The rows after what was sent, and by code what was refused. Files are stored with their hints."""
    kept, faults = {row["code"]: dict(row) for row in rows}, dict[str, str]()
    for row in asked.needed():
        code = row["code"]
        try:
            if told := _read(request, row, reusable.get(row["name"], ()), holder, by, now):
                kept[code] = told
        except DomainError as refusal:
            faults[code] = _said(refusal)
        if request.POST.get("remove") == code:
            kept.pop(code, None)
    return list(kept.values()), faults


def _read(
    request: HttpRequest, row: Row, reusable: Sequence[Earlier], holder: uuid.UUID, by: Actor, now: dt.datetime
) -> dict[str, Any] | None:
    code = row["code"]
    if sent := next((file for file in request.FILES.getlist(f"file.{code}") if file.name), None):
        return _store(sent, code, holder, by, now)
    chosen = request.POST.get(f"reuse.{code}", "")
    if earlier := next((each for each in reusable if str(each.file) == chosen), None):
        return {"code": code, "how": How.UPLOAD.value, "file": chosen, "name": earlier.name, "size": earlier.size}
    if request.POST.get(f"later.{code}") and row.get("need") == DEFERRABLE:
        return {"code": code, "how": How.PROMISE.value}
    return None


def _store(sent: UploadedFile, code: str, holder: uuid.UUID, by: Actor, now: dt.datetime) -> dict[str, Any]:
    file = files.store(sent, name=sent.name or "", holder=holder, by=by, now=now)
    with stored.open_content(file) as content:
        hints = list_hints(content, file.media_type)
    return {
        "code": code, "how": How.UPLOAD.value, "file": str(file.id), "name": file.name, "size": file.size,
        "hints": [hint.value for hint in hints],
    }  # fmt: skip


def _said(refusal: DomainError) -> str:
    told = sentence_for(refusal.code, refusal.facts)
    return told if isinstance(refusal, Invalid) or told else _("没有传上，请再传一次")


def summarise(papers: Sequence[Paper]) -> str:
    """免提交 3 份·已交 1 份·还差 1 份."""
    waived = sum(paper.is_waived for paper in papers)
    done = sum(paper.is_asked and paper.given is not None for paper in papers)
    open_ones = sum(paper.is_asked and paper.given is None and not paper.optional for paper in papers)
    told = [
        ngettext("免提交 %(num)s 份", "免提交 %(num)s 份", waived) % {"num": waived} if waived else "",
        ngettext("已交 %(num)s 份", "已交 %(num)s 份", done) % {"num": done} if done else "",
        ngettext("还差 %(num)s 份", "还差 %(num)s 份", open_ones) % {"num": open_ones} if open_ones else "",
    ]
    return "·".join(each for each in told if each)
