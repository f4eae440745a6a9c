"""Every read of the files of persons and enterprises: one file, lists by region, who may act for whom."""

from tongban.registers.parties.queries.acting import (
    ActsFor,
    AuthorisationView,
    find_own_party,
    list_authorisations,
    list_parties_of,
)
from tongban.registers.parties.queries.files import FormerView, HolderFile, PartyView, count_sealed, get_file
from tongban.registers.parties.queries.lists import (
    COUNTED,
    ListedParty,
    Page,
    count_parties,
    iterate_parties,
    list_parties,
    list_spans,
)
from tongban.registers.parties.queries.reach import check_may, get_party, list_part_ids, may_act_for, survivor_of

__all__ = [
    "COUNTED",
    "ActsFor",
    "AuthorisationView",
    "FormerView",
    "HolderFile",
    "ListedParty",
    "Page",
    "PartyView",
    "check_may",
    "count_parties",
    "count_sealed",
    "find_own_party",
    "get_file",
    "get_party",
    "iterate_parties",
    "list_authorisations",
    "list_part_ids",
    "list_parties",
    "list_parties_of",
    "list_spans",
    "may_act_for",
    "survivor_of",
]
