"""Whose paper a material wants: the applicant's own, that of who represents it in law, or of who acts for it.

The guide's elements say which type of licence stands for a material, and not whose. So the type says whether it is a
person's, and the material's name which person's. Where that leaves a doubt the paper is nobody's to fetch: it is handed
in like any other.
"""

from enum import StrEnum

from tongban.services.licences.rules.types import HolderKind


class Whose(StrEnum):
    """`ACTING`: whoever applies for the applicant, or the applicant where they apply themselves."""

    HOLDER = "holder"
    REPRESENTATIVE = "representative"
    ACTING = "acting"
    NOBODY = "nobody"


_ACTING = ("经办人", "代理人", "代办人", "受托人", "被委托人")
_GUARDIAN = "法定代理人"
_REPRESENTING = ("法定代表人", "法人代表", "负责人", "申请人")
_ANOTHER = ("新法定", "新任", "拟任", "拟聘", "原法定", "原负责", "前任", "股东", "双方", "管理人员", "从业人员")
"""Who comes, who was, who else belongs to it: none of them is the representative of today."""


def whose_paper(material: str, licence_type: str, kind: HolderKind | None, *, holder_is_person: bool) -> Whose:
    """For a material by its name, that a licence of this type stands for. `kind` None: the type is not known."""
    if kind is HolderKind.ORGANISATION:
        return Whose.HOLDER
    if _GUARDIAN not in material and "本人" not in material and any(word in material for word in _ACTING):
        return Whose.ACTING
    if holder_is_person or kind is not HolderKind.PERSON:
        return Whose.HOLDER
    if any(word in material for word in _ANOTHER):
        return Whose.NOBODY
    is_named = material == licence_type or any(word in material for word in _REPRESENTING)
    return Whose.REPRESENTATIVE if is_named else Whose.NOBODY
