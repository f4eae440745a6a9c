"""Who may call what of the organisations."""

from tests.access.kinds import Guarded, Internal, Public
from tests.access.world import NOW, TODAY
from tongban.registers.orgs import commands, queries

EDIT, READ_STAFF = "orgs.edit", "orgs.read_staff"
BODIES = Public("bodies of the government are public")

ENTRIES = {
    "orgs.commands.register": Guarded(
        (EDIT,),
        lambda by, place: commands.register(
            code="SAMPLE9", name="样例新局", kind="county", region=place.region, by=by, now=NOW
        ),
    ),
    "orgs.commands.move_below": Guarded(
        (EDIT,), lambda by, place: commands.move_below(place.rows["spare"], None, by=by, now=NOW)
    ),
    "orgs.commands.close": Guarded(
        (EDIT,), lambda by, place: commands.close(place.rows["spare"], on=TODAY, by=by, now=NOW)
    ),
    "orgs.commands.hire": Guarded(
        (EDIT,),
        lambda by, place: commands.hire(
            organisation=place.body, number="9", name="样例辛", position="科员", by=by, now=NOW
        ),
    ),
    "orgs.commands.leave": Guarded(
        (EDIT,), lambda by, place: commands.leave(place.rows["staff"], on=TODAY, by=by, now=NOW)
    ),
    "orgs.queries.list_staff": Guarded((READ_STAFF,), lambda by, place: queries.list_staff(place.body, actor=by)),
    "orgs.queries.list_bodies_of": Internal("a face asks it of the account that is signed in"),
    **{
        f"orgs.queries.{name}": BODIES
        for name in (
            *("list_kinds", "find_kind", "get_organisation", "find_organisation", "list_in_region", "list_known"),
            "list_regions",
            "name_bodies",
            *("count_in_region", "list_below", "list_above", "search"),
        )
    },
}
