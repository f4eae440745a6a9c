"""The size and naming laws of the house: short functions, short files, names that say what a thing is."""

import ast
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "tools", "stuff"}
LONGEST_FUNCTION = 60
LONGEST_FILE = 400


def sources() -> Iterator[Path]:
    for path in sorted((PROJECT / "tongban").rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def test_no_file_is_too_long() -> None:
    lengths = {str(path.relative_to(PROJECT)): len(path.read_text().splitlines()) for path in sources()}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    functions = [
        (f"{path.relative_to(PROJECT)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [where for where, length in functions if length > LONGEST_FUNCTION] == []


def test_names_say_what_a_thing_is() -> None:
    assert [str(path) for path in sources() if NAMELESS & {path.stem, path.parent.name}] == []


def test_no_work_is_hidden_in_save_or_signals() -> None:
    hidden = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name == "save" and "tests" not in path.parts
    ]
    assert hidden == []


def test_every_app_says_what_it_is() -> None:
    apps = [
        path.parent for path in (PROJECT / "tongban").glob("*/*/__init__.py") if path.parent.parent.name != "config"
    ]
    stores = [app for app in apps if app.parent.name in {"foundation", "registers", "services"}]
    assert [str(app.relative_to(PROJECT)) for app in stores if not (app / "README.md").exists()] == []


def test_readmes_stay_short() -> None:
    long = [path for path in (PROJECT / "tongban").rglob("README.md") if len(path.read_text().splitlines()) > 60]
    assert long == []


def test_web_requests_stay_in_faces() -> None:
    """Below the faces nothing knows a request or a page; `foundation/ui` is the faces' own ground."""
    web = ("django.http", "django.shortcuts", "django.views", "django.urls", "django.template")
    found = [
        f"{path.relative_to(PROJECT)}:{node.lineno} {node.module}"
        for path in sources()
        if path.parts[len(PROJECT.parts) + 1] in {"foundation", "registers", "services", "journeys", "insight"}
        and "foundation/ui" not in str(path)
        and "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(web)
    ]
    assert found == []


def test_nothing_left_to_do_without_an_issue() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X:")
    assert [str(path) for path in sources() if any(mark in path.read_text() for mark in marks)] == []
