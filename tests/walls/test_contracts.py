"""Each import contract holds, and each is broken on purpose to see that it would be caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    return subprocess.run([*command, "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's Python files in a folder of their own, free to be spoilt."""
    shutil.copytree(PROJECT / "tongban", tmp_path / "tongban", ignore=lambda _, names: _not_code(_, names))
    (tmp_path / "tests" / "walls").mkdir(parents=True)
    for name in ("tests/__init__.py", "tests/walls/__init__.py", "tests/walls/own_models.py", ".importlinter"):
        shutil.copy(PROJECT / name, tmp_path / name)
    return tmp_path


def _not_code(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not (name.endswith(".py") or (Path(folder) / name).is_dir())} | {"static"}


def add(folder: Path, module: str, line: str) -> None:
    path = folder / module
    path.parent.mkdir(parents=True, exist_ok=True)
    for parent in list(path.parents)[: len(Path(module).parents) - 1]:
        (parent / "__init__.py").touch()
    with path.open("a") as file:
        file.write(f"\n{line}\n")


def test_the_contracts_hold() -> None:
    done = lint_imports(PROJECT)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [
        ("Layers point downward", "tongban/foundation/kernel/actor.py", "import tongban.registers.regions.apps"),
        ("Layers point downward", "tongban/registers/access/rules.py", "import tongban.faces.portal.urls"),
        ("Layers point downward", "tongban/attic/__init__.py", "import tongban.config.settings"),
        ("Faces never import each other", "tongban/faces/portal/urls.py", "import tongban.faces.workbench.urls"),
        (
            "Services never import each other",
            "tongban/services/attic/__init__.py",
            "import tongban.services.cases.errors",
        ),
        ("Layers point downward", "tongban/services/cases/errors.py", "import tongban.journeys.licensing"),
        ("Journeys know no database", "tongban/journeys/licensing.py", "import django.db"),
        ("Inside an app", "tongban/services/cases/rules/life.py", "import tongban.services.cases.models"),
        ("Rules know no Django", "tongban/services/cases/rules/life.py", "import django.utils.timezone"),
        ("Only an app itself", "tongban/journeys/licensing.py", "import tongban.services.cases.models"),
        ("No cycles among registers", "tongban/foundation/routing/ids.py", "import tongban.foundation.audit.models"),
        ("Inside an app", "tongban/foundation/worklist/rules.py", "import tongban.foundation.worklist.models"),
        ("Inside an app", "tongban/foundation/files/models.py", "import tongban.foundation.files.queries"),
        ("Rules know no Django", "tongban/foundation/worklist/rules.py", "import django.utils.timezone"),
        ("Rules know no Django", "tongban/registers/access/rules.py", "import psycopg"),
        ("No API framework below faces", "tongban/registers/access/queries.py", "import ninja"),
        ("Only an app itself", "tongban/faces/api/urls.py", "import tongban.registers.access.models"),
        ("Only an app itself", "tongban/registers/access/queries.py", "import tongban.foundation.audit.models"),
    ],
)
def test_a_broken_contract_is_caught(copy: Path, contract: str, module: str, line: str) -> None:
    add(copy, module, line)
    done = lint_imports(copy)
    assert done.returncode == 1, done.stdout
    broken = [told for told in done.stdout.splitlines() if " BROKEN" in told]
    assert any(told.startswith(contract) for told in broken), done.stdout
