"""The one table of reactions: what else happens once a fact is true, and who makes it happen.

A reaction's name is stored with its failures, so it is never changed or used again for something else.
"""

from tongban.faces.jobs import case_reactions, licence_reactions, notice_reactions
from tongban.foundation.outbox.events import Reaction, Reactions
from tongban.foundation.outside import commands as outside
from tongban.registers.seals import commands as seals

REACTIONS: Reactions = {
    "outside.message_queued": (Reaction("outside.deliver", outside.deliver, alone=True),),
    "cases.step_taken": (
        Reaction("cases.seal_papers", case_reactions.seal_papers, failed=seals.keep_refused),
        Reaction("cases.wind_up", case_reactions.wind_up, failed=seals.keep_refused),
        Reaction("cases.inspect", case_reactions.inspect),
        Reaction("cases.hand_over", case_reactions.hand_over),
        Reaction("messages.tell_step", notice_reactions.tell_step),
        Reaction("delivery.send_result", notice_reactions.send_result),
    ),
    "cases.marked": (Reaction("messages.tell_mark", notice_reactions.tell_mark),),
    "licences.recorded": (Reaction("messages.tell_licence_recorded", licence_reactions.tell_operation),),
    "licences.changed": (Reaction("messages.tell_licence_changed", licence_reactions.tell_operation),),
    "licences.ends": (Reaction("messages.tell_end_of_licence", licence_reactions.tell_end),),
    "licences.unusual_volume": (Reaction("messages.tell_unusual_volume", licence_reactions.tell_volume),),
    "outside.delivery_changed": (Reaction("delivery.follow", notice_reactions.follow_parcel),),
    "calendars.changed": (Reaction("cases.recalculate", case_reactions.recalculate, alone=True),),
    "cases.clocks_left_to_read": (Reaction("cases.recalculate", case_reactions.recalculate, alone=True),),
}
