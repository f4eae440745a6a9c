"""The one table of reactions: what else happens once a fact is true, and who makes it happen.

A reaction's name is stored with its failures, so it is never changed or used again for something else.
"""

from tongban.foundation.outbox.events import Reaction, Reactions
from tongban.foundation.outside import commands as outside

REACTIONS: Reactions = {
    "outside.message_queued": (Reaction("outside.deliver", outside.deliver, alone=True),),
}
