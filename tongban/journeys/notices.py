"""Who hears of what happens to a case: the applicant of each step, staff of marks and of what the platform did itself.

Each event is told once to each recipient, however often a reaction runs. What is told of a step stands in
`services/cases` (`rules/telling`), how it is worded in `services/messages`.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from tongban.foundation.routing.ids import bucket_of
from tongban.foundation.worklist import queries as worklist
from tongban.registers.access import queries as access
from tongban.registers.calendars.rules.clock import local
from tongban.services.cases import queries as cases
from tongban.services.cases.queries import Case
from tongban.services.cases.rules import telling
from tongban.services.cases.rules.life import Step
from tongban.services.messages import commands as messages
from tongban.services.messages.commands import Telling
from tongban.services.messages.rules.templates import Value

_CLOCKS: Mapping[str, tuple[str, str]] = {
    "acceptance": ("受理时限", "time limit for acceptance"),
    "promised": ("承诺时限", "promised limit"),
    "legal": ("法定时限", "statutory limit"),
    "step": ("环节时限", "limit of the step"),
    "delivery": ("送达时限", "time limit for delivery"),
}


def tell_step(*, case_id: uuid.UUID, version: int, step: Step, now: dt.datetime) -> None:
    """The applicant hears of the step, with its paper, what is next and by when; staff of what the platform did."""
    told = cases.get_step_told(case_id, version)
    event = f"{case_id}:{version}"
    values: dict[str, Value] = {
        "paper": told.paper, "reason": told.reason, "count": str(told.count), "step": told.step_name,
        "days": str(told.content.get("days", "")), "how": _how(told.content.get("how", "")),
    }  # fmt: skip
    if told.due_at is not None:
        values["due"] = told.due_at
    if told.notice is not None:
        tell_applicant(told.case, f"case.{told.notice}", event, values, now=now)
    if roles := telling.STAFF_TOLD.get(step, ()):
        clock = cases.handling_clock(step)
        tell_staff(told.case, f"staff.{step}", event, values, roles=roles, clock=clock, now=now)


def tell_mark(
    *, case_id: uuid.UUID, grade: str, clock: str, due_at: dt.datetime | None, at: dt.datetime, told: Iterable[str],
    now: dt.datetime,
) -> None:  # fmt: skip
    """Whoever answers for the case hears that a clock has run so far: handler, head, supervisor, as `told` says."""
    case = cases.get_facts(case_id)
    values: dict[str, Value] = {"clock": _CLOCKS.get(clock, (clock, clock)), "due": due_at or ""}
    event = f"{case_id}:{clock}:{grade}:{at.isoformat()}"
    tell_staff(case, f"mark.{grade}", event, values, roles=told, clock=clock, now=now)


def tell_applicant(
    case: Case, template: str, event: str, values: Mapping[str, Value], *, link: str = "", now: dt.datetime
) -> None:
    """One notice to the file the case belongs to."""
    letter = _telling(case, template, event, values, link or f"/cases/{case.number}")
    messages.tell_party(party=case.holder_id, telling=letter, now=now)


def tell_staff(
    case: Case, template: str, event: str, values: Mapping[str, Value], *, roles: Iterable[str], clock: str,
    now: dt.datetime,
) -> None:  # fmt: skip
    """One notice to every account that answers for the case in one of these roles."""
    accounts = {account for role in roles for account in _find_accounts(case, role, clock, now)}
    letter = _telling(case, template, event, values, f"/workbench/cases/{case.number}")
    messages.tell_staff(accounts=accounts, telling=letter, now=now)


def _find_accounts(case: Case, role: str, clock: str, now: dt.datetime) -> list[uuid.UUID]:
    """Whoever has taken the case is its handler; while nobody has, everybody who may take it."""
    work = (case.organisation, f"case:{case.id}")
    claimant = worklist.list_claimants([work]).get(work) if role == "handler" else None
    if claimant is not None:
        return [claimant.account]
    action = telling.action_of(role, clock)
    return access.list_accounts_with(
        action, region=case.region, organisation=case.organisation, today=local(now).date()
    )


def _telling(case: Case, template: str, event: str, values: Mapping[str, Value], link: str) -> Telling:
    of_case: dict[str, Value] = {
        "number": case.number, "item": (case.item_name, case.item_name_en), "body": case.organisation_name,
    }  # fmt: skip
    return Telling(
        template=template, event=f"{template}:{event}", region=case.region, subject=f"case:{case.id}",
        number=case.number, link=link, bucket=bucket_of(case.id), values={**of_case, **values},
    )  # fmt: skip


_HOW: Mapping[str, tuple[str, str]] = {
    "electronic": ("网上送达", "online"),
    "courier": ("快递签收", "signed for with the courier"),
    "window": ("窗口领取", "at the counter"),
}


def _how(way: str) -> tuple[str, str]:
    return _HOW.get(way, (way, way))
