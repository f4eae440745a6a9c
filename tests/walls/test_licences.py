"""The licence gate over both lock files: no AGPL or GPL; LGPL and MPL need a line in docs/decisions/."""

import json
import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
FORBIDDEN = re.compile(r"\bA?GPL|Affero|(?<!Lesser )General Public", re.IGNORECASE)
WEAK_COPYLEFT = re.compile(r"\bLGPL|\bMPL|Lesser General Public|Mozilla Public", re.IGNORECASE)


def verdict(name: str, licence: str, decisions: str) -> str | None:
    """What is wrong with a package under this licence, or None."""
    if not licence.strip():
        return None if re.search(rf"^- `{re.escape(name)}`", decisions, re.M) else f"{name}: no licence stated"
    if WEAK_COPYLEFT.search(licence):
        return None if re.search(rf"`{re.escape(name)}`", decisions, re.IGNORECASE) else f"{name}: {licence} undecided"
    return f"{name}: {licence} forbidden" if FORBIDDEN.search(licence) else None


def python_licence(name: str) -> str | None:
    """What an installed distribution says of its licence; None where the lock holds it for another platform only."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return None
    said = [found.get("License-Expression") or "", (found.get("License") or "").splitlines()[:1]]
    said += [line for line in found.get_all("Classifier") or [] if line.startswith("License ::")]
    return " ".join(" ".join(part) if isinstance(part, list) else part for part in said)


def decisions() -> str:
    return "\n".join(path.read_text() for path in (PROJECT / "docs/decisions").glob("*.md"))


def locked_python() -> set[str]:
    text = "\n".join((PROJECT / f"requirements/{name}.txt").read_text() for name in ("run", "dev"))
    return set(re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE))


def locked_node() -> dict[str, str]:
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    return {path.rpartition("node_modules/")[2]: facts.get("license", "") for path, facts in packages.items() if path}


def test_python_packages() -> None:
    licences = {name: python_licence(name) for name in locked_python()}
    wrong = [verdict(name, licence, decisions()) for name, licence in licences.items() if licence is not None]
    assert [found for found in wrong if found] == []


def test_node_packages() -> None:
    wrong = [verdict(name, licence, decisions()) for name, licence in locked_node().items()]
    assert [found for found in wrong if found] == []


@pytest.mark.parametrize(
    ("licence", "decided", "found"),
    [
        ("MIT", "", None),
        ("AGPL-3.0-only", "", "x: AGPL-3.0-only forbidden"),
        ("GPL-3.0", "", "x: GPL-3.0 forbidden"),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", "", "x: License ::"),
        ("LGPL-3.0-only", "", "x: LGPL-3.0-only undecided"),
        ("LGPL-3.0-only", "- `x`: linked, never changed", None),
        ("MPL-2.0", "- `y`", "x: MPL-2.0 undecided"),
        ("", "", "x: no licence stated"),
        ("", "- `x` (MIT in its readme)", None),
    ],
)
def test_the_gate_catches(licence: str, decided: str, found: str | None) -> None:
    said = verdict("x", licence, decided)
    assert said == found if found is None else said is not None and said.startswith(found)


@pytest.mark.parametrize("name", ["requirements/run.txt", "requirements/dev.txt", "package-lock.json"])
def test_lock_files_carry_hashes_and_no_addresses(name: str) -> None:
    text = (PROJECT / name).read_text()
    assert "sha512-" in text or "sha256:" in text
    assert not re.search(r"https?://(?!.*\"(?:url|funding)\")", re.sub(r'"(?:url|funding)": "[^"]*"', "", text))
