"""The catalogue of licence types: the list, one type with its versions, and its editor."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.faces.workbench.licences import words
from tongban.faces.workbench.licences.pages import tell
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, Invalid
from tongban.foundation.ui.words import words_for
from tongban.services.licences import commands, queries
from tongban.services.licences.commands import TypeContent
from tongban.services.licences.rules import rights
from tongban.services.licences.rules.fields import FIELDS_AT_MOST

HERE = "workbench:licence_types"
SPARE = 3
_TEXTS = ("code", "name", "name_en", "kind", "holder_kind", "category", "layout", "numbering", "seal_kind")
_MARKS = ("required", "public", "sensitive")
EMPTY = TypeContent(
    code="", name="", kind="licence", holder_kind="person", validity={"unit": "year", "length": 5},
    numbering="{region}{year}{serial}",
)  # fmt: skip


@require_safe
@staff_page(rights.READ, rights.DEFINE)
def types(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """All types, by code, page by page."""
    q, after = request.GET.get("q", "")[:60], request.GET.get("after", "")[:21]
    page = queries.list_types(q=q, after=after)
    here = reverse(HERE)
    shown: dict[str, Any] = {
        "page": page, "q": q, "total": queries.count_types(q=q), "kinds": words.KINDS, "holders": words.HOLDERS,
        "may_define": desk.actor.may_anywhere(rights.DEFINE),
        "first_url": f"{here}?{urlencode({'q': q})}" if after else "",
        "next_url": f"{here}?{urlencode({'q': q, 'after': page.next})}" if page.next else "",
    }  # fmt: skip
    return render_desk(request, "licences/types.html", desk, now, HERE, **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rights.READ, rights.DEFINE)
def licence_type(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """One type; whoever defines types changes it here, 303 to the same page."""
    view = queries.get_type(code)
    if request.method != "POST":
        return _type(request, desk, now, view.content, view)
    content = _read(request.POST, code)
    version = request.POST.get("version", "")
    try:
        commands.change_type(
            content=content, reason=request.POST.get("reason", ""), by=desk.actor, now=now,
            version=int(version) if version.isdecimal() else None,
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return _type(request, desk, now, content, view, refusal)
    return HttpResponseRedirect(reverse("workbench:licence_type", kwargs={"code": code}), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rights.DEFINE)
def new_type(request: HttpRequest, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """A type more, 303 to its page."""
    if request.method != "POST":
        return _type(request, desk, now, EMPTY, None)
    content = _read(request.POST, request.POST.get("code", "").strip().upper())
    try:
        commands.add_type(content=content, by=desk.actor, now=now)
    except (Invalid, Conflict) as refusal:
        return _type(request, desk, now, content, None, refusal)
    return HttpResponseRedirect(reverse("workbench:licence_type", kwargs={"code": content.code}), status=303)


@require_POST
@staff_page(rights.DEFINE)
def set_state(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The type issues nothing more, or does again; 303 to its page."""
    view = queries.get_type(code)
    command = commands.end_type if view.state == "active" else commands.reopen_type
    try:
        command(code=code, reason=request.POST.get("reason", ""), by=desk.actor, now=now)
    except Invalid as refusal:
        return _type(request, desk, now, view.content, view, refusal)
    return HttpResponseRedirect(reverse("workbench:licence_type", kwargs={"code": code}), status=303)


def _type(
    request: HttpRequest, desk: Desk, now: dt.datetime, content: TypeContent, view: Any, refusal: Any = None
) -> HttpResponse:  # fmt: skip
    told = tell(refusal)
    fields = [dict(field) for field in content.fields] if isinstance(content.fields, list | tuple) else []
    shown: dict[str, Any] = {
        "content": content, "view": view, "rows": fields + [{}] * min(SPARE, FIELDS_AT_MOST - len(fields)),
        "sources": "\n".join(f"{entry} {operation}" for entry, operation in content.sources.items()), "told": told,
        "refusal": str(words_for(refusal)[1]) if refusal else "", "layouts": [(each, each) for each in
        queries.list_layouts()], "kinds": list(words.KINDS.items()), "holders": list(words.HOLDERS.items()),
        "seals": list(words.SEALS.items()), "units": list(words.UNITS.items()),
        "sources_told": next((text for place, text in told.items() if place.startswith("sources")), ""),
        "may_define": desk.actor.may_anywhere(rights.DEFINE), "operations": words.OPERATIONS,
    }  # fmt: skip
    status = 200 if refusal is None else 409 if isinstance(refusal, Conflict) else 422
    return render_desk(request, "licences/type.html", desk, now, HERE, status=status, **shown)


def _read(sent: QueryDict, code: str) -> TypeContent:
    """What was filled in, as it is: the command judges it."""
    texts = {name: sent.get(name, "").strip() for name in _TEXTS} | {"code": code}
    length = sent.get("length", "").strip()
    validity: dict[str, Any] = {"unit": sent.get("unit", "")}
    if validity["unit"] != "long_term":
        validity["length"] = int(length) if length.isdecimal() and len(length) <= 6 else 0
    return TypeContent(**texts, validity=validity, fields=_read_fields(sent), sources=_read_sources(sent))


def _read_fields(sent: QueryDict) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = []
    for at in range(FIELDS_AT_MOST + SPARE):
        row: dict[str, Any] = {
            part: sent.get(f"fields.{at}.{part}", "").strip() for part in ("code", "name", "name_en", "source")
        }
        if any(row.values()):
            rows.append(row | {mark: f"fields.{at}.{mark}" in sent for mark in _MARKS})
    return rows


def _read_sources(sent: QueryDict) -> dict[str, str]:
    """One to a line: code and operation."""
    lines = [line.split() for line in sent.get("sources", "").splitlines() if line.strip()]
    return {line[0].upper(): line[1].lower() if len(line) > 1 else "" for line in lines}
