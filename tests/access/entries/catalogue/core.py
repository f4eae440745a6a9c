"""Records from elsewhere, the element table, versions."""

from tests.access.kinds import Guarded, Internal, Public
from tests.access.world import NOW
from tongban.registers.catalogue import commands
from tongban.registers.catalogue.rules.records import RawRecord

RECORD = ("样例局", "样例事项", "样例编码-1", "1")

ENTRIES = {
    "catalogue.commands.take_over": Guarded(
        ("catalogue.edit",),
        lambda by, place: commands.take_over(
            rows=[
                RawRecord(
                    2,
                    RECORD[0],
                    RECORD[1],
                    place.region,
                    f"511A0064100070-511602000000-000-{place.body}-1-00",
                    "1",
                )
            ],
            region=place.region,
            source="样例",
            by=by,
            now=NOW,
            dry_run=True,
        ),
    ),
    "catalogue.queries.get_elements": Public("the element table is public"),
    "catalogue.queries.get_dictionaries": Public("the dictionaries are public"),
    **{
        f"catalogue.queries.{name}": Public("puts a figure into words")
        for name in ("made_of", "name_of", "shown_value", "write_items", "write_number")
    },
    "catalogue.queries.find_last_version": Internal("a loader asks it before it publishes anew"),
}
