"""Who may change the catalogue where, asked by every command before it writes."""

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.registers.catalogue import errors

READ = "catalogue.read"
EDIT = "catalogue.edit"
CLAIM = "catalogue.claim"
MANAGE = "catalogue.manage"
PUBLISH = "catalogue.publish"
NATION = "000000000000"
"""Where a national entry is at home: only whoever may act everywhere changes it."""


def require(by: Actor, action: str, region: str | None, organisation: str | None = None) -> None:
    """Raises NotAllowed unless `by` is the platform itself or holds the action there."""
    if by is not SYSTEM and not by.may(action, region or NATION, organisation):
        raise errors.not_allowed(action)


def province_of(by: Actor) -> str | None:
    """The region of whoever acts for a whole province; None for everybody else."""
    return by.region if by.region and by.region.endswith("0" * 10) else None
