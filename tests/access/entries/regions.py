"""Who may call what of the regions."""

from tests.access.kinds import Guarded, Public
from tests.access.world import NOW
from tongban.foundation.kernel.actor import Actor
from tongban.registers.regions import commands
from tongban.registers.regions.rules import RawRow


def _load(by: Actor, region: str) -> object:
    return commands.load(rows=[RawRow(2, region, "样例县", "3", "")], source="test", by=by, now=NOW)


ENTRIES = {
    "regions.commands.load": Guarded(("regions.load",), lambda by, place: _load(by, place.region)),
    **{
        f"regions.queries.{name}": Public("the list of regions is published")
        for name in (
            *("get_region", "find_region", "get_standing_region", "list_children", "list_path"),
            *("find_regions", "count_subtree", "page_of_regions"),
        )
    },
}
