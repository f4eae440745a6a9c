"""Who may call what of the regions."""

from tests.access.kinds import Guarded, Internal, Public
from tests.access.world import NOW, TODAY
from tongban.foundation.kernel.actor import Actor
from tongban.registers.regions import commands
from tongban.registers.regions.commands import profiles
from tongban.registers.regions.queries import profiles as shown
from tongban.registers.regions.rules import RawRow


def _load(by: Actor, region: str) -> object:
    return commands.load(rows=[RawRow(2, region, "样例县", "3", "420900000000")], source="test", by=by, now=NOW)


KEY, LATER = "office_hours", {"morning": ["08:30", "12:00"], "afternoon": ["13:30", "17:30"]}
SET, READ = ("regions.set_profile",), ("regions.read_profile",)
SHOWN = Public("what a region promises, calls things and when it is open is published")


ENTRIES = {
    "regions.commands.set_value": Guarded(
        SET,
        lambda by, place: profiles.set_value(
            region=place.region, key=KEY, value=LATER, effective_from=TODAY, basis="样例", by=by, now=NOW
        ),
    ),
    "regions.commands.withdraw": Guarded(
        SET,
        lambda by, place: profiles.withdraw(
            region=place.region, key=KEY, effective_from=TODAY, basis="样例", by=by, now=NOW
        ),
    ),
    "regions.commands.profiles.load": Internal("each entry of the file goes through set_value, which checks"),
    "regions.queries.list_lines": Guarded(
        READ, lambda by, place: shown.list_lines(place.region, TODAY, actor=by), of_region=True
    ),
    "regions.queries.get_line": Guarded(
        READ, lambda by, place: shown.get_line(place.region, KEY, TODAY, actor=by), of_region=True
    ),
    "regions.queries.history": Guarded(
        READ, lambda by, place: shown.history(place.region, KEY, actor=by), of_region=True
    ),
    "regions.queries.may_read": Guarded(
        READ, lambda by, place: shown.may_read(place.region, by), hides=True, of_region=True
    ),
    **{
        f"regions.queries.{name}": SHOWN
        for name in (
            *("list_keys", "list_groups", "get_key", "resolve", "resolve_all", "office_hours", "warning_shares"),
            *("find_promise", "check_centre_name", "look_at", "find_path"),
        )
    },
    "regions.commands.load": Guarded(("regions.load",), lambda by, place: _load(by, place.region)),
    **{
        f"regions.queries.{name}": Public("the list of regions is published")
        for name in (
            *("get_region", "find_region", "get_standing_region", "list_children", "list_path"),
            *("find_regions", "count_subtree", "page_of_regions"),
        )
    },
}
