"""Editing what a leaf says in common: the form becomes a draft adjustment, or rewrites one."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.faces.workbench.catalogue import fields, outline, proposals, sheets, words
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
ONLY_SHOWING = ("open", "leave", "again")
"""Buttons that store nothing: a builder, back from it, the same page once more."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def change(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """A change of the leaf's newest version; kept, 303 to the draft."""
    leaf, base = catalogue.get_leaf(code), _newest(code)
    editor = Editor(request, desk, now, leaf.entry, base)
    if request.method != "POST":
        title = (_("修改“%(name)s”") if base.number else _("写“%(name)s”的内容")) % {"name": base.name}
        typed = fields.Typed(base.content or {"name": base.name}, base.defaults)
        return editor.show(typed, proposals.blank_facts(now, title[:200]))
    return editor.keep(lambda told, plan: commands.draft(kind="change", leaf=code, plan=plan, **told))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def addition(request: HttpRequest, code: str, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """A new leaf of the entry, written from nothing; kept, 303 to the draft."""
    entry = catalogue.get_entry(code)
    editor = Editor(request, desk, now, entry)
    if request.method != "POST":
        title = _("给“%(name)s”新增业务办理项") % {"name": entry.name}
        return editor.show(fields.Typed({"name": entry.name}, {}), proposals.blank_facts(now, title[:200]))
    return editor.keep(lambda told, plan: commands.draft(kind="add", entry=code, plan=plan, **told))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def edit(request: HttpRequest, adjustment: uuid.UUID, *, desk: Desk, now: dt.datetime) -> HttpResponse:
    """The author rewrites a draft or returned adjustment; kept, 303 to it."""
    row = adjustments.get_adjustment(adjustment, by=desk.actor)
    adds_leaf = row.kind == "add" and row.entry is not None
    if row.kind != "change" and not adds_leaf:
        return proposals.edit(request, row, desk=desk, now=now)
    base = None if adds_leaf else _newest(row.leaf_id or "")
    editor = Editor(request, desk, now, row.entry, base, row)
    if request.method != "POST":
        return editor.show(_typed(row.plan, base), proposals.facts_of(row))
    version = proposals.read_version(request.POST)
    return editor.keep(lambda told, plan: commands.revise(adjustment, version=version, plan=plan, **told))


@dataclasses.dataclass(frozen=True, slots=True)
class Unwritten:
    """Stands in for the newest version of a leaf that has none: its first one is written from nothing."""

    leaf_id: str
    name: str
    name_en: str
    number: int = 0
    content: dict[str, Any] = dataclasses.field(default_factory=dict)
    defaults: dict[str, Any] = dataclasses.field(default_factory=dict)


def _newest(code: str) -> Any:
    """What a change of the leaf builds on. Raises NotFound."""
    newest = catalogue.find_newest(code)
    if newest is not None:
        return newest
    leaf = catalogue.get_leaf(code)
    return Unwritten(code, leaf.entry.name, leaf.entry.name_en)


def _typed(plan: Mapping[str, Any], base: Any) -> fields.Typed:
    """The form as a kept plan fills it."""
    if base is None:
        leaf = plan["leaves"][0]
        return fields.Typed(
            leaf.get("content", {}), leaf.get("defaults", {}), {}, leaf.get("kind", ""), leaf.get("kind_en", "")
        )
    content = apply_changes(base.content, plan.get("content", {}))
    return fields.Typed(content, apply_changes(base.defaults, plan.get("defaults", {})))


class Editor:
    """One showing of the form: over the version `base` of a leaf, or for a new leaf of the entry.

    `sheet` is the element whose builder is shown in place of everything else ("" shows everything else).
    """

    def __init__(
        self, request: HttpRequest, desk: Desk, now: dt.datetime, entry: Any, base: Any = None, row: Any = None
    ):
        self.request, self.desk, self.now = request, desk, now
        self.entry, self.base, self.row = entry, base, row
        asked = request.POST.get("open") or request.POST.get("sheet") or request.GET.get("sheet", "")
        self.sheet = asked if asked in fields.SHEETS and "leave" not in request.POST else ""

    def keep(self, store: Callable[[Mapping[str, Any], Mapping[str, Any]], Any]) -> HttpResponse:
        """What was typed is kept as a plan; any other button only shows the form again."""
        sent = self.request.POST
        pressed = sent.get("rows", "")
        typed, facts = fields.read(sent, blank_rows=bool(pressed)), proposals.typed_facts(sent)
        if pressed:
            return self._press(typed, facts, pressed)
        if any(name in sent for name in ONLY_SHOWING):
            opened = sent.get("sheet", "") if "leave" in sent else ""
            return self.show(typed, facts, opened=opened)
        if typed.unreadable:
            lines = [{"name": at, "label": words.place_name(at), "text": text} for at, text in typed.unreadable.items()]
            return self.show(typed, facts, lines, status=422)
        if faults := sheets.list_unfinished(typed.content):
            return self.show(typed, facts, self._placed(sheets.fault_lines(faults, typed.content)), status=422)
        try:
            kept = store(proposals.read_facts(sent, self.desk, self.now), self._plan(typed))
        except Invalid as refusal:
            return self.show(typed, facts, self._placed(_lines_of(refusal)), status=422)
        except Conflict as refusal:
            return self.show(typed, facts, refusal=refusal, status=409)
        here = reverse("workbench:catalogue_adjustment", kwargs={"adjustment": kept.id})
        return HttpResponseRedirect(here, status=303)

    def _press(self, typed: fields.Typed, facts: Mapping[str, str], pressed: str) -> HttpResponse:
        """A button for rows or for a condition: nothing is kept, the row it concerns is shown open."""
        if pressed.endswith(".when"):
            return self.show(typed, facts, opened=pressed)
        content, opened = sheets.press(typed.content, pressed, self.request.POST, typed.unreadable)
        return self.show(dataclasses.replace(typed, content=content), facts, opened=opened)

    def _plan(self, typed: fields.Typed) -> Mapping[str, Any]:
        if self.base is None:
            kinds = {"kind": typed.kind, "kind_en": typed.kind_en}
            return {"leaves": [{**kinds, "content": typed.content, "defaults": typed.defaults}]}
        return {
            "content": find_changes(self.base.content, typed.content),
            "defaults": find_changes(self.base.defaults, typed.defaults),
        }

    def show(
        self,
        typed: fields.Typed,
        facts: Mapping[str, str],
        faults: list[dict[str, str]] | None = None,
        *,
        refusal: DomainError | None = None,
        opened: str = "",
        status: int = 200,
    ) -> HttpResponse:
        lines = [_to_default(line) for line in faults or []]
        errors = {**{line["name"]: line["text"] for line in lines}, **typed.unreadable}
        shown: dict[str, Any] = {
            "entry": self.entry, "base": self.base, "typed": typed, "row": self.row, "facts": facts, "faults": lines,
            "told": errors, "refusal": words_for(refusal) if refusal else None, "opened": opened, "sheet": self.sheet,
            "here": self._address(), "list_lines": outline.list_lines,
            "crumbs": crumbs_to(self.entry.parent, self.entry, label=_("修改") if self.base else _("新增业务办理项")),
            **vocabulary(),
        }  # fmt: skip
        if self.sheet:
            building = sheets.Building(self.request, self.desk, self.now, self.entry, self._leaf())
            shown |= building.context(self.sheet, typed, errors, opened)
        else:
            shown |= {
                "groups": fields.list_groups(typed.content, errors, opened),
                "proposals": fields.list_proposals(typed.defaults, errors),
            }
        template = f"catalogue/sheet_{self.sheet}.html" if self.sheet else "catalogue/editor.html"
        return render_desk(self.request, template, self.desk, self.now, PLACE, status, **shown)

    def _placed(self, lines: list[dict[str, str]]) -> list[dict[str, str]]:
        """Away from the builder where what is wrong stands elsewhere; there a builder is one control."""
        told = [line["name"] for line in lines]
        if self.sheet and all(not name.startswith(self.sheet) and name not in proposals.FACTS for name in told):
            self.sheet = ""
        if self.sheet:
            return lines
        heads = [name.partition(".")[0] for name in told]
        return [
            {**line, "name": head} if head in fields.SHEETS else line for line, head in zip(lines, heads, strict=True)
        ]

    def _leaf(self) -> str:
        return self.base.leaf_id if self.base else ""

    def _address(self) -> str:
        if self.row:
            return reverse("workbench:catalogue_adjustment_edit", kwargs={"adjustment": self.row.id})
        if self.base:
            return reverse("workbench:catalogue_change", kwargs={"code": self.base.leaf_id})
        return reverse("workbench:catalogue_addition", kwargs={"code": self.entry.code})


def _lines_of(refusal: Invalid) -> list[dict[str, str]]:
    """A new leaf's own places, as its form has them."""
    told = {where.removeprefix("leaves[1]."): codes for where, codes in refusal.fields.items()}
    details = {where.removeprefix("leaves[1]."): each for where, each in refusal.facts.get("details", {}).items()}
    return words.fault_lines(told, {"details": details})


def _to_default(line: dict[str, str]) -> dict[str, str]:
    """A fault of a proposal leads to the proposal's control."""
    element = fields.get_elements().find(line["name"].removesuffix("_en"))
    individual = element is not None and element.owning is fields.Owning.INDIVIDUAL
    return {**line, "name": f"default.{line['name']}"} if individual else line
