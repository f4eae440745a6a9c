"""Cases of the sample: one enterprise's applications for one item, each as far as `sample/cases.json` says."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist import queries as worklists
from tongban.journeys import licensing
from tongban.registers.access import queries as accounts
from tongban.registers.catalogue.queries import search
from tongban.registers.catalogue.queries.terms import Terms, get_terms
from tongban.registers.forms import queries as forms
from tongban.registers.parties import queries as parties
from tongban.services.cases import queries
from tongban.services.cases.commands import Application
from tongban.services.cases.queries import Case
from tongban.services.cases.rules.materials import Asked, Defect, Given, How
from tongban.services.cases.rules.words import Channel, Delivery
from tongban.services.licences import queries as licences
from tongban.services.licences.queries import LicenceLine
from tongban.services.licences.rules.fetching import type_of

FILE = Path(__file__).parents[2] / "sample/cases.json"


def load(*, now: dt.datetime, told: Callable[[str, int, int], None]) -> None:
    """The sample enterprise has its cases; where it has any already, it is left alone."""
    sample = json.loads(FILE.read_text(encoding="utf-8"))
    account = accounts.find_account(sample["account"])
    terms = _find_terms(sample, now)
    if account is None or terms is None:
        return
    holder = next(one.party for one in parties.list_parties_of(account.id, now=now) if one.name == sample["applicant"])
    wanted, citizen = sample["cases"], accounts.actor_for(account)
    if not queries.list_own(holder, actor=citizen, now=now, limit=1):
        for at, row in enumerate(wanted):
            told("cases", at, len(wanted))
            application = _apply(terms, holder, sample["answers"], row["values"], now)
            receipt = licensing.submit(application=application, key=f"sample-case-{at}", by=citizen, now=now)
            _go_on(queries.get_case(receipt.case, actor=SYSTEM, now=now).case, terms, row, now)
    told("cases", len(wanted), len(wanted))


def _find_terms(sample: Mapping[str, Any], now: dt.datetime) -> Terms | None:
    found = search.list_by_name(sample["item"], region=sample["region"], limit=10, at=now).hits
    code = next((hit.code for hit in found if hit.name == sample["item"]), None)
    return get_terms(code, at=now) if code else None


def _apply(
    terms: Terms, holder: Any, answers: Mapping[str, str], own: Mapping[str, Any], now: dt.datetime
) -> Application:
    """Filled in with the dictionary's samples; materials are handed in on paper, what is held as a licence fetched."""
    values = {**forms.sample_values(forms.get_form(terms.form), answers), **own} if terms.form else {}
    asked = Asked(terms.materials, values, answers, terms.tolerant, terms.form is not None)
    needed = [row for row in asked.needed() if row.get("blank_form") != "form"]
    held = licences.find_current(holder, [type_of(row) for row in needed], now=now)
    given = [_given(row, held) for row in needed]
    return Application(
        item=terms.item, holder=holder, channel=Channel.WEB, values=values, answers=answers, materials=given,
        delivery=Delivery.WINDOW,
    )  # fmt: skip


def _given(row: Mapping[str, Any], held: Mapping[str, LicenceLine]) -> Given:
    licence = held.get(type_of(row))
    return Given(row["code"], How.LICENCE, reference=licence.identifier) if licence else Given(row["code"], How.PAPER)


_STEPS: Mapping[str, tuple[Callable[..., Case], Mapping[str, Any]]] = {
    "request_correction": (
        licensing.request_correction, {"defects": [Defect("form", "经营面积与平面图不一致，请核对后重新填写。")]}
    ),
    "accept": (licensing.accept, {"opinion": "材料齐全，符合法定形式。"}),
    "pass_on": (licensing.review, {"opinion": "审查通过。"}),
    "suspend": (
        licensing.suspend, {"basis": "《中华人民共和国行政许可法》第四十五条", "days": 10}
    ),
    "grant": (licensing.decide, {"granted": True, "opinion": "符合条件，准予许可。"}),
}  # fmt: skip


def _go_on(case: Case, terms: Terms, row: Mapping[str, Any], now: dt.datetime) -> None:
    for step in row["steps"]:
        take, told = _STEPS[step]
        kind = {"kind": min(terms.pause_kinds)} if step == "suspend" else {}
        take(case_id=case.id, by=SYSTEM, now=now, **told, **kind)
    if "taken_by" in row:
        _take(case, row["taken_by"], now)


def _take(case: Case, phone: str, now: dt.datetime) -> None:
    account = accounts.find_account(phone)
    posts = accounts.list_posts(account, "workbench") if account else []
    post = next((post for post in posts if post.organisation == case.organisation), None)
    if account is None or post is None:
        return
    actor = accounts.actor_for(account, post)
    work = worklists.find_row(actor, f"case:{case.id}", case.organisation)
    if work is not None:
        worklist.claim(work.id, case.organisation, by=actor, by_name=account.name, now=now)
