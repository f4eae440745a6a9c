"""Who may call what of the courier's part."""

from tests.access.kinds import Internal

JOURNEY = Internal("a journey asks, after the case centre has said who may")

ENTRIES = {
    **{f"delivery.commands.{name}": JOURNEY for name in ("order", "fetch", "give_address", "take_report")},
    **{f"delivery.queries.{name}": JOURNEY for name in ("list_parcels", "find_by_order")},
}
