"""The one table of reactions: what else happens once a fact is true, and who makes it happen."""

from tongban.foundation.outbox.events import Reactions

REACTIONS: Reactions = {}
