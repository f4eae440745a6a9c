"""Publishing what a leaf says in common. Nothing published is ever rewritten; every claim follows by itself."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import bucket_for
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands import generation
from tongban.registers.catalogue.commands.entries import lock_leaf
from tongban.registers.catalogue.events import LeafPublished
from tongban.registers.catalogue.models import Leaf, LeafVersion
from tongban.registers.catalogue.models.base import FOREVER
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.queries.entries import find_newest, list_standing_leaves
from tongban.registers.catalogue.rules.content import Content, Fault, check_content, check_limits, compute_facts, lay
from tongban.registers.catalogue.rules.elements import Owning
from tongban.registers.catalogue.rules.guidance_checks import check_guidance
from tongban.registers.catalogue.rules.linter import check_filing, is_filing
from tongban.registers.catalogue.rules.search import build_vector, join_names, list_marks
from tongban.registers.forms.queries import dictionary as forms


@transaction.atomic
def publish_version(
    *,
    leaf: str,
    content: Content,
    by: Actor,
    now: dt.datetime,
    defaults: Content | None = None,
    effective_from: dt.datetime | None = None,
) -> LeafVersion:
    """The leaf says this from `effective_from` (None: now) on: for loads by the platform itself. Emits LeafPublished.

    Whoever else wants to change a leaf drafts an adjustment (NotAllowed catalogue.only_by_adjustment). Raises NotFound,
    Invalid catalogue.content_refused (by element), Conflict when it would begin before the version it follows.
    """
    if by is not SYSTEM:
        raise errors.only_by_adjustment()
    subject = lock_leaf(leaf)
    return add_version(subject, content, defaults or {}, begins=effective_from or now, by=by, now=now)


def add_version(
    subject: Leaf,
    content: Content,
    defaults: Content,
    *,
    begins: dt.datetime,
    by: Actor,
    now: dt.datetime,
    adjustment: uuid.UUID | None = None,
) -> LeafVersion:
    """The locked leaf says this from `begins` on; who may do so has been asked. Raises and emits as above."""
    faults = list_faults(content, defaults, subject)
    if faults:
        raise errors.content_refused(faults)
    last = find_newest(subject.code)
    if last is not None and begins <= last.effective_from:
        raise errors.begins_too_early(last.effective_from)
    version = _compose(subject, content, defaults, number=(last.number if last else 0) + 1)
    version.effective_from, version.effective_until, version.published_at = begins, FOREVER, now
    version.published_by, version.adjustment = by.account, adjustment
    if last is not None:
        LeafVersion.objects.filter(id=last.id).update(effective_until=begins)
    version.save(force_insert=True)
    audit.record(
        "catalogue.leaf_published", by=by, now=now, subject=f"leaf:{subject.code}", number=version.number,
        effective_from=begins.isoformat(),
    )  # fmt: skip
    outbox.emit(LeafPublished(subject.code, version.number, begins), bucket=bucket_for(f"leaf:{subject.code}"), now=now)
    generation.count_up()
    return version


def list_faults(content: Content, defaults: Content, leaf: Leaf | None = None, *, item_type: str = "") -> list[Fault]:
    """What keeps a common content and its proposals from being published; of a 备案 also what would make it approval.

    `leaf` tells its type and kind; a leaf that does not stand yet is told by `item_type`.
    """
    table, dictionaries = get_elements(), get_dictionaries()
    faults = check_content(content, table=table, dictionaries=dictionaries, owning=Owning.COMMON)
    faults += check_content(defaults, table=table, dictionaries=dictionaries, owning=Owning.INDIVIDUAL)
    faults += check_limits(lay(content, defaults))
    if not content.get("name"):
        faults.append(Fault("name", "content.empty", {}))
    if not content.get("laws"):
        faults.append(Fault("laws", "content.without_basis", {}))
    faults += _check_form(content)
    if not faults:
        own = leaf.code if leaf else ""
        faults = check_guidance(content, leaf=own, leaves={own, *list_standing_leaves()})
    names = [str(content.get("name", ""))] + ([leaf.kind, leaf.entry.name] if leaf else [])
    if not faults and is_filing(leaf.entry.item_type if leaf else item_type, *names):
        faults += check_filing(content)
    return faults


def _check_form(content: Content) -> list[Fault]:
    """The form, its conditions held against the questions of the guidance."""
    if not content.get("form"):
        return []
    guidance = content.get("guidance")
    asked = guidance.get("questions", ()) if isinstance(guidance, Mapping) else ()
    questions = [str(question.get("code")) for question in asked if isinstance(question, Mapping)]
    found = forms.list_faults(content["form"], questions=questions)
    return [Fault(f"form.{fault.where}".rstrip("."), fault.code, fault.facts) for fault in found]


def _compose(leaf: Leaf, content: Content, defaults: Content, *, number: int) -> LeafVersion:
    figures = dataclasses.asdict(compute_facts(lay(content, defaults)))
    return LeafVersion(
        leaf=leaf,
        number=number,
        content=content,
        defaults=defaults,
        name=content["name"],
        name_en=content.get("name_en", ""),
        audience=content.get("audience", []),
        themes_person=content.get("themes_person", []),
        themes_enterprise=content.get("themes_enterprise", []),
        filled=sorted(_filled(lay(content, defaults))),
        **_searched(leaf, content),
        **figures,
    )


def _filled(content: Content) -> Iterable[str]:
    return (code for code in content if not code.endswith("_en"))


def _searched(leaf: Leaf, content: Content) -> dict[str, str]:
    """The words by which the version is found."""
    names = [content["name"], *content.get("aliases", [])]
    owner = leaf.entry.owner.name if leaf.entry.owner is not None else ""
    others = [owner, leaf.kind, content.get("result_name", ""), leaf.code]
    themes = [*content.get("themes_person", []), *content.get("themes_enterprise", [])]
    marks = list_marks(item_type=leaf.entry.item_type, audience=content.get("audience", []), themes=themes)
    return {
        "names": join_names(names),
        "search": build_vector(names=[*names, content.get("name_en", "")], others=others, marks=marks),
    }
