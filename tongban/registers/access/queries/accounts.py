"""Reading accounts and their own posts; turning an account and one of its posts into an actor.

A post whose end is set holds until that day; whoever does not say what day it is gets it no more.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from tongban.foundation.kernel.actor import Actor, Grant
from tongban.registers.access.errors import account_closed, account_unknown, post_unknown, sample_account_refused
from tongban.registers.access.models import Account, Post
from tongban.registers.access.queries.catalogue import get_role, list_roles
from tongban.registers.access.rules import CITIZEN, RealNameLevel, grants_of


def get_account(account_id: uuid.UUID) -> Account:
    """Raises NotFound account_unknown."""
    account: Account | None = Account.objects.filter(id=account_id).first()
    if account is None:
        raise account_unknown()
    return account


def find_account(phone: str) -> Account | None:
    """The account of this phone (11 digits), or None."""
    account: Account | None = Account.objects.filter(phone=phone).first()
    return account


def list_phones(accounts: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The phones of those of these accounts that are open. One statement."""
    return dict(Account.objects.filter(id__in=list(accounts), is_active=True).values_list("id", "phone"))


def list_posts(account: Account, face: str | None = None, *, today: dt.date | None = None) -> list[Post]:
    """The account's posts in force whose role opens `face` (None: any): those at a body first, in a fixed order."""
    posts = Post.objects.in_force(today).filter(account=account).order_by("-organisation", "region", "role")
    known = list_roles()
    return [post for post in posts if post.role in known and face in (None, known[post.role].face)]


def get_post(account: Account, post_id: uuid.UUID, *, today: dt.date | None = None) -> Post:
    """This account's post in force; raises NotFound post_unknown, also for somebody else's."""
    post: Post | None = Post.objects.in_force(today).filter(account=account, id=post_id).first()
    if post is None:
        raise post_unknown()
    return post


def actor_for(account: Account, post: Post | None = None, *, today: dt.date | None = None) -> Actor:
    """Who acts: the account in this post with its role's grants over the post's region subtree.

    Without a post the account acts as a citizen, for itself and with no grants. Raises NotFound post_unknown for
    somebody else's post, for one that has ended and for an account that is closed.
    """
    if post is None:
        return Actor(account=account.id, role=CITIZEN)
    if post.account_id != account.id or not account.is_active or not post.holds_on(today):
        raise post_unknown()
    return Actor(account.id, post.role, post.organisation or None, post.region, _grants_of(post))


def list_posts_granting(action: str, region: str, organisation: str, *, today: dt.date) -> list[Post]:
    """Posts of open accounts at this very body by which one may do the action in the region, each account once, by
    name. One statement.
    """
    roles = [code for code, role in list_roles().items() if action in role.actions]
    posts = Post.objects.in_force(today).filter(organisation=organisation, role__in=roles, account__is_active=True)
    named: dict[uuid.UUID, Post] = {}
    for post in posts.select_related("account").order_by("account__name", "account", "region", "role"):
        if any(grant.covers(action, region, organisation) for grant in _grants_of(post)):
            named.setdefault(post.account_id, post)
    return list(named.values())


def name_accounts(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What the people behind these accounts are called; who is gone is left out. One statement."""
    return dict(Account.objects.filter(id__in=set(ids)).values_list("id", "name"))


def _grants_of(post: Post) -> tuple[Grant, ...]:
    return grants_of(get_role(post.role), post.region, post.organisation)


def real_name_level(account: Account) -> RealNameLevel:
    """How well the platform knows who stands behind the account."""
    return RealNameLevel(account.real_name_level)


def is_staff(account: Account) -> bool:
    """True when the account holds any post, or held one."""
    return bool(Post.objects.filter(account=account).exists())


def check_may_enter(account: Account, *, samples_allowed: bool) -> None:
    """Raises NotAllowed: account_closed, sample_account_refused."""
    if not account.is_active:
        raise account_closed()
    if account.is_sample and not samples_allowed:
        raise sample_account_refused()


def has_sample_accounts() -> bool:
    """True when any account is marked as a sample; production refuses to start then."""
    return bool(Account.objects.filter(is_sample=True).exists())
