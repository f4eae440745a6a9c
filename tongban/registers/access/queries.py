"""Reading accounts, posts and roles; turning an account and one of its posts into an actor."""

import json
import uuid
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tongban.foundation.kernel.actor import Actor
from tongban.registers.access.errors import (
    account_closed,
    account_unknown,
    post_unknown,
    role_unknown,
    sample_account_refused,
)
from tongban.registers.access.models import Account as Account  # named here for who reads what these return
from tongban.registers.access.models import Post as Post
from tongban.registers.access.rules import CITIZEN, RealNameLevel, Role, grants_of

_ROLES = Path(__file__).with_name("roles.json")


@cache
def list_roles() -> Mapping[str, Role]:
    """Every role by its code, as `roles.json` says."""
    rows = json.loads(_ROLES.read_text(encoding="utf-8"))
    return {code: Role(code, row["zh"], row["en"], row["face"], tuple(row["actions"])) for code, row in rows.items()}


def get_role(code: str) -> Role:
    """Raises NotFound role_unknown."""
    if code not in list_roles():
        raise role_unknown(code)
    return list_roles()[code]


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


def list_posts(account: Account, face: str) -> list[Post]:
    """The posts of this account whose role opens `face`: those at a body first, always in the same order."""
    roles = [code for code, role in list_roles().items() if role.face == face]
    return list(Post.objects.filter(account=account, role__in=roles).order_by("-organisation", "region", "role"))


def get_post(account: Account, post_id: uuid.UUID) -> Post:
    """This account's post; raises NotFound post_unknown, also for somebody else's."""
    post = Post.objects.filter(account=account, id=post_id).first()
    if post is None:
        raise post_unknown()
    return post


def actor_for(account: Account, post: Post | None = None) -> Actor:
    """Who acts: the account in this post with its role's grants over the post's region subtree.

    Without a post the account acts as a citizen, for itself and with no grants. Raises NotFound post_unknown for
    somebody else's post and for an account that is closed.
    """
    if post is None:
        return Actor(account=account.id, role=CITIZEN)
    if post.account_id != account.id or not account.is_active:
        raise post_unknown()
    grants = grants_of(get_role(post.role), post.region, post.organisation)
    return Actor(account.id, post.role, post.organisation or None, post.region, grants)


def real_name_level(account: Account) -> RealNameLevel:
    """How well the platform knows who stands behind the account."""
    return RealNameLevel(account.real_name_level)


def is_staff(account: Account) -> bool:
    """True when the account holds any post."""
    return Post.objects.filter(account=account).exists()


def check_may_enter(account: Account, *, samples_allowed: bool) -> None:
    """Raises NotAllowed: account_closed, sample_account_refused."""
    if not account.is_active:
        raise account_closed()
    if account.is_sample and not samples_allowed:
        raise sample_account_refused()


def has_sample_accounts() -> bool:
    """True when any account is marked as a sample; production refuses to start then."""
    return bool(Account.objects.filter(is_sample=True).exists())
