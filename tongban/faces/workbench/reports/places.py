"""Which region, level and instant a report is asked for, and what stands around every report page."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tongban.faces.workbench.access.names import Names, name_of, place_within, places_from
from tongban.faces.workbench.reports import words
from tongban.faces.workbench.shell import Desk
from tongban.foundation.kernel.errors import NotFound
from tongban.registers.catalogue.queries import wording
from tongban.registers.catalogue.queries.facts import Scope

READ = "catalogue.read"
REPORTS, FINDINGS = "workbench:reports", "workbench:findings"
_TABS = (
    ("reports", lambda: _("一致性")),
    ("indicators", lambda: _("指标")),
    ("reductions", lambda: _("四减")),
    ("public_lists", lambda: _("公开清单")),
    ("mergers", lambda: _("资质合并")),
)
_CHECKS = (("findings", lambda: _("问题")), ("proofs", lambda: _("取消的证明")))


@dataclass(frozen=True, slots=True)
class Asked:
    """The region (the desk's own or one below it) and, where one is chosen, the level of exercise."""

    region: str
    level: int | None

    @property
    def scope(self) -> Scope:
        return Scope(self.region, self.level)

    @property
    def query(self) -> dict[str, str]:
        return {"region": self.region} | ({"level": str(self.level)} if self.level else {})


def read_asked(request: HttpRequest, desk: Desk) -> Asked:
    level = request.GET.get("level", "")
    region = place_within(request.GET.get("region", ""), desk.post.region)
    return Asked(region, int(level) if level in ("2", "3", "4", "5", "6") else None)


def address(name: str, query: Mapping[str, Any], changed: Mapping[str, Any] | None = None, /, **parts: Any) -> str:
    """The workbench address `name` with what is filled of `query`, some of it changed."""
    kept = {key: value for key, value in {**query, **(changed or {})}.items() if value not in ("", None)}
    here = reverse(f"workbench:{name}", kwargs=parts)
    return f"{here}?{urlencode(kept)}" if kept else here


def around(asked: Asked, desk: Desk, current: str, *, checks: bool = False) -> dict[str, Any]:
    """Tabs, the regions to choose from, and words, for every report page."""
    return {
        "asked": asked,
        "tabs": [
            {"label": label(), "url": address(name, asked.query), "current": name == current}
            for name, label in (_CHECKS if checks else _TABS)
        ],
        "places": places_from(desk.post.region, asked.region),
        "region_name": Names().region(asked.region),
        "levels": wording.LEVELS,
        "words": words,
        "wording": wording,
        "name_of": name_of,
        "address": address,
    }


def read_cursor(text: str) -> int:
    """The number of the last row seen. Raises NotFound for what no page has ever given out."""
    if text and not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound("page.not_found")
    return int(text or 0)


def read_day(text: str, today: dt.date) -> dt.date | None:
    """A day up to today; None for anything else."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day <= today else None
