"""Cancelled proofs 取消的证明事项, and finding them when they are asked for under another name (CAT-10)."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_EMPTY_WORDS = ("原件", "复印件", "一份", "1份", "及", "书面", "有关", "相关", "开具的", "出具的")


@dataclass(frozen=True, slots=True)
class Proof:
    """What nobody may ask for any more, under any of its names."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A material that asks for a cancelled proof: `disguised` when under another name than the proof's own."""

    material: str
    proof: str
    disguised: bool


def find_asked(materials: Iterable[Mapping[str, Any]], proofs: Iterable[Proof]) -> list[Asked]:
    """The materials that ask for one of the proofs, each once."""
    known = [(proof, plain, plain_name(proof.name)) for proof in proofs for plain in _names(proof)]
    found = []
    for material in materials:
        asked = plain_name(str(material.get("name", "")))
        match = next(((proof, own) for proof, plain, own in known if plain and plain in asked), None)
        if match is not None:
            proof, own = match
            found.append(Asked(str(material.get("name", "")), proof.name, own not in asked))
    return found


def plain_name(text: str) -> str:
    """A name without what does not change it: brackets, spaces, width, and words like 原件."""
    letters = (letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())
    plain = "".join(letters)
    for word in _EMPTY_WORDS:
        plain = plain.replace(word, "")
    return plain


def _names(proof: Proof) -> tuple[str, ...]:
    return (plain_name(proof.name), *(plain_name(alias) for alias in proof.aliases))
