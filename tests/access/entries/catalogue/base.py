"""The base catalogue: who changes it, who reviews a change, who reads what is being prepared."""

from typing import Any

from tests.access.kinds import County, Entry, Guarded, Internal
from tests.access.world import NOW
from tongban.foundation.kernel.actor import Actor
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.commands import adjustments as steps
from tongban.registers.catalogue.commands import editions, entries
from tongban.registers.catalogue.queries import adjustments
from tongban.registers.catalogue.rules.loading import RawEntry

READ, MANAGE = "catalogue.read", "catalogue.manage"
REVIEWS = ("catalogue.review_department", "catalogue.review_law", "catalogue.approve")
TOLD: dict[str, Any] = {"title": "样例", "reason": "样例", "plan": {}, "effective_at": NOW}
INSIDE = Internal("a command calls it after it has asked who may")
SHOWN = Internal("pages of the workbench show it to whoever may read the catalogue")


def decided(by: Actor, place: County) -> dict[str, Any]:
    """The adjustment that waits for this actor's review, else the one that waits for the department's."""
    row = place.rows[next((action for action in REVIEWS if by.may_anywhere(action)), REVIEWS[0])]
    return {"adjustment": row.id, "version": row.version, "by": by, "now": NOW, "opinion": "样例"}


def drafted(by: Actor, place: County) -> dict[str, Any]:
    row = place.rows[MANAGE]
    return {"adjustment": row.id, "version": row.version, "by": by, "now": NOW}


ENTRIES: dict[str, Entry] = {
    "catalogue.commands.add_entry": Guarded(
        (MANAGE,),
        lambda by, place: commands.add_entry(
            code="420120777000", name="样例新条目", region=place.region, levels=(4,), owner=place.body, by=by, now=NOW
        ),
    ),
    "catalogue.commands.add_leaf": Guarded(
        (MANAGE,), lambda by, place: commands.add_leaf(entry=place.rows["entry"], sequence=9, by=by, now=NOW)
    ),
    "catalogue.commands.load": Guarded(
        (MANAGE,),
        lambda by, place: entries.load(
            entries=[RawEntry(2, "420120778000", "样例导入", "4")], leaves=[], region=place.region, by=by, now=NOW
        ),
        of_region=True,
    ),
    "catalogue.commands.draft": Guarded(
        (MANAGE,), lambda by, place: steps.draft(kind="cancel", entry=place.rows["entry"], by=by, now=NOW, **TOLD)
    ),
    "catalogue.commands.revise": Guarded((MANAGE,), lambda by, place: steps.revise(**drafted(by, place), **TOLD)),
    "catalogue.commands.adjustments.submit": Guarded((MANAGE,), lambda by, place: steps.submit(**drafted(by, place))),
    "catalogue.commands.adjustments.withdraw": Guarded(
        (MANAGE,), lambda by, place: steps.withdraw(**drafted(by, place))
    ),
    "catalogue.commands.pass_on": Guarded(REVIEWS, lambda by, place: steps.pass_on(**decided(by, place))),
    "catalogue.commands.adjustments.send_back": Guarded(
        REVIEWS, lambda by, place: steps.send_back(**decided(by, place))
    ),
    "catalogue.commands.publish_edition": Guarded(
        ("catalogue.approve",),
        lambda by, place: editions.publish_edition(
            code="2026-1", region=place.region, document_number="样例〔2026〕1号", title="样例清单", by=by, now=NOW
        ),
        of_region=True,
    ),
    "catalogue.queries.get_adjustment": Guarded(
        (READ,), lambda by, place: adjustments.get_adjustment(place.rows[MANAGE].id, by=by), anywhere=True
    ),
    "catalogue.queries.list_adjustments": Guarded(
        (READ,), lambda by, place: adjustments.list_adjustments(by=by), anywhere=True
    ),
    "catalogue.queries.count_by_state": Guarded(
        (READ,), lambda by, place: adjustments.count_by_state(by=by), anywhere=True
    ),
    "catalogue.commands.publish_version": Internal("refuses everybody but the platform itself"),
    "catalogue.commands.admit": Internal("a face asks it before it lets somebody apply"),
    "catalogue.queries.check_offered": Internal("says whether a case may begin; shows nothing"),
    **{
        f"catalogue.commands.{name}": INSIDE
        for name in (
            *("add_version", "begin_offers", "carry_out", "check_standing", "complete", "count_up", "end_offers"),
            *("insert_entry", "insert_leaf", "list_faults", "list_plan_faults", "lock_entry", "lock_leaf", "next_code"),
            *("next_part_codes", "province_of", "record_off_list", "require", "watched"),
        )
    },
    **{
        f"catalogue.queries.{name}": SHOWN
        for name in (
            *(
                "count_showing",
                "count_showing_each",
                "list_standing_leaves",
                "count_split",
                "find_holding",
                "find_entry_named",
                "find_namesake",
                "find_newest",
                "get_edition",
                "compare_rows",
                "find_before",
                "find_last",
                "list_row_faults",
                "name_destinations",
            ),
            *("get_entry", "get_leaf", "list_bodies", "list_disguised", "list_editions", "list_entries"),
            *(
                "list_leaves",
                "list_leaves_of",
                "list_offering",
                "list_owners",
                "list_parts",
                "list_possible",
                "list_rows",
            ),
            *(
                "list_steps",
                "list_successors",
                "list_versions",
                "list_view",
                "owner_of",
                "standing_of",
                "state_of",
                "territory_of",
                "count_touched",
            ),
        )
    },
}
