"""A sample office for a body whose list was imported: staff with accounts, where it is, and one of its records offered.

The record is completed by an editor and published by a reviewer, under their own rights, as any body would.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from tongban.faces.jobs.sample import read_accounts
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.access import commands as access
from tongban.registers.access import queries as accounts
from tongban.registers.catalogue import commands as catalogue
from tongban.registers.catalogue.queries import standing
from tongban.registers.catalogue.queries.elements import get_elements
from tongban.registers.catalogue.queries.items import get_item
from tongban.registers.catalogue.queries.places import find_place
from tongban.registers.catalogue.rules.content import list_missing

STAFF = {
    "item_editor": ("19900000201", "样例清单编辑"),
    "list_reviewer": ("19900000202", "样例清单审核"),
    "clerk": ("19900000203", "样例窗口受理"),
    "reviewer": ("19900000204", "样例审查"),
    "approver": ("19900000205", "样例审批"),
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


@dataclass(frozen=True, slots=True)
class Offered:
    """The item as it is offered now, and what its record lacked before."""

    code: str
    name: str
    organisation: str
    organisation_name: str
    lacked: tuple[str, ...]
    staff: dict[str, str]


def offer(*, local_code: str, leaf: str, now: dt.datetime) -> Offered:
    """The record is this leaf, complete and public; what stands already is left alone. Raises NotFound, Conflict."""
    found = standing.find_items([local_code]).get(local_code) or [
        item for items in standing.find_items(_codes(leaf)).values() for item in items
    ]
    [item] = found
    organisation, region = item.organisation_id, item.region
    _appoint(region, organisation, now)
    editor, reviewer = (_actor(role) for role in ("item_editor", "list_reviewer"))
    if find_place(organisation, at=now) is None:
        catalogue.set_place(organisation=organisation, content=PLACE, by=editor, now=now)
    lacked = tuple(list_missing(get_item(item.id, actor=editor, at=now).record, get_elements()))
    if item.leaf_id is None:
        catalogue.link(item=item.id, leaf=leaf, by=editor, now=now)
    if item.state not in ("published", "paused"):
        draft = catalogue.write(item=item.id, content={}, by=editor, now=now)
        draft = catalogue.submit(item=item.id, by=editor, now=now, seen=draft.version)
        catalogue.publish_draft(item=item.id, by=reviewer, now=now, seen=draft.version)
    view = get_item(item.id, actor=editor, at=now)
    staff = {role: phone for role, (phone, _) in STAFF.items()}
    return Offered(
        view.item.code or "", str(view.layers.lay()["name"]), organisation, view.organisation.name, lacked, staff
    )


def _codes(leaf: str) -> Iterator[str]:
    yield leaf


def _appoint(region: str, organisation: str, now: dt.datetime) -> None:
    password = read_accounts()[1]
    for role, (phone, name) in STAFF.items():
        account = accounts.find_account(phone) or access.create_account(
            phone=phone, name=name, password=password, is_sample=True, by=SYSTEM, now=now
        )
        body = "" if role == "clerk" else organisation
        if (role, region, body) not in {
            (post.role, post.region, post.organisation) for post in accounts.list_posts(account)
        }:
            access.appoint(account_id=account.id, role=role, region=region, organisation=body, by=SYSTEM, now=now)


def _actor(role: str) -> Actor:
    account = accounts.find_account(STAFF[role][0])
    assert account is not None
    return accounts.resolve_actor(account)
