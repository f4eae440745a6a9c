"""Whose paper a material wants: the applicant's own, that of who represents it in law, or of who acts for it.

The guide says it with the material (`materials.whose`); where it says nothing the paper is the applicant's own. What is
somebody else's is never fetched: it is handed in like any other.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Whose(StrEnum):
    """As the catalogue's dictionary `material_whose` has it.

    `ACTING`: whoever applies for the applicant, or the applicant where they apply themselves.
    """

    HOLDER = "holder"
    REPRESENTATIVE = "representative"
    ACTING = "acting"
    OTHER = "other"


def whose_paper(material: Mapping[str, Any], *, holder_is_person: bool) -> Whose:
    """A person who applies has no representative: what asks for theirs asks for the person's own."""
    whose = Whose(material.get("whose") or Whose.HOLDER)
    return Whose.HOLDER if whose is Whose.REPRESENTATIVE and holder_is_person else whose
