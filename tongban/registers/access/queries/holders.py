"""Who holds which post, for whoever may read it there; and why an appointment would be refused."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.kernel.errors import DomainError
from tongban.registers.access import errors
from tongban.registers.access.models import Account, Post, PostQuerySet
from tongban.registers.access.queries.accounts import get_account
from tongban.registers.access.queries.catalogue import get_role, list_actions, list_roles, list_separations
from tongban.registers.access.rules.roles import (
    APPOINT,
    READ,
    Reach,
    Role,
    duties_of,
    find_separation,
    list_above_own_rights,
)
from tongban.registers.orgs import queries as orgs
from tongban.registers.regions import queries as regions
from tongban.registers.regions.rules import is_within, list_ancestor_codes, subtree

PAGE = 50


@dataclass(frozen=True, slots=True)
class Holder:
    """An account and those of its posts in force that the reader may know of."""

    account: Account
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class HolderPage:
    """At most 50 holders by the id of their account; `next` continues after them, None on the last page."""

    holders: tuple[Holder, ...]
    next: str | None


def list_holders(
    region: str, *, by: Actor, today: dt.date, role: str = "", text: str = "", after: str = "", limit: int = PAGE
) -> HolderPage:
    """Accounts with posts in this subtree, those in other subtrees left out. `text` is a part of the name.

    `after` is the account (its id as text) that the page before ended with. Raises NotAllowed without `access.read`.
    """
    if not any(grant.action == READ and grant.region_from <= region <= grant.region_to for grant in by.grants):
        raise errors.may_not(READ)
    posts = _visible(by, today).filter(region__range=subtree(region))
    if role:
        posts = posts.filter(role=role)
    if text := text.replace("\x00", "").strip():
        posts = posts.filter(account__name__contains=text)
    accounts = Account.objects.filter(id__in=posts.values("account"))
    found = list((accounts.filter(id__gt=_position(after)) if after else accounts).order_by("id")[: limit + 1])
    shown = found[:limit]
    return HolderPage(_with_posts(shown, posts), str(shown[-1].id) if len(found) > limit else None)


def get_holder(account_id: uuid.UUID, *, by: Actor, today: dt.date, found: bool = False) -> Holder:
    """The account with its posts that the reader may know of. Raises NotFound account_unknown where there is none.

    `found`: the reader has named its phone (`commands.look_up`), so it is shown even without such a post.
    """
    account = get_account(account_id)
    posts = tuple(_visible(by, today).filter(account=account).order_by("region", "organisation", "role"))
    if not posts and not found:
        raise errors.account_unknown()
    return Holder(account, posts)


def list_accounts_with(action: str, *, region: str, organisation: str, today: dt.date) -> list[uuid.UUID]:
    """Who answers for this action over the body in the region: those with a post at the body itself, else those with a
    post for every body of the nearest region. One statement; open accounts only.
    """
    roles = [code for code, role in list_roles().items() if action in role.actions]
    above = [*list_ancestor_codes(region), region]
    posts = Post.objects.in_force(today).filter(
        role__in=roles, region__in=above, organisation__in=("", organisation), account__is_active=True
    )
    rows = posts.values_list("account", "region", "organisation")
    found = [((bool(held_at), 0 if held_at else above.index(at)), account) for account, at, held_at in rows]
    nearest = max((place for place, _ in found), default=None)
    return sorted({account for place, account in found if place == nearest})


def find_refusal(
    account_id: uuid.UUID, role: str, region: str, organisation: str, *, by: Actor, today: dt.date
) -> DomainError | None:
    """Why this appointment is refused, or None: the command decides by the same words."""
    try:
        check_appointment(account_id, role, region, organisation, by=by, today=today)
    except DomainError as refusal:
        return refusal
    return None


def list_refusals(
    account_id: uuid.UUID, region: str, organisation: str, *, by: Actor, today: dt.date
) -> dict[str, DomainError | None]:
    """For every role that people are appointed to: why not here, or None. Raises what stands against all of them."""
    seat = _seat(account_id, region, organisation, by, today)
    roles = (role for role in list_roles().values() if role.appointed)
    return {role.code: _refusal(role, seat, by) for role in roles}


def check_appointment(
    account_id: uuid.UUID, role: str, region: str, organisation: str, *, by: Actor, today: dt.date
) -> None:
    """Raises what stands in the way of it, the giver's rights first: who may not appoint learns nothing else."""
    if by is not SYSTEM and not by.may(APPOINT, region, organisation or None):
        raise errors.may_not(APPOINT)
    wanted = get_role(role)
    if refusal := _refusal(wanted, _seat(account_id, region, organisation, by, today), by):
        raise refusal


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where somebody is to be appointed, and what they hold already."""

    level: int
    reach: Reach
    posts: tuple[Post, ...]


def _seat(account_id: uuid.UUID, region: str, organisation: str, by: Actor, today: dt.date) -> _Seat:
    """Raises what no choice of role would mend: rights, region, body, account."""
    if by is not SYSTEM and not by.may(APPOINT, region, organisation or None):
        raise errors.may_not(APPOINT)
    level = regions.get_region(region).level
    if organisation:
        body = orgs.get_organisation(organisation)
        if body.closed_on is not None:
            raise errors.organisation_closed(organisation)
        if not is_within(body.region_id, region):
            raise errors.organisation_outside(organisation, region)
    account = get_account(account_id)
    if by.account == account.id:
        raise errors.not_oneself()
    if not account.is_active:
        raise errors.holder_closed()
    return _Seat(level, Reach(region, organisation), tuple(Post.objects.in_force(today).filter(account=account)))


def _refusal(role: Role, seat: _Seat, by: Actor) -> DomainError | None:
    """What stands against this role in this seat, or None."""
    if not role.appointed:
        return errors.role_not_appointed(role.code)
    if seat.level not in role.levels:
        return errors.role_not_at_this_level(role.code, seat.level)
    actions, rules = list_actions(), list_separations()
    missing = [] if by is SYSTEM else list_above_own_rights(role, seat.reach, by, actions)
    if missing:
        return errors.above_own_rights(role.code, [actions[code] for code in missing])
    for post in seat.posts:
        held, there = get_role(post.role), Reach(post.region, post.organisation)
        if held == role and there == seat.reach and post.ends_on is None:
            return errors.post_held_already(role.code, seat.reach.region)
        rule = find_separation(duties_of(held, actions), duties_of(role, actions), rules)
        if rule and there.meets(seat.reach):
            return errors.separated_duties(held, rule)
    return None


def _visible(by: Actor, today: dt.date) -> PostQuerySet:
    """The posts in force that `by` may read. Raises NotAllowed without any grant to."""
    grants = [grant for grant in by.grants if grant.action == READ]
    if not grants:
        raise errors.may_not(READ)
    posts: PostQuerySet = Post.objects.in_force(today).filter(reduce(or_, map(_covered_by, grants)))
    return posts


def _covered_by(grant: Grant) -> Q:
    reach = Q(region__range=(grant.region_from, grant.region_to))
    return reach if grant.organisation is None else reach & Q(organisation=grant.organisation)


def _with_posts(accounts: list[Account], posts: PostQuerySet) -> tuple[Holder, ...]:
    of: dict[uuid.UUID, list[Post]] = {account.id: [] for account in accounts}
    for post in posts.filter(account__in=of).order_by("region", "organisation", "role"):
        of[post.account_id].append(post)
    return tuple(Holder(account, tuple(of[account.id])) for account in accounts)


def _position(after: str) -> uuid.UUID:
    try:
        return uuid.UUID(after)
    except ValueError as nothing:
        raise errors.cursor_malformed() from nothing
