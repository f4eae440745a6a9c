"""A sample office for a body whose list was imported: staff with accounts, where it is, its seals, and one of its
records offered.

The record is completed by an editor and published by a reviewer, under their own rights, as any body would.
"""

import datetime as dt
from dataclasses import dataclass

from tongban.faces.jobs.sample import read_accounts
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import NotFound
from tongban.registers.access import commands as access
from tongban.registers.access import queries as accounts
from tongban.registers.catalogue import commands as catalogue
from tongban.registers.catalogue.queries import standing
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.queries.items import get_item
from tongban.registers.catalogue.queries.places import find_place
from tongban.registers.catalogue.rules.content import list_missing
from tongban.registers.seals import commands as seals
from tongban.registers.seals import queries as kept
from tongban.registers.seals.rules.states import KINDS

STAFF = {
    "item_editor": ("19900000201", "样例清单编辑"),
    "list_reviewer": ("19900000202", "样例清单审核"),
    "clerk": ("19900000203", "样例窗口受理"),
    "reviewer": ("19900000204", "样例审查"),
    "approver": ("19900000205", "样例审批"),
    "seal_custodian": ("19900000206", "样例印章保管"),
}
"""Role → phone and name of the accounts."""
PLACE = {
    "address": "样例路 1 号，政务服务中心（样例）1 楼",
    "hours": "周一至周五 9:00—12:00，13:30—17:30（法定节假日除外）",
    "enquiry": "0826-0000-1001（工作时间）；12345（全天）",
    "complaint": "0826-0000-5001；12345",
    "window": "1 楼 1—3 号综合窗口",
    "directions": "正门有轮椅坡道",
}
SEAL_STEPS = {"licence": ["grant", "grant_by_default", "issue"], "approval": ["grant", "grant_by_default", "paper"]}


@dataclass(frozen=True, slots=True)
class Offered:
    """The item as it is offered now, and what its record lacked before it was completed."""

    code: str
    name: str
    organisation_name: str
    lacked: tuple[str, ...]


def offer(*, local_code: str, leaf: str, now: dt.datetime) -> Offered:
    """The record is this leaf, complete and public, of a body that can handle it.

    Raises NotFound catalogue.item_unknown for a code that no open record has, and what linking and publishing raise.
    """
    found = standing.find_items([local_code]).get(local_code)
    if not found:
        raise NotFound("catalogue.item_unknown", item=local_code)
    item = found[0]
    _open_office(item.region, item.organisation_id, now)
    editor, reviewer = _actor("item_editor", now), _actor("list_reviewer", now)
    before = get_item(item.id, actor=editor, at=now)
    if find_place(item.organisation_id, at=now) is None:
        catalogue.set_place(organisation=item.organisation_id, content=PLACE, by=editor, now=now)
    catalogue.link(item=item.id, leaf=leaf, by=editor, now=now)
    seen = before.draft.version if before.draft else 0
    draft = catalogue.write(item=item.id, content={}, by=editor, now=now, seen=seen)
    draft = catalogue.submit(item=item.id, by=editor, now=now, seen=draft.version)
    catalogue.publish_draft(item=item.id, by=reviewer, now=now, seen=draft.version)
    after = get_item(item.id, actor=editor, at=now)
    lacked = tuple(str(get_elements()[code].zh) for code in list_missing(before.record, get_elements()))
    return Offered(after.item.code or "", str(after.layers.lay()["name"]), after.organisation.name, lacked)


def _open_office(region: str, organisation: str, now: dt.datetime) -> None:
    password = read_accounts()[1]
    for role, (phone, name) in STAFF.items():
        account = accounts.find_account(phone) or access.create_account(
            phone=phone, name=name, password=password, is_sample=True, by=SYSTEM, now=now
        )
        body = "" if role == "clerk" else organisation
        held = {(post.role, post.region, post.organisation) for post in accounts.list_posts(account)}
        if (role, region, body) not in held:
            access.appoint(account_id=account.id, role=role, region=region, organisation=body, by=SYSTEM, now=now)
    _make_seals(organisation, now)


def _make_seals(organisation: str, now: dt.datetime) -> None:
    custodian = accounts.find_account(STAFF["seal_custodian"][0])
    assert custodian is not None
    for kind, steps in SEAL_STEPS.items():
        if not kept.has_seal(organisation, kind, step="grant"):
            seals.create_seal(
                organisation=organisation, kind=kind, name=f"样例{KINDS[kind]}", custodian=custodian.id, steps=steps,
                automatic=True, valid_from=now.date(), valid_until=now.date() + dt.timedelta(days=3650), by=SYSTEM,
                now=now,
            )  # fmt: skip


def _actor(role: str, now: dt.datetime) -> Actor:
    account = accounts.find_account(STAFF[role][0])
    assert account is not None
    [post] = [post for post in accounts.list_posts(account) if post.role == role]
    return accounts.actor_for(account, post, today=now.date())
