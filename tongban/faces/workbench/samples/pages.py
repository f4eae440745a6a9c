"""Files of a leaf's result: what its guides show, and the form that attaches another one."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid
from tongban.foundation.ui.words import words_for
from tongban.registers.catalogue.commands import samples as commands
from tongban.registers.catalogue.queries import samples as queries
from tongban.registers.catalogue.queries.entries import find_holding, get_leaf

READ, MANAGE = "catalogue.read", "catalogue.manage"
PLACE, NATION = "workbench:catalogue_entries", "0" * 12


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def samples(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The files that guides of the leaf show; POST attaches one, 303 to the same page."""
    leaf = get_leaf(code)
    if request.method != "POST":
        return _page(request, code, desk, now)
    sent = request.FILES.get("file")
    if sent is None or not sent.name:
        return _page(request, code, desk, now, _("请选一个文件。"))
    try:
        commands.attach_sample(leaf=leaf.code, content=sent, name=sent.name, by=desk.actor, now=now)
    except (Invalid, Conflict) as refusal:
        return _page(request, code, desk, now, _told(refusal))
    return HttpResponseRedirect(reverse("workbench:leaf_samples", kwargs={"code": code}), status=303)


@require_POST
@staff_page(READ)
def remove(request: HttpRequest, code: str, sample: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The file is off the guides, 303 back."""
    commands.remove_sample(sample=sample, by=desk.actor, now=now)
    return HttpResponseRedirect(reverse("workbench:leaf_samples", kwargs={"code": code}), status=303)


def _page(request: HttpRequest, code: str, desk: Desk, now: dt.datetime, error: str = "") -> HttpResponse:
    leaf = get_leaf(code)
    holding = find_holding(code, now)
    shown: dict[str, Any] = {
        "leaf": leaf, "name": holding.name if holding else leaf.entry.name, "error": error,
        "rows": queries.list_samples(code), "most": commands.SAMPLES_AT_MOST,
        "megabytes": commands.LIMITS.file_bytes // 1_000_000,
        "may_manage": desk.actor.may(MANAGE, leaf.entry.region_id or NATION, leaf.entry.owner_id),
    }  # fmt: skip
    return render_desk(request, "samples/samples.html", desk, now, PLACE, status=422 if error else 200, **shown)


def _told(refusal: DomainError) -> str:
    return str(words_for(refusal)[1])
