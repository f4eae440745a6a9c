"""Words under which a leaf is found: cut Chinese, everyday names, pinyin, and what people type in between."""

from collections.abc import Iterable, Mapping
from typing import Any

import rjieba

WEIGHTS = {"name": "A", "aliases": "A", "kind": "B", "department": "C", "result_name": "C"}


def cut(text: str) -> list[str]:
    """The words of a Chinese text, as an index needs them: long words also in their parts, nothing empty."""
    return [word.strip().lower() for word in rjieba.cut_for_search(text) if word.strip() and word.strip().isalnum()]


def build_vector(fields: Mapping[str, Any]) -> str:
    """A tsvector as text: each field's words with the field's weight, in order."""
    lexemes: dict[str, list[str]] = {}
    at = 0
    for field, value in fields.items():
        for text in _texts(value):
            for word in cut(text):
                at += 1
                lexemes.setdefault(word, []).append(f"{min(at, 16000)}{WEIGHTS.get(field, '')}")
    return " ".join(f"{_quoted(word)}:{','.join(places[:200])}" for word, places in lexemes.items())


def _texts(value: Any) -> Iterable[str]:
    return [value] if isinstance(value, str) else value or []


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
