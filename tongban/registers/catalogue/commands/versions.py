"""Publishing what a leaf says in common. Nothing published is ever rewritten; every claim follows by itself."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.routing.ids import bucket_for
from tongban.registers.catalogue import errors
from tongban.registers.catalogue.commands import generation
from tongban.registers.catalogue.commands.authority import MANAGE, require
from tongban.registers.catalogue.commands.entries import lock_leaf
from tongban.registers.catalogue.events import LeafPublished
from tongban.registers.catalogue.models import Leaf, LeafVersion
from tongban.registers.catalogue.models.base import FOREVER
from tongban.registers.catalogue.queries.elements import get_dictionaries, get_elements
from tongban.registers.catalogue.rules.content import Content, Fault, check_content, check_limits, compute_facts, lay
from tongban.registers.catalogue.rules.elements import Owning
from tongban.registers.catalogue.rules.search import build_vector


@transaction.atomic
def publish_version(
    *,
    leaf: str,
    content: Content,
    by: Actor,
    now: dt.datetime,
    defaults: Content | None = None,
    effective_from: dt.datetime | None = None,
    adjustment: uuid.UUID | None = None,
) -> LeafVersion:
    """The leaf says this from `effective_from` (None: now) on. Emits LeafPublished.

    Raises NotFound, NotAllowed, Invalid catalogue.content_refused (by element), Conflict when it would begin before
    the version it follows.
    """
    subject, defaults, begins = lock_leaf(leaf), defaults or {}, effective_from or now
    require(by, MANAGE, subject.entry.region_id, subject.entry.owner_id)
    faults = list_faults(content, defaults)
    if faults:
        raise errors.content_refused(faults)
    last = LeafVersion.objects.filter(leaf=subject).order_by("-number").first()
    if last is not None and begins <= last.effective_from:
        raise errors.begins_too_early(last.effective_from)
    version = _compose(subject, content, defaults, number=(last.number if last else 0) + 1)
    version.effective_from, version.effective_until, version.published_at = begins, FOREVER, now
    version.published_by, version.adjustment = by.account, adjustment
    if last is not None:
        LeafVersion.objects.filter(id=last.id).update(effective_until=begins)
    version.save(force_insert=True)
    audit.record(
        "catalogue.leaf_published", by=by, now=now, subject=f"leaf:{leaf}", number=version.number,
        effective_from=begins.isoformat(),
    )  # fmt: skip
    outbox.emit(LeafPublished(leaf, version.number, begins), bucket=bucket_for(f"leaf:{leaf}"), now=now)
    generation.count_up()
    return version


def list_faults(content: Content, defaults: Content) -> list[Fault]:
    """What keeps a common content and its proposals from being published."""
    table, dictionaries = get_elements(), get_dictionaries()
    faults = check_content(content, table=table, dictionaries=dictionaries, owning=Owning.COMMON)
    faults += check_content(defaults, table=table, dictionaries=dictionaries, owning=Owning.INDIVIDUAL)
    faults += check_limits(lay(content, defaults))
    if not content.get("name"):
        faults.append(Fault("name", "content.empty", {}))
    if not content.get("laws"):
        faults.append(Fault("laws", "content.without_basis", {}))
    return faults


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
        search=build_vector(_searched(leaf, content)),
        **figures,
    )


def _filled(content: Content) -> Iterable[str]:
    return (code for code in content if not code.endswith("_en"))


def _searched(leaf: Leaf, content: Content) -> Content:
    department = leaf.entry.owner.name if leaf.entry.owner is not None else ""
    wanted = {code: content.get(code) for code in ("name", "name_en", "aliases", "result_name")}
    return wanted | {"kind": leaf.kind, "department": department}
