"""Pytest plugin, loaded before Django: gives the suite a real PostgreSQL of its own.

`DATABASE_URL` names another server to test against; its role must be allowed to create databases.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

os.environ["TONGBAN_TESTING"] = "1"
_folder: Path | None = None
_server: Any = None


def _start() -> None:
    global _folder, _server
    from tongban.config.embedded import EmbeddedPostgres

    _folder = Path(tempfile.mkdtemp(prefix="tongban-test-"))
    os.environ["TONGBAN_DATA"] = str(_folder / "var")
    _server = EmbeddedPostgres(_folder / "postgres", durable=False)
    _server.start()
    os.environ["DATABASE_URL"] = _server.url("postgres")


if "PYTEST_XDIST_WORKER" not in os.environ:
    from tongban.foundation.ui.translations import compile_stale

    compile_stale()
    if "DATABASE_URL" not in os.environ:
        _start()
    elif "TONGBAN_DATA" not in os.environ:
        _folder = Path(tempfile.mkdtemp(prefix="tongban-test-"))
        os.environ["TONGBAN_DATA"] = str(_folder / "var")
    (Path(os.environ["TONGBAN_DATA"]) / "static").mkdir(parents=True, exist_ok=True)


def pytest_unconfigure() -> None:
    if _server is not None:
        _server.stop()
    if _folder is not None:
        shutil.rmtree(_folder, ignore_errors=True)
