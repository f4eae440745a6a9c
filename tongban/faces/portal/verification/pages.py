"""`/verify`: an identifier or a file to look at. `/v/<identifier>`: how a licence stands now, for everybody."""

import datetime as dt
import hashlib
import json
import re
from urllib.parse import quote, unquote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.faces.portal.shell import render_page
from tongban.faces.portal.verification import standing, words
from tongban.foundation.kernel.errors import Invalid, Unavailable
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.foundation.ui.rules import as_day
from tongban.foundation.ui.visitors import address_of
from tongban.foundation.ui.words import words_for
from tongban.registers.seals import commands as seals
from tongban.registers.seals import queries as seal_queries
from tongban.registers.seals.reading import MAX_BYTES, Report, read_day, too_large
from tongban.services.licences import queries as licences
from tongban.services.licences.queries import CopyLine, PublicLicence

LONGEST = 4_500
"""Characters of what is typed: a whole address off a printed code."""
_ADDRESS = re.compile(r".*/v/([^/?#]+)(?:\?[^#]*)?(#.*)?")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The form; an identifier leads on to its licence, a file is answered with its report."""
    if request.method == "POST":
        return _report(request)
    typed = request.GET.get("identifier", "")[:LONGEST].strip()
    return HttpResponseRedirect(_place_of(typed)) if typed else _form(request)


@never_cache
@require_safe
def licence(request: HttpRequest, identifier: str) -> HttpResponse:
    """State, issuer and period of a licence now. What stands behind # in a printed code is checked by the browser."""
    now = timezone.now()
    try:
        found = licences.find_public(identifier, now=now)
    except Invalid as refused:
        return _form(request, str(words_for(refused)[1]), typed=identifier)
    crumbs = _crumbs(_("核验结果"))
    if found is None:
        return render_page(request, "verification/unknown.html", "verify", 404, crumbs=crumbs, identifier=identifier)
    return render_page(
        request, "verification/licence.html", "verify", crumbs=crumbs, licence=found, standing=standing.tell(found),
        checked_at=now, keys=json.dumps(_keys()), full=standing.write_full,
    )  # fmt: skip


def _report(request: HttpRequest) -> HttpResponse:
    sent, asked, now = request.FILES.get("file"), request.POST.get("as_of", "")[:LONGEST], timezone.now()
    try:
        day = read_day(asked, now=now)
    except Invalid as refused:
        return _form(request, str(words_for(refused)[1]), field="as_of", as_of=asked)
    if sent is None or not sent.name:
        return _form(request, _("请选一个文件，最大 20 MB。"), field="file", as_of=asked)
    try:
        if (sent.size or 0) > MAX_BYTES:
            raise too_large()
        content = sent.read()
        report = seals.verify_for(address=address_of(request), content=content, now=now, on=day)
    except (Invalid, Unavailable) as refused:
        return _form(request, str(words_for(refused)[1]), field="file", as_of=asked, status=_status_of(refused))
    copy = licences.find_copy(hashlib.sha256(content).hexdigest(), now=now)
    return _answer(request, report, sent.name, day, copy, licences.find_of_file(report, now=now))


def _answer(
    request: HttpRequest, report: Report, name: str, day: dt.date | None, copy: CopyLine | None,
    licence: PublicLicence | None,
) -> HttpResponse:  # fmt: skip
    """A marked copy (加注件) says for whom and until when, whatever its seal is worth; a licence, how it stands.

    `day`: the one asked for.
    """
    signatures = [(signature, words.tell_layers(signature, report.kind)) for signature in report.signatures]
    return render_page(
        request, "verification/report.html", "verify", crumbs=_crumbs(_("核验结果")), report=report, name=name,
        headline=words.headline(report) if licence is None else standing.headline(report, licence), copy=copy,
        licence=licence, standing=standing.tell(licence) if licence else None, signatures=signatures,
        picture=standing.picture_address, full=standing.write_full, day=day,
    )  # fmt: skip


def _form(
    request: HttpRequest,
    fault: str = "",
    *,
    field: str = "identifier",
    typed: str = "",
    as_of: str = "",
    status: int = 422,
) -> HttpResponse:
    return render_page(
        request, "verification/verify.html", "verify", status if fault else 200, crumbs=_crumbs(), fault=fault,
        field=field, typed=typed, as_of=as_of, day=as_day(timezone.now()), authorities=seal_queries.list_authorities(),
    )  # fmt: skip


def _status_of(refused: Invalid | Unavailable) -> int:
    return 429 if "retry_after" in refused.facts else 422


def _place_of(typed: str) -> str:
    """The page of an identifier, or of the address off a printed code with the proof that stands in it."""
    off_code = _ADDRESS.fullmatch(typed)
    identifier, proof = (unquote(off_code[1]), off_code[2] or "") if off_code else (typed, "")
    spelled = "".join(identifier.split())[:200]
    return f"/v/{quote(spelled, safe='')}{quote(proof, safe='#-_=')}"


def _crumbs(here: str = "") -> tuple[NavigationEntry, ...]:
    way = (
        NavigationEntry(_("首页"), reverse("home")),
        NavigationEntry(_("核验证照"), reverse("verify") if here else ""),
    )
    return (*way, NavigationEntry(here, "")) if here else way


def _keys() -> dict[str, dict[str, str]]:
    """The platform's public keys by their ids, former ones too, for the browser; none while there is no authority."""
    return {each.key_id: {"key": each.public_key.hex()} for each in seal_queries.list_platform_keys()}
