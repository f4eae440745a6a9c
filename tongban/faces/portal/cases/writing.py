"""An application while it is being written: its draft, the item's terms, for whom; how it is saved step by step."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.faces.portal.cases.people import actor_of, find_acts, phone_of
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import NotFound
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.registers.catalogue.queries.terms import Terms, get_terms
from tongban.registers.forms.queries import get_form
from tongban.registers.parties.queries import ActsFor
from tongban.services.cases import commands, queries
from tongban.services.cases.queries import DraftView, Prefill
from tongban.services.cases.rules import prefill as rules
from tongban.services.cases.rules.words import Channel

Content = Mapping[str, Any]
STEPS = ("who", "form", "materials", "delivery", "check")


@dataclass
class Writing:
    """A draft opened at one of its steps by somebody who may hand it in."""

    draft: DraftView
    terms: Terms
    acts: ActsFor
    actor: Actor
    now: dt.datetime
    phone: str

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.draft.content.get("values") or {})

    @property
    def answers(self) -> dict[str, str]:
        return dict(self.draft.content.get("answers") or {})

    @property
    def delivery(self) -> dict[str, str]:
        """`way`, `receiver`, `phone`, `address` as far as they are told."""
        return dict(self.draft.content.get("delivery") or {})

    @property
    def name(self) -> str:
        return (get_language() == "en" and self.terms.name_en) or self.terms.name

    @cached_property
    def prefill(self) -> Prefill:
        return queries.get_prefill(self.terms, self.draft.holder, actor=self.actor, now=self.now)

    @cached_property
    def asked_elsewhere(self) -> dict[str, str]:
        """Key → element of the fields that the steps of delivery and checking ask."""
        elsewhere = rules.DELIVERY | rules.DECLARATION
        fields = get_form(self.terms.form).fields if self.terms.form else ()
        return {each.key: each.element.code for each in fields if each.element.code in elsewhere}

    def url(self, step: str) -> str:
        if step == "who":
            return reverse("apply", kwargs={"item": self.draft.item})
        return reverse(f"apply_{step}", kwargs={"item": self.draft.item, "draft": self.draft.id})

    def keep(self, version: int | None = None, **changes: Any) -> None:
        """Keeps the draft with these parts of its content changed; `materials` are its own column.

        Raises Conflict case.draft_changed when somebody saved since that version.
        """
        materials: Sequence[Mapping[str, Any]] = changes.pop("materials", self.draft.materials)
        content = {**self.draft.content, **changes}
        saved = commands.save_draft(
            holder=self.draft.holder, item=self.draft.item, content=content, materials=materials, channel=Channel.WEB,
            draft=self.draft.id, version=version, by=self.actor, now=self.now,
        )  # fmt: skip
        self.draft = replace(
            self.draft, version=saved.version, saved_at=self.now, content=content, materials=tuple(materials)
        )


def open_draft(request: HttpRequest, item: str, draft: uuid.UUID) -> Writing:
    """Raises NotFound case.draft_not_found, also where the draft is of another item."""
    actor, now = actor_of(request), timezone.now()
    opened = queries.get_draft(draft, actor=actor, now=now)
    acts = find_acts(actor, opened.holder, now=now)
    if opened.item != item or acts is None:
        raise NotFound("case.draft_not_found")
    return Writing(opened, get_terms(item, at=now), acts, actor, now, phone_of(request))


def read_version(request: HttpRequest) -> int | None:
    """The version of the draft that the page was made from."""
    told = request.POST.get("version", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else None


def key_of(draft: uuid.UUID) -> str:
    """One draft is handed in once, however often, from however many windows."""
    return f"draft-{draft}"


def list_step_names() -> tuple[str, ...]:
    """As `STEPS`."""
    return (_("为谁办"), _("填写信息"), _("交材料"), _("怎么领"), _("核对提交"))


def frame(writing: Writing, step: str) -> dict[str, Any]:
    """What every step's page shows around its form."""
    names = list_step_names()
    number = STEPS.index(step)
    item = NavigationEntry(writing.name, reverse("item", kwargs={"code": writing.terms.item}))
    return {
        "writing": writing,
        "step_names": names,
        "step_number": number + 1,
        "step_title": names[number],
        "back_url": writing.url(STEPS[number - 1]),
        "crumbs": (NavigationEntry(_("首页"), reverse("home")), item, NavigationEntry(_("在线申请"), "")),
    }
