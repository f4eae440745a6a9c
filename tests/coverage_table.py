"""Prints which requirement rows the tests prove: whole, in part (and what part), or not yet.

`make coverage-table`. A test names its row with `@pytest.mark.req("REG-01", part="tree")`; without `part` it claims the
whole row. The rows themselves are read from `docs/requirements.csv`.
"""

import ast
import csv
import sys
from collections import defaultdict
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def marks_in(source: str) -> list[tuple[str, str]]:
    """(row id, part or "") of every `req` mark in the source."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"pytest.mark.req", "mark.req"}:
            part = next((ast.literal_eval(word.value) for word in node.keywords if word.arg == "part"), "")
            found += [(ast.literal_eval(row), part) for row in node.args]
    return found


def proven() -> dict[str, set[str]]:
    """Row id -> parts that tests prove; the empty part stands for the whole row."""
    rows: dict[str, set[str]] = defaultdict(set)
    for folder in ("tongban", "tests"):
        for path in (PROJECT / folder).rglob("test_*.py"):
            for row, part in marks_in(path.read_text()):
                rows[row].add(part)
    return rows


def main() -> int:
    with (PROJECT / "docs/requirements.csv").open(newline="") as file:
        known = {row["id"]: row["title"] for row in csv.DictReader(file)}
    rows = proven()
    for row, parts in sorted(rows.items()):
        state = "proven " if "" in parts else "in part"
        told = "" if "" in parts else ": " + ", ".join(sorted(parts))
        print(f"{state}  {row:8} {known.get(row, '(no such row)')}{told}")
    whole = sum("" in parts for parts in rows.values())
    print(f"\n{whole} proven, {len(rows) - whole} in part, {len(known) - len(rows)} open, of {len(known)} rows")
    return 1 if set(rows) - set(known) else 0


if __name__ == "__main__":
    sys.exit(main())
