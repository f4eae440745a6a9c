"""Every read of the files of persons and enterprises: one file, lists by region, who may act for whom."""

from tongban.registers.parties.queries.acting import (
    ActsFor,
    AuthorisationView,
    find_own_party,
    is_agent,
    is_representative,
    list_authorisations,
    list_own_accounts,
    list_own_files,
    list_parties_of,
)
from tongban.registers.parties.queries.files import FormerView, HolderFile, PartyView, count_sealed, get_file
from tongban.registers.parties.queries.lists import (
    COUNTED,
    ListedParty,
    Page,
    count_parties,
    list_parties,
)
from tongban.registers.parties.queries.reach import list_part_ids, list_whole_file, may_act_for, survivor_of
from tongban.registers.parties.queries.vouching import Recognised, find_enterprise, recognise

__all__ = [
    "COUNTED",
    "ActsFor",
    "AuthorisationView",
    "FormerView",
    "HolderFile",
    "ListedParty",
    "Page",
    "PartyView",
    "Recognised",
    "count_parties",
    "count_sealed",
    "find_enterprise",
    "find_own_party",
    "get_file",
    "is_agent",
    "is_representative",
    "list_authorisations",
    "list_own_accounts",
    "list_own_files",
    "list_part_ids",
    "list_parties",
    "list_parties_of",
    "list_whole_file",
    "may_act_for",
    "recognise",
    "survivor_of",
]
