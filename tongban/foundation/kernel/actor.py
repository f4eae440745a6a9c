"""Who acts: an account in a role, for an organisation, over a region subtree.

`Actor.may` is pure: it decides from the grants the actor carries. `registers/access` fills them in.
"""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grant:
    """One allowed action over the region codes `region_from`..`region_to` (12 digits, both included).

    `organisation` narrows the grant to one body; None means every body in those regions.
    """

    action: str
    region_from: str
    region_to: str
    organisation: str | None = None

    def covers(self, action: str, region: str, organisation: str | None) -> bool:
        return (
            self.action == action
            and self.region_from <= region <= self.region_to
            and (self.organisation is None or self.organisation == organisation)
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Account, role, organisation and region of whoever acts, with the grants resolved when they signed in."""

    account: uuid.UUID | None
    role: str
    organisation: str | None = None
    region: str | None = None
    grants: tuple[Grant, ...] = ()

    def may(self, action: str, region: str, organisation: str | None = None) -> bool:
        """True when some grant covers the action for that body in that region."""
        return any(grant.covers(action, region, organisation) for grant in self.grants)

    def may_anywhere(self, action: str) -> bool:
        """True when some grant names the action at all: for menus, never for a decision."""
        return any(grant.action == action for grant in self.grants)


SYSTEM = Actor(account=None, role="system")
"""The platform itself: clocks, sealers and reactions act under this name."""

VISITOR = Actor(account=None, role="visitor")
"""Somebody who has not signed in."""
