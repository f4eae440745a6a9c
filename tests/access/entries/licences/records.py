"""Who may keep licences and their types: read, suspend and revoke, define, take in, share."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tests.access.kinds import County, Guarded, Internal, Public
from tests.access.kinds import Entry as AccessEntry
from tests.access.licence_rows import fresh
from tests.access.world import NOW
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.kernel.errors import Conflict, NotFound
from tongban.services.licences import commands, queries
from tongban.services.licences.commands import By, Cause
from tongban.services.licences.rules.rights import DEFINE, MANAGE, READ, ROTATE_KEY, SHARE, TAKE_IN
from tongban.services.licences.tests import make

WITHIN = Internal("a part of this app's own commands and queries, which have checked the right to")
JOURNEY = Internal("the journey calls it in the deciding transaction, after the case centre has said who may")
PLATFORM = Internal("the platform itself, in a loop or a reaction of the worker")


def _take(command: Callable[..., object], row: str = "licence") -> Guarded:
    def call(by: Actor, place: County) -> object:
        return command(licence_id=place.rows[row], reason="样例理由", by=by, now=NOW)

    return Guarded((MANAGE,), call, hides=True)


def _define(call: Callable[[Actor], object]) -> Guarded:
    return Guarded((DEFINE,), lambda by, _: call(by), anywhere=True)


def _move(command: Callable[..., object], row: str) -> Guarded:
    return Guarded((TAKE_IN,), lambda by, place: command(run=place.rows[row], by=by, now=NOW))


def _search(by: Actor, place: County) -> object:
    return commands.search(
        what=By.IDENTIFIER, text=place.rows["licence_identifier"], purpose="样例核对", by=by, now=NOW
    )


def _look_at(by: Actor, place: County) -> object:
    commands.look_at(licence_id=place.rows["licence"], purpose="样例核对", by=by, now=NOW)
    return True


def _hand_out(by: Actor, place: County) -> object:
    """Data only: whoever may see the licence hears so."""
    try:
        return commands.hand_out(licence_id=place.rows["licence"], form="pdf", purpose="样例核对", by=by, now=NOW)
    except NotFound as refusal:
        if refusal.code != "licence.data_only":
            raise
        return True


def _open(by: Actor, place: County) -> object:
    try:
        return queries.open_file(place.rows["licence"], "pdf", actor=by, now=NOW)
    except NotFound as refusal:
        if refusal.code != "licence.data_only":
            raise
        return True


def _import(by: Actor, place: County) -> object:
    told: dict[str, Any] = {"name": "另一份.csv", "type_code": make.FOOD.code, "issuer": place.body}
    return commands.start_import(content=make.sheet(make.line(77)), by=by, now=NOW, **told)


def _upgrade(by: Actor, place: County) -> object:
    with suppress(Conflict):
        return commands.start_upgrade(type_code=make.FOOD.code, issuer=place.body, by=by, now=NOW)
    return True


def _cause(place: County) -> Cause:
    return Cause("样例用证事由", item=place.rows["offered"])


def _share_file(by: Actor, place: County) -> object:
    told: dict[str, Any] = {"form": "pdf", "cause": _cause(place), "by": by, "now": NOW}
    try:
        return commands.share_file(identifier=place.rows["licence_identifier"], **told)
    except NotFound as refusal:
        if refusal.code != "licence.data_only":
            raise
        return True


def _share_holder(by: Actor, place: County) -> object:
    told: dict[str, Any] = {"holder_type": "111", "holder_code": place.rows["number"], "types": ["居民身份证"]}
    return commands.share_by_holder(cause=_cause(place), by=by, now=NOW, **told)


ENTRIES: dict[str, AccessEntry] = {
    "licences.commands.search": Guarded((READ,), _search, hides=True),
    "licences.commands.hand_out": Guarded((READ,), _hand_out, hides=True),
    "licences.commands.look_at": Guarded((READ,), _look_at, hides=True),
    "licences.queries.has_looked": Internal("the desk asks whether it still has to ask why"),
    "licences.queries.open_file": Guarded((READ,), _open, hides=True),
    "licences.queries.get_licence": Guarded(
        (READ,), lambda by, place: queries.get_licence(place.rows["licence"], actor=by, now=NOW), hides=True
    ),
    "licences.queries.count_trusted": Guarded(
        (READ,), lambda by, place: queries.count_trusted(actor=by, issuer=place.body), hides=True
    ),
    "licences.queries.list_held": Internal(
        "the holder's own; staff need parties.read for the file and licences.read for each body: proven beside it"
    ),
    "licences.commands.suspend": _take(commands.suspend),
    "licences.commands.restore": _take(commands.restore, "suspended"),
    "licences.commands.revoke": _take(commands.revoke),
    "licences.commands.forfeit": _take(commands.forfeit),
    "licences.commands.cancel": _take(commands.cancel),
    "licences.commands.add_type": _define(lambda by: commands.add_type(content=fresh("900"), by=by, now=NOW)),
    "licences.commands.change_type": _define(
        lambda by: commands.change_type(content=make.FOOD, reason="样例", by=by, now=NOW)
    ),
    "licences.commands.end_type": _define(
        lambda by: commands.end_type(code=make.FOOD.code, reason="样例", by=by, now=NOW)
    ),
    "licences.commands.reopen_type": _define(
        lambda by: commands.reopen_type(code=make.FOOD.code, reason="样例", by=by, now=NOW)
    ),
    "licences.commands.load_types": _define(
        lambda by: commands.load_types(contents=[fresh("901")], reason="样例", by=by, now=NOW)
    ),
    "licences.commands.start_import": Guarded((TAKE_IN,), _import),
    "licences.commands.start_upgrade": Guarded((TAKE_IN,), _upgrade),
    "licences.commands.begin": _move(commands.begin_run, "licence_run"),
    "licences.commands.stop": _move(commands.stop_run, "licence_run"),
    "licences.commands.run_again": _move(commands.run_again, "licence_run_parked"),
    "licences.queries.list_runs": Guarded(
        (TAKE_IN,),
        lambda by, place: [run for run in queries.list_runs(actor=by) if run.id == place.rows["licence_run"]],
        hides=True,
    ),
    "licences.queries.get_run": Guarded(
        (TAKE_IN,), lambda by, place: queries.get_run(place.rows["licence_run"], actor=by), hides=True
    ),
    "licences.queries.list_refused": Guarded(
        (TAKE_IN,), lambda by, place: (queries.list_refused(place.rows["licence_run"], actor=by),), hides=True
    ),
    "licences.commands.share_by_holder": Guarded((SHARE,), _share_holder),
    "licences.commands.share_by_identifier": Guarded(
        (SHARE,),
        lambda by, place: commands.share_by_identifier(
            identifier=place.rows["licence_identifier"], cause=_cause(place), by=by, now=NOW
        ),
    ),
    "licences.commands.share_file": Guarded((SHARE,), _share_file),
    "licences.commands.rotate_key": Guarded(
        (ROTATE_KEY,), lambda by, place: commands.rotate_key(by=by, now=NOW), anywhere=True
    ),
    "licences.commands.reencrypt_all": Guarded(
        (ROTATE_KEY,), lambda by, place: commands.reencrypt_all(by=by, now=NOW), anywhere=True
    ),
    "licences.commands.reencrypt": WITHIN,
    "licences.queries.count_sealed": Internal("a number for the progress bar of a rotation"),
    "licences.commands.record_outcome": JOURNEY,
    **{f"licences.commands.{name}": PLATFORM for name in ("seal", "expire", "advance", "advance_next")},
    **{f"licences.queries.{name}": PLATFORM for name in ("list_expiring", "find_current", "find_told", "get_contents")},
    **{
        f"licences.commands.{name}": WITHIN
        for name in (
            *(
                "require",
                "get_holder",
                "gather",
                "found",
                "issue",
                "subject_of",
                "write_operation",
                "write_sealed",
                "record",
            ),
            *("recorded", "changed", "new_identifier", "next_identifier", "next_serial", "claim", "lock"),
            *("move", "read_reason", "read_purpose", "write", "facts_of"),
        )
    },
    **{
        f"licences.queries.{name}": WITHIN
        for name in (
            *("open_contents", "list_over", "get_visible", "read_file", "line_of", "shown_fields", "content_of"),
            *("get_version", "find_id", "write_day", "write_value", "may_define"),
        )
    },
    **{
        f"licences.queries.{name}": Public("what licences there are, and how they look, anybody may know")
        for name in (
            "list_types",
            "count_types",
            "find_type",
            "get_type",
            "list_english_names",
            "list_layouts",
            "get_layout",
        )
    },
    **{
        f"licences.queries.{name}": Public("tells a licence's state; a person's name and number are masked")
        for name in ("find_verification", "find_public", "find_of_file")
    },
}
