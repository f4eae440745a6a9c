"""Who may use licences: show, fetch, copy them, read who did. What a holder may do is proven beside each command."""

import datetime as dt

from tests.access.kinds import County, Guarded, Internal, Public
from tests.access.kinds import Entry as AccessEntry
from tests.access.world import NOW
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict
from tongban.services.licences import commands, queries
from tongban.services.licences.rules.fetching import FETCH, WATCH, Basis, Purpose

OWN = Internal("the holder's own, or of whoever may apply for them; proven beside it")
JOURNEY = Internal("part of handing an application in, which has named the licences")
PLATFORM = Internal("the platform itself, in a loop of the worker")
WITHIN = Internal("a part of this app's own reads and writes")


def _fetch(by: Actor, place: County) -> object:
    purpose = Purpose(place.rows["offered"], basis=Basis.LAW, reference="《样例法》第一条")
    return commands.fetch(holder=place.rows["person"], types=["居民身份证"], purpose=purpose, by=by, now=NOW)


def _redeem(by: Actor, place: County) -> object:
    """A code that nobody has shown: whoever may scan hears so."""
    try:
        return commands.redeem(token="x" * 27, item=place.rows["offered"], by=by, now=NOW)
    except Conflict:
        return True


ENTRIES: dict[str, AccessEntry] = {
    "licences.commands.fetch": Guarded((FETCH,), _fetch),
    "licences.commands.redeem": Guarded((FETCH,), _redeem),
    "licences.queries.list_alarms": Guarded(
        (WATCH,), lambda by, place: queries.list_alarms(place.region, actor=by), of_region=True
    ),
    "licences.queries.count_open_alarms": Guarded(
        (WATCH,), lambda by, place: queries.count_open_alarms(place.region, actor=by), of_region=True
    ),
    **{
        f"licences.queries.{name}": Guarded((WATCH,), lambda by, place, ask=ask: ask(place.rows["alarm"], actor=by))
        for name, ask in {
            "get_alarm": queries.get_alarm,
            "list_alarmed_looks": queries.list_alarmed_looks,
        }.items()
    },
    "licences.commands.close_alarm": Guarded(
        (WATCH,),
        lambda by, place: commands.close_alarm(alarm_id=place.rows["alarm"], reason="样例核实", by=by, now=NOW),
    ),
    **{
        f"licences.commands.{name}": OWN
        for name in ("give_consent", "withdraw_consent", "show_code", "take_back", "make_copy")
    },
    **{
        f"licences.queries.{name}": OWN
        for name in (
            "list_look_ups",
            "list_scans",
            "list_consents",
            "list_copies",
            "open_copy",
            "may_use",
            "check_uses",
        )
    },
    **{f"licences.commands.{name}": JOURNEY for name in ("fetch_named", "name_case", "note_unused")},
    **{f"licences.commands.{name}": PLATFORM for name in ("remind", "forget_codes")},
    **{
        f"licences.{name}": WITHIN
        for name in (
            *("commands.write_looks", "commands.write_refusal", "commands.reference_of"),
            *("commands.fetched_of", "commands.digest_of", "queries.list_usable", "queries.check_fetches"),
            *("commands.find_digest", "commands.check_tries", "commands.count_wrong"),
            "queries.roles_of",
            "queries.unit_of",
            "queries.get_watched",
        )
    },
    "licences.queries.list_standing": Internal("for whoever writes an application; who may use them is asked before"),
    "licences.queries.find_scanned": Internal("None for staff who may not fetch; proven beside it"),
    "licences.queries.find_of_case": JOURNEY,
    "licences.queries.find_own_of_case": Internal("a link on the case's page, which its applicant alone sees"),
    "licences.queries.find_copy": Public("whoever has the file may know whether it still holds"),
    "licences.queries.write_code": Public("signs what everybody may read"),
    "licences.queries.write_printed_code": Public("signs what everybody may read"),
    "licences.queries.tally_used": Public("a figure names nobody"),
    "licences.queries.tally_covered": Public("a figure names items"),
    "licences.queries.list_covered": Public("items and what they end in are public"),
    "licences.queries.list_used": Guarded(
        (WATCH,),
        lambda by, place: queries.list_used(
            queries.Used(place.region, NOW, NOW + dt.timedelta(days=1), place.body), actor=by
        ),
    ),
}
