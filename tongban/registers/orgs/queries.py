"""Reading organisations. Bodies are public; who works in them is for those with a grant over the body's region."""

import json
import uuid
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from django.db.models import Q, QuerySet

from tongban.foundation.kernel.actor import Actor
from tongban.registers.orgs.errors import not_allowed, unknown
from tongban.registers.orgs.models import Organisation, StaffMember
from tongban.registers.orgs.rules import Kind
from tongban.registers.regions.rules import subtree

READ_STAFF = "orgs.read_staff"
PAGE = 50


@cache
def list_kinds() -> Mapping[str, Kind]:
    """Every kind of body by its code, as `kinds.json` says."""
    rows = json.loads(Path(__file__).with_name("kinds.json").read_text(encoding="utf-8"))
    return {code: Kind(code, row["zh"], row["en"], tuple(row["levels"])) for code, row in rows.items()}


def find_kind(code: str) -> Kind | None:
    return list_kinds().get(code)


def get_organisation(code: str) -> Organisation:
    """The body of this code, closed or not; raises NotFound organisation.unknown."""
    body = find_organisation(code)
    if body is None:
        raise unknown(code)
    return body


def find_organisation(code: str) -> Organisation | None:
    return Organisation.objects.select_related("region").filter(code=code).first()


def list_known(codes: Collection[str]) -> set[str]:
    """Those of the codes that bodies have, closed or not."""
    return set(Organisation.objects.filter(code__in=set(codes)).values_list("code", flat=True))


def name_bodies(codes: Collection[str]) -> dict[str, str]:
    """What the bodies with these codes are called; who is unknown is left out. One statement."""
    return dict(Organisation.objects.filter(code__in=set(codes)).values_list("code", "name"))


def list_regions(codes: Collection[str]) -> dict[str, str]:
    """Body → the region it works in, closed or not; unknown ones are left out."""
    return dict(Organisation.objects.filter(code__in=set(codes)).values_list("code", "region_id"))


def list_in_region(
    region: str, *, whole_subtree: bool = False, after: str = "", limit: int = PAGE
) -> list[Organisation]:
    """Standing bodies that work in the region (vertical ones included, wherever their parent sits), by code."""
    return list(_in_region(region, whole_subtree).filter(code__gt=after).order_by("code")[:limit])


def count_in_region(region: str, *, whole_subtree: bool = False) -> int:
    return _in_region(region, whole_subtree).count()


def list_below(code: str) -> list[Organisation]:
    """Standing bodies led by this one, itself included, across all regions: the other axis of every statistic."""
    return list(_standing().filter(path__startswith=get_organisation(code).path).order_by("path"))


def list_above(code: str) -> list[Organisation]:
    """From the topmost parent down to the body itself."""
    codes = get_organisation(code).path.rstrip("/").split("/")
    return list(Organisation.objects.filter(code__in=codes).order_by("path"))


def search(text: str, *, region: str | None = None, limit: int = 20) -> list[Organisation]:
    """Standing bodies whose name or short name holds the text."""
    if not text.strip():
        return []
    bodies = _in_region(region, True) if region else _standing()
    return list(bodies.filter(Q(name__contains=text) | Q(short_name__contains=text)).order_by("code")[:limit])


def list_staff(organisation: str, *, actor: Actor) -> list[StaffMember]:
    """Who works there now, by number. Raises NotAllowed, NotFound."""
    body = get_organisation(organisation)
    if not actor.may(READ_STAFF, body.region_id, body.code):
        raise not_allowed(READ_STAFF)
    return list(StaffMember.objects.filter(organisation=body, left_on=None).order_by("number"))


def list_bodies_of(account: uuid.UUID) -> list[Organisation]:
    """The bodies an account works in now."""
    return list(_standing().filter(staff__account=account, staff__left_on=None).order_by("code").distinct())


def _standing() -> QuerySet[Organisation]:
    return Organisation.objects.filter(closed_on=None).select_related("region")


def _in_region(region: str, whole_subtree: bool) -> QuerySet[Organisation]:
    return (
        _standing().filter(region__code__range=subtree(region)) if whole_subtree else _standing().filter(region=region)
    )
