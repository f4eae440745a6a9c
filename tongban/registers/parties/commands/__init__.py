"""Every write about persons and enterprises, and the reads that leave a trace in the journal."""

from tongban.registers.parties.commands.authorising import authorise, revoke
from tongban.registers.parties.commands.correcting import (
    change_contact,
    change_document,
    change_representative,
    correct_name,
)
from tongban.registers.parties.commands.linking import VerifiedPerson, link_person, link_representative
from tongban.registers.parties.commands.looking import (
    Found,
    Part,
    export,
    find_by_document,
    match_document,
    reveal_number,
    reveal_number_of,
)
from tongban.registers.parties.commands.merging import Merged, merge
from tongban.registers.parties.commands.registering import (
    Registered,
    register_enterprise,
    register_person,
)
from tongban.registers.parties.commands.rotating import (
    BATCH,
    BatchDone,
    Position,
    reencrypt,
    reencrypt_all,
    rotate_key,
)

__all__ = [
    "BATCH",
    "BatchDone",
    "Found",
    "Merged",
    "Part",
    "Position",
    "Registered",
    "VerifiedPerson",
    "authorise",
    "change_contact",
    "change_document",
    "change_representative",
    "correct_name",
    "export",
    "find_by_document",
    "link_person",
    "link_representative",
    "match_document",
    "merge",
    "reencrypt",
    "reencrypt_all",
    "register_enterprise",
    "register_person",
    "reveal_number",
    "reveal_number_of",
    "revoke",
    "rotate_key",
]
