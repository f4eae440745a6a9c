"""Who may: asked by every command."""

from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.services.licences import errors


def require(by: Actor, action: str, region: str, organisation: str) -> None:
    """Raises NotAllowed licence.action_not_allowed."""
    if by is not SYSTEM and not by.may(action, region, organisation):
        raise errors.not_allowed(action)
