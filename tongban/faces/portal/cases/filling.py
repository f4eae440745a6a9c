"""The step of the form: what the file answers is shown, the rest is asked; every field is kept as it is filled in."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.faces.portal.cases.people import signed_in
from tongban.faces.portal.cases.writing import Writing, frame, open_draft, read_version
from tongban.faces.portal.shell import render_page
from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.ui.forms import FieldView, FormView
from tongban.foundation.ui.rules import mask, write_time
from tongban.registers.catalogue.queries.terms import Terms
from tongban.registers.forms import queries as forms
from tongban.registers.regions import queries as regions

LATER, KEEP = "later", "keep"
_NUMBERS = frozenset(("id", "uscc"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def form(request: HttpRequest, item: str, draft: uuid.UUID) -> HttpResponse:
    """Filled in and in order, 303 to the materials; `go=keep` is asked by the page while somebody types."""
    writing = open_draft(request, item, draft)
    if writing.terms.form is None:
        return HttpResponseRedirect(writing.url("materials"), status=303)
    if request.method != "POST":
        return _page(request, writing, writing.values)
    posted = dict(request.POST.lists())
    values = writing.values | forms.read(writing.terms.form, posted)
    values = {key: value for key, value in values.items() if key not in writing.prefill.held}
    go = request.POST.get("go", "")
    try:
        writing.keep(_version_to_match(request, writing, go), values=values, page=request.POST.get("page", "")[:40])
    except Conflict as changed:
        return _collided(request, writing, values, changed, quiet=go == KEEP)
    if go == KEEP:
        return JsonResponse({"version": writing.draft.version, "said": _saved(writing)})
    if forms.wants_update(posted):
        return _page(request, writing, values)
    if go == LATER:
        return HttpResponseRedirect(f"{reverse('my_cases')}?group=drafts", status=303)
    faults = find_faults(writing, values)
    if faults:
        return _page(request, writing, values, faults, status=422)
    return HttpResponseRedirect(writing.url("materials"), status=303)


def _version_to_match(request: HttpRequest, writing: Writing, go: str) -> int | None:
    """None where this very page saved last: what it kept by itself while somebody typed is no other's word."""
    is_own = writing.draft.content.get("page") == request.POST.get("page", "")
    return None if is_own and go != KEEP else read_version(request)


def find_faults(writing: Writing, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with the fields of this step; what the file holds and later steps ask is none of its."""
    assert writing.terms.form is not None
    faults = forms.validate(writing.terms.form, values=values, answers=writing.answers)
    return {key: codes for key, codes in faults.items() if key.partition(".")[0] not in hidden_keys(writing)}


def hidden_keys(writing: Writing) -> frozenset[str]:
    """Fields that the page does not ask."""
    return frozenset(writing.prefill.held) | frozenset(writing.asked_elsewhere)


def draw(
    terms: Terms, values: Mapping[str, Any], answers: Mapping[str, Any], hidden: frozenset[str], faults: Any = None
) -> FormView:
    """The form without the fields that are not asked here; a section left without any is gone."""
    assert terms.form is not None
    view = forms.view(
        terms.form, values=values, answers=answers, errors=faults, language=get_language() or "zh-hans",
        places=_list_places(terms.region),
    )  # fmt: skip
    kept = [
        replace(section, fields=tuple(field for field in section.fields if field.name not in hidden))
        for section in view.sections
    ]
    return replace(view, sections=tuple(section for section in kept if section.fields))


def summarise(writing: Writing) -> list[tuple[str, list[tuple[str, str]]]]:
    """What was filled in, by section: label and words; what is hidden or empty is left out."""
    if writing.terms.form is None:
        return []
    view = draw(writing.terms, writing.values, writing.answers, hidden_keys(writing))
    told = [
        (section.title, [(field.label, text) for field in section.fields if field.visible and (text := _words(field))])
        for section in view.sections
    ]
    return [(title, rows) for title, rows in told if rows]


def _words(field: FieldView) -> str:
    """What stands in the field, as one reads it."""
    if field.rows:
        return "；".join(filter(None, ("、".join(filter(None, map(_words, row))) for row in field.rows)))
    if field.options:
        return "、".join(option.label for option in field.options if option.chosen)
    return mask(field.value) if field.control in _NUMBERS and field.value else field.value


def _list_places(region: str) -> Sequence[tuple[str, str]]:
    """Where the premises may lie: the body's region and what lies directly below."""
    here = regions.get_region(region)
    return [(here.code, here.name), *((each.code, each.name) for each in regions.list_children(region))]


def _page(
    request: HttpRequest,
    writing: Writing,
    values: Mapping[str, Any],
    faults: Any = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    view = draw(writing.terms, values, writing.answers, hidden_keys(writing), faults)
    carried = writing.draft.content.get("earlier") or ()
    page = request.POST.get("page") or secrets.token_hex(8)
    shown = {"view": view, "carried": len(carried), "saved": _saved(writing), "page": page} | more
    return render_page(request, "cases/form.html", "search", status, **frame(writing, "form"), **shown)


def _collided(
    request: HttpRequest, writing: Writing, values: Mapping[str, Any], changed: Conflict, *, quiet: bool
) -> HttpResponse:
    """What was typed stays on the page; saving once more takes the place of what was written elsewhere."""
    if changed.code != "case.draft_changed":
        raise changed
    if quiet:
        return JsonResponse({"said": _("这份草稿在别处改过，请刷新这一页")}, status=409)
    return _page(request, writing, values, status=409, changed=True)


def _saved(writing: Writing) -> str:
    return _("已自动保存 %(time)s") % {"time": write_time(writing.draft.saved_at)}
