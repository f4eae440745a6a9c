"""The material that lies open: shown in the page where a browser can, streamed from this house, journalled."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any

from csp.constants import NONE, SELF
from csp.utils import build_policy
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.faces.workbench.cases.reading import get_id, get_view
from tongban.faces.workbench.shell import Desk, staff_page
from tongban.foundation.files import commands as files
from tongban.foundation.files import queries
from tongban.foundation.files.rules import ScanState
from tongban.foundation.kernel.errors import NotFound
from tongban.services.cases import queries as cases
from tongban.services.cases.queries import CaseView
from tongban.services.cases.rules import rights

PICTURES = ("image/jpeg", "image/png")
PDF = "application/pdf"
PURPOSE = "cases.review"


@dataclass(frozen=True, slots=True)
class Material:
    """One material of the case as the list shows it; `file` None where nothing was uploaded."""

    code: str
    name: str
    how: str
    defect: str
    verified: bool
    standard: str
    url: str
    row: Any


@require_safe
@staff_page(rights.READ)
def material(request: HttpRequest, number: str, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponseBase:
    """The original, as it was handed in. Raises NotFound case.not_found, file.not_found, Conflict file.blocked."""
    given = cases.get_material(get_id(number, desk, now), code, actor=desk.actor, now=now)
    if given.file is None:
        raise NotFound("file.not_found")
    return _hand_out(request, given.file, given.case.holder_id, desk, now)


@require_safe
@staff_page(rights.READ)
def signed_paper(request: HttpRequest, number: str, version: int, *, desk: Desk, now: dt.datetime) -> HttpResponseBase:
    """The scan of what the enterprise signed on paper for this version. Raises as `material`."""
    case = get_view(number, desk, now).case
    found = cases.list_signatures(case.id, actor=desk.actor, now=now)
    file = next((each.file for each in found if each.version == version), None)
    if file is None:
        raise NotFound("file.not_found")
    return _hand_out(request, file, case.holder_id, desk, now)


def _hand_out(
    request: HttpRequest, file: uuid.UUID, holder: uuid.UUID, desk: Desk, now: dt.datetime
) -> HttpResponseBase:
    row, content = files.hand_out(file, by=desk.actor, purpose=PURPOSE, now=now, holder=holder)
    inline = row.media_type in (*PICTURES, PDF) and "download" not in request.GET
    answer = FileResponse(content, content_type=row.media_type)
    answer["Content-Disposition"] = content_disposition_header(not inline, row.name) or ""
    answer["Content-Security-Policy"] = _policy_of_file()
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def list_materials(view: CaseView, rows: tuple[Any, ...]) -> list[Material]:
    """In the order of the item; what is not the item's any more comes last."""
    order = {row["code"]: at for at, row in enumerate(rows)}
    known = {row["code"]: row for row in rows}
    here = reverse("workbench:case", kwargs={"number": view.case.number})
    return [
        Material(
            row.code, row.name, row.how, row.defect, row.verified_at is not None,
            known.get(row.code, {}).get("standard") or "", f"{here}?material={row.code}", row,
        )
        for row in sorted(view.materials, key=lambda row: (order.get(row.code, len(order)), row.code))
    ]  # fmt: skip


def open_file(view: CaseView, chosen: Material | None, desk: Desk) -> dict[str, Any]:
    """What the viewer shows: `kind` picture, pdf or none with a reason."""
    if chosen is None:
        return {"kind": "none", "name": _("材料"), "reason": _("这个办件没有材料。")}
    told: dict[str, Any] = {"kind": "none", "name": chosen.name}
    if chosen.row.file is None:
        return told | {"reason": _why_no_file(chosen)}
    address = reverse("workbench:case_material", kwargs={"number": view.case.number, "code": chosen.code})
    try:
        file = queries.get_file(desk.actor, chosen.row.file, holder=view.case.holder_id)
    except NotFound:
        return told | {"reason": _("文件已经不在了。")}
    told |= {"file": file.name, "size": file.size, "download_url": f"{address}?download"}
    if file.scan_state == ScanState.INFECTED:
        return told | {"reason": _("文件里查出病毒，已经封存，打不开。"), "download_url": ""}
    if file.media_type == PDF:
        return told | {"kind": "pdf", "url": address}
    if file.media_type in PICTURES:
        return told | {"kind": "picture", "url": address}
    return told | {"reason": _("这种文件不能在网页里看，请下载后打开。")}


def _why_no_file(chosen: Material) -> str:
    match chosen.how:
        case "licence":
            return _("免提交：用的是电子证照“%(reference)s”。") % {"reference": chosen.row.reference or chosen.name}
        case "form":
            return _("在线填写的，请看“申请表”。")
        case "promise":
            return _("容缺：申请人承诺后补，现在还没有。")
    return _("交的是纸质件，没有电子文件。")


@cache
def policy_of_page() -> str:
    """The house's policy, and besides: a frame of this house."""
    return str(build_policy(update={"frame-src": [SELF]}))


@cache
def _policy_of_file() -> str:
    """The file may stand in a frame of this house and reaches for nothing; the browser's own reader draws itself."""
    return str(
        build_policy(
            config={"default-src": [NONE], "img-src": [SELF], "object-src": [SELF], "frame-ancestors": [SELF],
                    "style-src": ["'unsafe-inline'"]},
        )
    )  # fmt: skip
