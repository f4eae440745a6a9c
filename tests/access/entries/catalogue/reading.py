"""Guides and search: what is published is public."""

from tests.access.kinds import Entry as Entry
from tests.access.kinds import Internal, Public

PUBLISHED = Public("shows and finds only what is offered to the public")

CASES = Internal("a case asks under which terms it begins, and was begun; a guide says the same to everybody")

ENTRIES: dict[str, Entry] = {
    "catalogue.queries.count_claimed": Internal("the loader of the sample asks whether it has run before"),
    "catalogue.queries.get_terms": CASES,
    "catalogue.queries.find_terms": CASES,
    "catalogue.queries.get_terms_under": CASES,
    "catalogue.queries.get_guide": PUBLISHED,
    "catalogue.queries.find_next_change": CASES,
    "catalogue.queries.get_stamp": Internal("a cache asks whether what it keeps still holds"),
    "catalogue.queries.get_generation": Internal("a cache asks whether anything has changed"),
    "catalogue.queries.list_by_name": PUBLISHED,
    "catalogue.queries.page_of_items": PUBLISHED,
    "catalogue.queries.search.search": PUBLISHED,
    "catalogue.queries.suggest": PUBLISHED,
    "catalogue.queries.find_stamp": PUBLISHED,
    "catalogue.queries.stream_items": PUBLISHED,
}
