"""Appointing, ending posts, closing accounts. Each locks the account first, so that two appointments never pass by."""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from tongban.foundation.audit import commands as audit
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.access import errors
from tongban.registers.access.models import Account, Post
from tongban.registers.access.queries.holders import check_appointment
from tongban.registers.access.rules.accounts import read_phone
from tongban.registers.access.rules.roles import APPOINT, CLOSE

SHANGHAI = ZoneInfo("Asia/Shanghai")
_WHOLE_PROVINCE = "0" * 10


@transaction.atomic
def appoint(
    *, account_id: uuid.UUID, role: str, region: str, by: Actor, now: dt.datetime, organisation: str = ""
) -> Post:
    """The account holds this post: the role over the region subtree, for one body or, where it is "", for all.

    Journals access.appointed. Raises NotAllowed (access_not_allowed, access.above_own_rights, access.not_oneself),
    NotFound (role_unknown, region_unknown, organisation.unknown, account_unknown), Conflict (post_held_already,
    access.separated_duties, role_not_appointed, role_not_at_this_level, organisation_outside, organisation_closed,
    account_closed).
    """
    Account.objects.select_for_update().filter(id=account_id).first()
    check_appointment(account_id, role, region, organisation, by=by, today=_day(now))
    post: Post = Post.objects.create(
        account_id=account_id, role=role, region=region, organisation=organisation, appointed_at=now
    )
    _record("access.appointed", post, by, now)
    return post


@transaction.atomic
def end_post(post_id: uuid.UUID, *, on: dt.date, by: Actor, now: dt.datetime) -> Post:
    """From `on` the post holds no more: today ends it at once, a later day at its beginning.

    Journals access.post_ended. Raises NotFound post_unknown, NotAllowed, Conflict access.post_ended_already, Invalid
    access.ends_in_the_past.
    """
    post: Post | None = Post.objects.filter(id=post_id).first()
    if post is None:
        raise errors.post_unknown()
    Account.objects.select_for_update().get(id=post.account_id)
    if not _may(by, APPOINT, post):
        raise errors.may_not(APPOINT)
    post.refresh_from_db()
    if not post.holds_on(_day(now)):
        raise errors.ended_already()
    if on < _day(now):
        raise errors.ends_in_the_past()
    post.ends_on = on
    post.save(update_fields=["ends_on"])
    _record("access.post_ended", post, by, now, on=on.isoformat())
    return post


@transaction.atomic
def look_up(*, phone: str, by: Actor, now: dt.datetime) -> Account | None:
    """The account of this phone, to be appointed, or None. Journals access.looked_up either way, without the phone.

    Raises NotAllowed for whoever may appoint nobody.
    """
    if by is not SYSTEM and not by.may_anywhere(APPOINT):
        raise errors.may_not(APPOINT)
    digits = read_phone(phone)
    account: Account | None = Account.objects.filter(phone=digits).first() if digits else None
    subject = f"account:{account.id}" if account else "account:none"
    audit.record("access.looked_up", by=by, now=now, subject=subject, purpose="appoint")
    return account


@transaction.atomic
def close_account(account_id: uuid.UUID, *, by: Actor, now: dt.datetime) -> None:
    """Nobody signs in with it any more, what was signed in is signed out, and its posts end today.

    Journals access.account_closed. Raises NotFound account_unknown, Conflict access.account_closed, NotAllowed unless
    `by` may close accounts over each of its posts (an account without posts: over a whole province).
    """
    account, posts = _lock(account_id, by, now)
    if not account.is_active:
        raise errors.holder_closed()
    Account.objects.filter(id=account_id).update(is_active=False)
    for post in posts:
        post.ends_on = _day(now)
        post.save(update_fields=["ends_on"])
        _record("access.post_ended", post, by, now, on=_day(now).isoformat())
    audit.record("access.account_closed", by=by, now=now, subject=f"account:{account_id}")


@transaction.atomic
def reopen_account(account_id: uuid.UUID, *, by: Actor, now: dt.datetime) -> None:
    """The account may sign in again; its posts stay ended. Journals access.account_reopened. Raises as closing does."""
    account, _ = _lock(account_id, by, now)
    if account.is_active:
        raise errors.holder_open()
    Account.objects.filter(id=account_id).update(is_active=True)
    audit.record("access.account_reopened", by=by, now=now, subject=f"account:{account_id}")


def _lock(account_id: uuid.UUID, by: Actor, now: dt.datetime) -> tuple[Account, list[Post]]:
    account: Account | None = Account.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise errors.account_unknown()
    posts = list(Post.objects.in_force(_day(now)).filter(account=account))
    # An account that was closed is reopened by whoever might have closed it: its last posts still say where it was.
    asked = posts or list(Post.objects.filter(account=account))
    if not (all(_may(by, CLOSE, post) for post in asked) if asked else _may_over_a_province(by)):
        raise errors.may_not(CLOSE)
    return account, posts


def _may(by: Actor, action: str, post: Post) -> bool:
    return by is SYSTEM or by.may(action, post.region, post.organisation or None)


def _may_over_a_province(by: Actor) -> bool:
    return by is SYSTEM or any(
        grant.action == CLOSE and grant.organisation is None and grant.region_from.endswith(_WHOLE_PROVINCE)
        for grant in by.grants
    )


def _day(now: dt.datetime) -> dt.date:
    return now.astimezone(SHANGHAI).date()


def _record(action: str, post: Post, by: Actor, now: dt.datetime, **facts: str) -> None:
    subject = f"account:{post.account_id}"
    told: dict[str, Any] = {"role_held": post.role, "region": post.region, "body": post.organisation, **facts}
    audit.record(action, by=by, now=now, subject=subject, **told)
