"""Who may call what of the worklist."""

from tests.access.kinds import Guarded, Internal
from tests.access.world import NOW
from tongban.foundation.worklist import commands, queries
from tongban.foundation.worklist.rules import Whose

READ, CLAIM, ASSIGN = "worklist.read", "worklist.claim", "worklist.assign"
SEES = (READ, CLAIM, ASSIGN)
OFFERED = Internal("whom the offer concerns, which no grant says; proven beside the command")
UNCLAIMED = {"whose": Whose.UNCLAIMED}
WORKER = Internal("the worker's loop calls it")
OF_EXPORT = Internal("rows of an export, asked for as the list itself would be by whoever wanted it")

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
    "worklist.commands.accept_hand_over": OFFERED,
    "worklist.commands.refuse_hand_over": OFFERED,
    "worklist.commands.withdraw_hand_over": OFFERED,
    "worklist.commands.ask_export": Guarded(
        SEES,
        lambda by, place: commands.ask_export(
            authority=place.body, name="样例.xlsx", language="zh-hans", by=by, now=NOW, **UNCLAIMED
        ),
        hides=True,
    ),
    "worklist.commands.run_again": Internal("one finds only what one asked for oneself"),
    "worklist.commands.write_next_export": WORKER,
    "worklist.commands.forget_exports": WORKER,
    "worklist.queries.count_listed": OF_EXPORT,
    "worklist.queries.list_ids": OF_EXPORT,
    "worklist.queries.list_listed": OF_EXPORT,
    "worklist.queries.get_export": Internal("one finds only what one asked for oneself"),
    "worklist.queries.get_finished": Internal("one finds only what one asked for oneself"),
    "worklist.queries.list_exports": Internal("one finds only what one asked for oneself"),
    "worklist.queries.list_rows": Guarded(
        SEES, lambda by, place: queries.list_rows(by, authority=place.body, now=NOW, **UNCLAIMED).rows, True
    ),
    "worklist.queries.count_rows": Guarded(
        SEES, lambda by, place: queries.count_rows(by, authority=place.body, now=NOW, **UNCLAIMED).total, True
    ),
    "worklist.queries.count_open": Guarded(
        SEES, lambda by, place: queries.count_open(by, [place.body], now=NOW)[place.body], True
    ),
    "worklist.queries.look_at": Guarded(
        SEES, lambda by, place: queries.look_at(by, authority=place.body, now=NOW, **UNCLAIMED).page.rows, True
    ),
    "worklist.queries.list_claimants": Internal("the service whose work it is asks who has taken it"),
    "worklist.queries.list_unit": Guarded(
        SEES, lambda by, place: queries.list_unit(by, place.body, now=NOW).rows, True
    ),
    "worklist.queries.count_unit": Guarded(
        SEES, lambda by, place: queries.count_unit(by, place.body, now=NOW).total, True
    ),
    "worklist.queries.get_row": Guarded(
        SEES, lambda by, place: queries.get_row(by, place.rows["open"], place.body), True
    ),
    "worklist.queries.find_row": Guarded(
        SEES, lambda by, place: queries.find_row(by, f"case:{place.body[-2]}1", place.body), True
    ),
    "worklist.queries.list_by_ids": Guarded(
        SEES, lambda by, place: queries.list_by_ids(by, place.body, [place.rows["open"]]), True
    ),
    "worklist.queries.find_beside": Internal("reads the actor's own list, as `list_mine` does"),
    "worklist.queries.list_mine": Guarded((), lambda by, place: queries.list_mine(by, now=NOW).rows, True),
    "worklist.queries.count_mine": Guarded((), lambda by, place: queries.count_mine(by, now=NOW).total, True),
}
