"""What the portal asks of the catalogue: ways in, and where guidance leads."""

from tests.access.kinds import Entry as Entry
from tests.access.kinds import Internal, Public

PUBLISHED = Public("counts and names only what is offered to the public")
JUDGES = Internal("judges a definition that the caller has already been allowed to read")

ENTRIES: dict[str, Entry] = {
    "catalogue.queries.count_themes": PUBLISHED,
    "catalogue.queries.list_departments": PUBLISHED,
    "catalogue.queries.count_below": PUBLISHED,
    "catalogue.queries.find_neighbour": PUBLISHED,
    "catalogue.queries.list_neighbours": PUBLISHED,
    "catalogue.queries.list_faults": JUDGES,
    "catalogue.queries.can_be_asked": JUDGES,
}
