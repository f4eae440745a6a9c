"""The sample of a fresh clone: regions, bodies of five levels, an account for every role, files of parties, work.

The data are files in `tongban/sample/`; everything enters through the commands that anybody uses. Each step may run
again: what stands already is left alone, and the sample work moves to the dates of the day it is loaded on.
"""

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from tongban.faces.jobs import sample_cases, sample_catalogue, sample_licences, sample_seals
from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.kernel.errors import Conflict, NotAllowed
from tongban.foundation.outside import commands as outside
from tongban.foundation.routing.ids import bucket_for
from tongban.foundation.worklist import commands as worklist
from tongban.foundation.worklist import queries as worklists
from tongban.registers.access import commands as access
from tongban.registers.access import queries as accounts
from tongban.registers.orgs import commands as orgs
from tongban.registers.orgs import queries as bodies
from tongban.registers.parties import commands as parties
from tongban.registers.parties.queries import find_enterprise, list_authorisations
from tongban.registers.parties.rules import RealName, business_date
from tongban.registers.regions import commands as regions
from tongban.registers.regions.commands import profiles
from tongban.registers.regions.rules import RawRow

FOLDER = Path(__file__).parents[2] / "sample"
TREES = ("regions_hubei.csv", "regions_xuzhou.csv")
ROOTS = ("420000000000", "320300000000")
READER = Actor(None, "system", grants=(Grant(bodies.READ_STAFF, "0" * 12, "9" * 12),))
PORTION = 100
SIGN_IN = {"portal": "/sign-in", "workbench": "/workbench/sign-in", "api": ""}
OFFICE_CLOSES = dt.time(17, 30, tzinfo=ZoneInfo("Asia/Shanghai"))

Progress = Callable[[str, int, int], None]
"""Told after each piece: what is being loaded, how much is done, of how much."""


def load(*, now: dt.datetime, told: Progress) -> None:
    """The sample stands. Raises NotAllowed sample_refused where `settings.PRODUCTION` is set."""
    if settings.PRODUCTION:
        raise NotAllowed("sample_refused")
    for at, name in enumerate(TREES):
        told("regions", at, len(TREES))
        regions.load(rows=_region_rows(FOLDER / name), source=name, by=SYSTEM, now=now)
    told("regions", len(TREES), len(TREES))
    _load_profiles(now)
    _load_bodies(now, told)
    _load_accounts(now, told)
    _load_staff(now, told)
    _load_parties(now, told)
    _load_work(now, told)
    sample_catalogue.load(now=now, told=told)
    sample_seals.load(now=now, told=told)
    sample_licences.load(now=now, told=told)
    sample_cases.load(now=now, told=told)


def _region_rows(path: Path) -> Iterator[RawRow]:
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            yield RawRow(line, row["code"], row["name"], row["level"], row["parent"])


def _load_profiles(now: dt.datetime) -> None:
    rows = json.loads((FOLDER / "profiles.json").read_text(encoding="utf-8"))
    dated = [row | {"effective_from": dt.date.fromisoformat(row["effective_from"])} for row in rows]
    profiles.load(values=[profiles.RawValue(**row) for row in dated], by=SYSTEM, now=now)


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- bodies and their staff -----------------------------------------------------------------------------------


def _load_bodies(now: dt.datetime, told: Progress) -> None:
    """Every body of the file that is not there yet; a parent stands before its parts."""
    wanted = _rows("organisations.csv")
    known = {
        body.code for root in ROOTS for body in bodies.list_in_region(root, whole_subtree=True, limit=len(wanted) * 2)
    }
    for done in range(0, len(wanted), PORTION):
        with transaction.atomic():
            for row in wanted[done : done + PORTION]:
                if row["code"] not in known:
                    facts = row | {"parent": row["parent"] or None, "duties": row["duties"].split()}
                    orgs.register(**facts, is_sample=True, by=SYSTEM, now=now)  # type: ignore[arg-type]
        told("bodies", min(done + PORTION, len(wanted)), len(wanted))


def _load_staff(now: dt.datetime, told: Progress) -> None:
    wanted = _rows("staff.csv")
    places = {row["organisation"] for row in wanted}
    known = {(place, member.number) for place in places for member in bodies.list_staff(place, actor=READER)}
    with transaction.atomic():
        for row in wanted:
            if (row["organisation"], row["number"]) in known:
                continue
            account = accounts.find_account(row.pop("phone"))
            orgs.hire(**row, account=account.id if account else None, by=SYSTEM, now=now)
    told("staff", len(wanted), len(wanted))


# --- accounts -------------------------------------------------------------------------------------------------


def read_accounts() -> tuple[list[dict[str, Any]], str]:
    """The sample accounts (`phone`, `name`, `role`, `posts`), one for every role at least, and the password of all."""
    told = json.loads((FOLDER / "accounts.json").read_text(encoding="utf-8"))
    return told["accounts"], told["password"]


def _load_accounts(now: dt.datetime, told: Progress) -> None:
    wanted, password = read_accounts()
    for at, row in enumerate(wanted, 1):
        account = accounts.find_account(row["phone"]) or access.create_account(
            phone=row["phone"], name=row["name"], password=password, is_sample=True, by=SYSTEM, now=now
        )
        held = {(post.role, post.region, post.organisation) for post in accounts.list_posts(account)}
        for post in row["posts"]:
            if (post["role"], post["region"], post["organisation"]) not in held:
                access.appoint(account_id=account.id, by=SYSTEM, now=now, **post)
        told("accounts", at, len(wanted))


def list_account_lines(*, each_role: bool) -> list[tuple[str, str, str, str]]:
    """Name, role, phone and sign-in page of the sample accounts: of all, or of the first for each face."""
    wanted, _ = read_accounts()
    lines, faces = [], set()
    for row in wanted:
        role = accounts.get_role(row["role"])
        if each_role or (role.face not in faces and SIGN_IN[role.face]):
            lines.append((row["name"], role.zh, row["phone"], SIGN_IN[role.face]))
        faces.add(role.face)
    return lines


# --- persons and enterprises ----------------------------------------------------------------------------------


def _load_parties(now: dt.datetime, told: Progress) -> None:
    """Each sample person and enterprise has a file; one that somebody has changed since is left alone."""
    sample = json.loads((FOLDER / "parties.json").read_text(encoding="utf-8"))
    registering = [partial(parties.register_person, **row) for row in sample["persons"]]
    registering += [partial(parties.register_enterprise, **row) for row in sample["enterprises"]]
    for at, register in enumerate(registering, 1):
        with suppress(Conflict):
            register(by=SYSTEM, now=now)
        told("parties", at, len(registering))
    persons = {row["number"]: row for row in sample["persons"]}
    for link in sample["linked"]:
        with suppress(Conflict, NotAllowed):
            _link(link["account"], persons[link["person"]], link["represents"], now)
    for row in sample["enterprises"]:
        agents = [persons[each["person"]] for each in sample["licence_agents"] if each["enterprise"] == row["number"]]
        _keep_signer(row, [persons[row["representative_number"]], *agents], now)
    for each in sample["licence_agents"]:
        with suppress(NotAllowed):
            _authorise(each, now)


def _link(phone: str, row: dict[str, str], credit_codes: list[str], now: dt.datetime) -> None:
    """The account is this person, and acts for the enterprises that the person represents."""
    account = accounts.find_account(phone)
    if account is None:
        return
    known = {field: row[field] for field in ("name", "document_kind", "number", "region")}
    person = parties.VerifiedPerson(**known, level=RealName.DOCUMENT, source="sample")
    parties.link_person(account=account.id, person=person, by=SYSTEM, now=now)
    for credit_code in credit_codes:
        parties.link_representative(account=account.id, credit_code=credit_code, by=SYSTEM, now=now)


def _authorise(row: dict[str, Any], now: dt.datetime) -> None:
    """The agent may apply for the enterprise for a year; one that was ever given for today is left as it stands."""
    account, principal = accounts.find_account(row["account"]), find_enterprise(row["enterprise"])
    today = business_date(now)
    if account is None or principal is None:
        return
    given = list_authorisations(SYSTEM, principal, now=now)
    if not any(each.agent == account.id and each.valid_until >= today for each in given):
        parties.authorise(
            principal=principal, agent=account.id, actions=row["actions"], valid_from=today,
            valid_until=today + dt.timedelta(days=365), reason=row["reason"], by=SYSTEM, now=now,
        )  # fmt: skip


def _keep_signer(row: dict[str, Any], people: list[dict[str, str]], now: dt.datetime) -> None:
    """The simulated platform keeps the enterprise's electronic business licence; its representative, then its agents,
    may confirm with it. What one may do here under an authorisation is another matter.
    """
    known = [{field: person[field] for field in ("name", "document_kind", "number", "phone")} for person in people]
    told = [each | {"role": "agent" if at else "representative"} for at, each in enumerate(known)]
    outside.keep_signer(code=row["number"], name=row["name"], people=told, now=now)


# --- work -----------------------------------------------------------------------------------------------------


def _load_work(now: dt.datetime, told: Progress) -> None:
    sample = json.loads((FOLDER / "worklist.json").read_text(encoding="utf-8"))
    for at, row in enumerate(sample["work"], 1):
        work = _work(row, sample["authority"], sample["region"], now)
        worklist.put(work, subject_bucket=bucket_for(work.subject))
        told("work", at, len(sample["work"]))
    takers = {row["number"]: row["taken_by"] for row in sample["work"] if "taken_by" in row}
    for phone in sorted(set(takers.values())):
        _take(sample["authority"], phone, {number for number, taker in takers.items() if taker == phone}, now)


def _work(row: dict[str, Any], authority: str, region: str, now: dt.datetime) -> worklist.Work:
    due_at = dt.datetime.combine(now.astimezone(OFFICE_CLOSES.tzinfo).date(), OFFICE_CLOSES)
    due_at += dt.timedelta(days=row["due_in_days"])
    return worklist.Work(
        authority=authority,
        region=region,
        kind="sample",
        subject=f"sample:{row['number']}",
        title=row["title"],
        step=row["step"],
        version=1,
        number=row["number"],
        applicant=row["applicant"],
        due_at=due_at,
        warn_at=due_at - dt.timedelta(days=3),
        alarm_at=due_at - dt.timedelta(days=1),
        paused=row.get("paused", False),
    )


def _take(authority: str, phone: str, numbers: set[str], now: dt.datetime) -> None:
    """The account claims this work where nobody has it."""
    account = accounts.find_account(phone)
    if account is None:
        return
    actor = _at_desk_of(authority, account)
    for row in worklists.list_unit(actor, authority, now=now).rows:
        if row.number in numbers:
            worklist.claim(row.id, authority, by=actor, by_name=account.name, now=now)


def _at_desk_of(authority: str, account: Any) -> Actor:
    posts = [post for post in accounts.list_posts(account, "workbench") if post.organisation == authority]
    return accounts.actor_for(account, posts[0])
