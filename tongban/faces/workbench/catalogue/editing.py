"""Editing what a leaf says in common: the form becomes a draft adjustment, or rewrites one."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.faces.workbench.catalogue import fields, proposals, words
from tongban.faces.workbench.catalogue.pages import crumbs_to, vocabulary
from tongban.faces.workbench.shell import Desk, render_desk, staff_page
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid
from tongban.foundation.ui.words import words_for
from tongban.registers.catalogue.commands import adjustments as commands
from tongban.registers.catalogue.queries import adjustments
from tongban.registers.catalogue.queries import entries as catalogue
from tongban.registers.catalogue.rules.changes import apply_changes, find_changes

PLACE = "workbench:catalogue_adjustments"
MANAGE = "catalogue.manage"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def change(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """A change of the leaf's newest version; kept, 303 to the draft."""
    leaf, newest = catalogue.get_leaf(code), catalogue.find_newest(code)
    if newest is None:
        raise Conflict("adjustment.has_no_version", leaf=code)
    editor = Editor(request, desk, now, leaf, newest)
    if request.method != "POST":
        title = _("修改“%(name)s”") % {"name": newest.name}
        return editor.show(fields.Typed(newest.content, newest.defaults), proposals.blank_facts(now, title[:200]))
    return editor.keep(lambda told, plan: commands.draft(kind="change", leaf=code, plan=plan, **told))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def edit(request: HttpRequest, adjustment: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The author rewrites a draft or returned adjustment; kept, 303 to it."""
    row = adjustments.get_adjustment(adjustment, by=desk.actor)
    if row.kind != "change" or row.leaf_id is None:
        return proposals.edit(request, row, desk=desk, now=now)
    leaf, newest = catalogue.get_leaf(row.leaf_id), catalogue.find_newest(row.leaf_id)
    assert newest is not None
    editor = Editor(request, desk, now, leaf, newest, row)
    if request.method != "POST":
        content = apply_changes(newest.content, row.plan.get("content", {}))
        defaults = apply_changes(newest.defaults, row.plan.get("defaults", {}))
        return editor.show(fields.Typed(content, defaults), proposals.facts_of(row))
    version = proposals.read_version(request.POST)
    return editor.keep(lambda told, plan: commands.revise(adjustment, version=version, plan=plan, **told))


class Editor:
    """One showing of the form over a version, for a new draft or an existing one."""

    def __init__(self, request: HttpRequest, desk: Desk, now: dt.datetime, leaf: Any, newest: Any, row: Any = None):
        self.request, self.desk, self.now = request, desk, now
        self.leaf, self.newest, self.row = leaf, newest, row

    def keep(self, store: Any) -> HttpResponse:
        """What was typed is kept as a plan; a button for rows or the preview only shows the form again."""
        sent = self.request.POST
        typed, facts = fields.read(sent), proposals.typed_facts(sent)
        pressed = sent.get("rows", "")
        if pressed:
            changed = fields.Typed(fields.change_rows(typed.content, pressed), typed.defaults, typed.unreadable)
            return self.show(changed, facts, opened=pressed.partition(".")[0])
        if "preview" in sent:
            return self.show(typed, facts, preview=True)
        if typed.unreadable:
            lines = [{"name": at, "label": words.place_name(at), "text": text} for at, text in typed.unreadable.items()]
            return self.show(typed, facts, lines, status=422)
        plan = {
            "content": find_changes(self.newest.content, typed.content),
            "defaults": find_changes(self.newest.defaults, typed.defaults),
        }
        try:
            kept = store(proposals.read_facts(sent, self.desk, self.now), plan)
        except Invalid as refusal:
            return self.show(typed, facts, words.fault_lines(refusal.fields, refusal.facts), status=422)
        except Conflict as refusal:
            return self.show(typed, facts, refusal=refusal, status=409)
        return HttpResponseRedirect(
            reverse("workbench:catalogue_adjustment", kwargs={"adjustment": kept.id}), status=303
        )

    def show(
        self,
        typed: fields.Typed,
        facts: Mapping[str, str],
        faults: list[dict[str, str]] | None = None,
        *,
        refusal: DomainError | None = None,
        preview: bool = False,
        opened: str = "",
        status: int = 200,
    ) -> HttpResponse:
        lines = [_to_default(line, typed) for line in faults or []]
        errors = {**{line["name"]: line["text"] for line in lines}, **typed.unreadable}
        entry = self.leaf.entry
        shown: dict[str, Any] = {
            "leaf": self.leaf, "newest": self.newest, "row": self.row, "facts": facts, "faults": lines,
            "told": errors, "refusal": words_for(refusal) if refusal else None, "opened": opened,
            "groups": fields.list_groups(typed.content, errors),
            "proposals": fields.list_proposals(typed.defaults, errors),
            "preview": proposals.preview_form(typed.content.get("form")) if preview else None,
            "crumbs": crumbs_to(entry.parent, entry, label=_("修改")),
            **vocabulary(),
        }  # fmt: skip
        return render_desk(self.request, "catalogue/editor.html", self.desk, self.now, PLACE, status, **shown)


def _to_default(line: dict[str, str], typed: fields.Typed) -> dict[str, str]:
    """A fault of a proposal leads to the proposal's control."""
    element = fields.get_elements().find(line["name"].removesuffix("_en"))
    individual = element is not None and element.owning is fields.Owning.INDIVIDUAL
    return {**line, "name": f"default.{line['name']}"} if individual else line
