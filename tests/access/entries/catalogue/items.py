"""Who may call what of the implementing list: claims, a body's own words, bulk operations, claim rates."""

from tests.access.kinds import Entry, Guarded, Internal, Public
from tests.access.world import NOW
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.queries import items, linking, rates, runs
from tongban.registers.catalogue.rules.runs import Bodies

READ, EDIT, CLAIM, PUBLISH = (f"catalogue.{action}" for action in ("read", "edit", "claim", "publish"))
WHY = "样例"


def _runs(kind, place, by, **more):
    start = getattr(commands, f"start_{kind}")
    return start(leaves=[place.rows["free_leaf"]], where=Bodies(place.region), by=by, now=NOW, **more)


def _of(page, place):
    return [row for row in page.rows if row.organisation == place.body]


CLAIMS: dict[str, Entry] = {
    "claim": Guarded(
        (CLAIM,),
        lambda by, place: commands.claim(leaf=place.rows["free_leaf"], organisation=place.body, by=by, now=NOW),
    ),
    "refuse": Guarded(
        (CLAIM,),
        lambda by, place: commands.refuse(
            leaf=place.rows["free_leaf"], organisation=place.body, reason=WHY, by=by, now=NOW
        ),
    ),
    "link": Guarded(
        (CLAIM,),
        lambda by, place: commands.link(item=place.rows["record"], leaf=place.rows["free_leaf"], by=by, now=NOW),
    ),
    "publish": Guarded((PUBLISH,), lambda by, place: commands.publish(item=place.rows["item"], by=by, now=NOW)),
    "pause": Guarded(
        (PUBLISH,), lambda by, place: commands.pause(item=place.rows["offered"], reason=WHY, by=by, now=NOW)
    ),
    "withdraw": Guarded(
        (PUBLISH,), lambda by, place: commands.withdraw(item=place.rows["offered"], reason=WHY, by=by, now=NOW)
    ),
    "resume": Guarded((PUBLISH,), lambda by, place: commands.resume(item=place.rows["paused"], by=by, now=NOW)),
    "set_place": Guarded(
        (EDIT,), lambda by, place: commands.set_place(organisation=place.body, content={}, by=by, now=NOW)
    ),
}
DRAFTS: dict[str, Entry] = {
    "write": Guarded(
        (EDIT,),
        lambda by, place: commands.write(item=place.rows["written"], content={}, by=by, now=NOW, seen=1),
    ),
    "submit": Guarded((EDIT,), lambda by, place: commands.submit(item=place.rows["written"], by=by, now=NOW, seen=1)),
    "take_back": Guarded((EDIT,), lambda by, place: commands.take_back(item=place.rows["submitted"], by=by, now=NOW)),
    "send_back": Guarded(
        (PUBLISH,),
        lambda by, place: commands.send_back(item=place.rows["submitted"], opinion=WHY, by=by, now=NOW),
    ),
    "publish_draft": Guarded(
        (PUBLISH,), lambda by, place: commands.publish_draft(item=place.rows["submitted"], by=by, now=NOW)
    ),
}
RUNS: dict[str, Entry] = {
    "start_claim": Guarded((CLAIM,), lambda by, place: _runs("claim", place, by)),
    "start_refuse": Guarded((CLAIM,), lambda by, place: _runs("refuse", place, by, reason=WHY)),
    "start_publish": Guarded((PUBLISH,), lambda by, place: _runs("publish", place, by)),
    "start_withdraw": Guarded((PUBLISH,), lambda by, place: _runs("withdraw", place, by, reason=WHY)),
    "stop": Guarded((CLAIM,), lambda by, place: commands.stop(run=place.rows["running"], by=by, now=NOW)),
    "run_again": Guarded((CLAIM,), lambda by, place: commands.run_again(run=place.rows["parked"], by=by, now=NOW)),
    **dict.fromkeys(("advance", "advance_next"), Internal("the worker does the next portion of a run")),
    "work_off": Internal("a run does its portions"),
    "mind_sizes": Internal("a run does it before its first portion"),
    **dict.fromkeys(("check_may_claim", "check_reason", "build_code", "lock_item"), Internal("commands share it")),
}
READING: dict[str, Entry] = {
    "claim_rate": Guarded((READ,), lambda by, place: rates.claim_rate(organisation=place.body, at=NOW, actor=by)),
    "list_refusals": Guarded((READ,), lambda by, place: rates.list_refusals(organisation=place.body, at=NOW, actor=by)),
    "list_region_rates": Guarded((READ,), lambda by, place: rates.list_region_rates(place.region, at=NOW, actor=by)),
    "list_body_rates": Guarded((READ,), lambda by, place: rates.list_body_rates(place.region, at=NOW, actor=by)),
    "list_items": Guarded((READ,), lambda by, place: items.list_items(place.body, actor=by, at=NOW)),
    "count_items": Guarded((READ,), lambda by, place: items.count_items(place.body, actor=by)),
    "get_item": Guarded((READ,), lambda by, place: items.get_item(place.rows["written"], actor=by, at=NOW)),
    "list_claimable": Guarded((READ,), lambda by, place: items.list_claimable(place.body, actor=by, at=NOW)),
    "list_places": Guarded((READ,), lambda by, place: items.list_places(place.body, actor=by)),
    "list_candidates": Guarded(
        (READ,), lambda by, place: linking.list_candidates(place.body, text=WHY, actor=by, at=NOW)
    ),
    "get_preview": Guarded(
        (READ,),
        lambda by, place: linking.get_preview(place.rows["record"], place.rows["free_leaf"], actor=by, at=NOW),
    ),
    "list_submitted": Guarded(
        (PUBLISH,), lambda by, place: _of(items.list_submitted(actor=by, at=NOW), place), hides=True
    ),
    "list_publishable": Guarded(
        (PUBLISH,), lambda by, place: _of(items.list_publishable(actor=by, at=NOW), place), hides=True
    ),
    "get_run": Guarded((READ,), lambda by, place: runs.get_run(place.rows["running"], actor=by), hides=True),
    "list_runs": Guarded(
        (READ,), lambda by, place: [run for run in runs.list_runs(actor=by) if run.region == place.region], hides=True
    ),
    **dict.fromkeys(("list_sought", "name_leaves"), Public("what the catalogue holds is public")),
    "find_place": Public("where and when a body serves is public"),
    "may_publish_draft": Internal("a page says why not, of an item it was allowed to read"),
    "count_bodies": Public("how many bodies there are is public"),
    "list_bodies": Internal("a run goes from body to body"),
    "view_of": Internal("turns a row into what is read"),
    **dict.fromkeys(
        ("holding", "common", "place", "is_complete", "missing", "list_required", "bind_offer"),
        Internal("a piece of the statements that queries are made of"),
    ),
    **dict.fromkeys(("require_read", "within"), Internal("queries ask it for whom they answer")),
    **dict.fromkeys(
        ("compose", "compose_many", "get_layers", "list_missing_of"),
        Internal("lays an item together for a command, an export or a page that was allowed to read it"),
    ),
}
ENTRIES: dict[str, Entry] = {
    **{f"catalogue.commands.{name}": entry for name, entry in (CLAIMS | DRAFTS | RUNS).items()},
    **{f"catalogue.queries.{name}": entry for name, entry in READING.items()},
}
