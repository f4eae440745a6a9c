"""What roles, actions and places are called in the reader's language, and where one may look from a post."""

from typing import Any, Protocol

from django.core.signing import BadSignature, dumps, loads
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongban.faces.workbench.shell import role_name
from tongban.registers.access import queries as access
from tongban.registers.access.queries import Post
from tongban.registers.orgs import queries as orgs
from tongban.registers.regions import queries as regions
from tongban.registers.regions.rules import is_code, is_within

FACES = {"portal": _("门户"), "workbench": _("工作台"), "api": _("接口")}
FOUND_FOR = 3600
_SALT = "workbench.access.found"


class Named(Protocol):
    """Something with a Chinese and an English name."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


def name_of(thing: Named) -> str:
    return thing.en if get_language() == "en" else thing.zh


def group_name(code: str) -> str:
    zh, en = access.list_groups()[code]
    return en if get_language() == "en" else zh


class Names:
    """Names of regions and bodies, each looked up once; what is gone shows its code."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {"": ""}

    def region(self, code: str) -> str:
        if code not in self._known:
            found = regions.find_region(code)
            self._known[code] = found.name if found else code
        return self._known[code]

    def body(self, code: str) -> str:
        if code not in self._known:
            found = orgs.find_organisation(code)
            self._known[code] = found.name if found else code
        return self._known[code]


def shown_post(post: Post, names: Names) -> dict[str, Any]:
    return {
        "post": post,
        "role": role_name(post.role),
        "region": names.region(post.region),
        "body": names.body(post.organisation),
    }


def place_within(asked: str, top: str) -> str:
    """The region asked for, when it lies within the desk's own; else the desk's own."""
    return asked if is_code(asked) and is_within(asked, top) and regions.find_region(asked) else top


def places_from(top: str, region: str) -> list[tuple[str, str]]:
    """(code, name): from the desk's region down to the chosen one, then what lies right below it."""
    path = [place for place in regions.list_path(region) if is_within(place.code, top)]
    return [(place.code, place.path) for place in [*path, *regions.list_children(region)]]


def found_token(account_id: object) -> str:
    """Says for an hour that whoever carries it has named this account's phone."""
    return dumps(str(account_id), salt=_SALT)


def is_found(token: str, account_id: object) -> bool:
    try:
        return bool(loads(token, salt=_SALT, max_age=FOUND_FOR) == str(account_id))
    except BadSignature:
        return False
