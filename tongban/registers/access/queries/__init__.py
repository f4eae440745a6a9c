"""Reading accounts, the catalogue of roles, and who holds which post."""

# Account, ApiClient and Post are named here for who reads what these return.
from tongban.registers.access.models import Account, ApiClient, Post
from tongban.registers.access.queries.accounts import (
    actor_for,
    check_may_enter,
    find_account,
    get_account,
    get_post,
    has_sample_accounts,
    is_staff,
    list_phones,
    list_posts,
    list_posts_granting,
    name_accounts,
    real_name_level,
)
from tongban.registers.access.queries.catalogue import (
    check_catalogue,
    get_role,
    list_actions,
    list_groups,
    list_roles,
    list_separations,
)
from tongban.registers.access.queries.clients import Caller, Key, find_caller, get_client, list_clients, list_keys
from tongban.registers.access.queries.holders import (
    Holder,
    HolderPage,
    find_refusal,
    get_holder,
    list_accounts_with,
    list_holders,
    list_refusals,
)

__all__ = [
    "Account",
    "ApiClient",
    "Caller",
    "Holder",
    "HolderPage",
    "Key",
    "Post",
    "actor_for",
    "check_catalogue",
    "check_may_enter",
    "find_account",
    "find_caller",
    "find_refusal",
    "get_account",
    "get_client",
    "get_holder",
    "get_post",
    "get_role",
    "has_sample_accounts",
    "is_staff",
    "list_accounts_with",
    "list_actions",
    "list_clients",
    "list_groups",
    "list_holders",
    "list_keys",
    "list_phones",
    "list_posts",
    "list_posts_granting",
    "list_refusals",
    "list_roles",
    "list_separations",
    "name_accounts",
    "real_name_level",
]
