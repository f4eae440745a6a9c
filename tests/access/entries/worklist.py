"""Who may call what of the worklist."""

from tests.access.kinds import Guarded, Internal
from tests.access.world import NOW
from tongban.foundation.worklist import commands, queries

READ, CLAIM, ASSIGN = "worklist.read", "worklist.claim", "worklist.assign"
SEES = (READ, CLAIM, ASSIGN)

ENTRIES = {
    "worklist.commands.put_when": Internal("what `put` would write, as a part of a larger statement"),
    "worklist.commands.row_of": Internal("what `put` would write, as a part of a larger statement"),
    "worklist.commands.put": Internal("the service whose work it is shows it, in its own transaction"),
    "worklist.commands.close": Internal("the service whose work it is takes it off the list"),
    "worklist.commands.claim": Guarded(
        (CLAIM,),
        lambda by, place: commands.claim(place.rows["open"], place.body, by=by, by_name="样例戊", now=NOW),
        hides=True,
    ),
    "worklist.commands.release": Guarded(
        (ASSIGN,), lambda by, place: commands.release(place.rows["held"], place.body, by=by, now=NOW), hides=True
    ),
    "worklist.commands.hand_over": Guarded(
        (ASSIGN,),
        lambda by, place: commands.hand_over(
            place.rows["open"], place.body, to=place.rows["clerk"], to_name="样例己", by=by, now=NOW
        ),
        hides=True,
    ),
    "worklist.queries.list_unit": Guarded(
        SEES, lambda by, place: queries.list_unit(by, place.body, now=NOW).rows, True
    ),
    "worklist.queries.count_unit": Guarded(
        SEES, lambda by, place: queries.count_unit(by, place.body, now=NOW).total, True
    ),
    "worklist.queries.get_row": Guarded(
        SEES, lambda by, place: queries.get_row(by, place.rows["open"], place.body), True
    ),
    "worklist.queries.list_mine": Guarded((), lambda by, place: queries.list_mine(by, now=NOW).rows, True),
    "worklist.queries.count_mine": Guarded((), lambda by, place: queries.count_mine(by, now=NOW).total, True),
}
