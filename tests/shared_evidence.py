"""`shared`: outside evidence beside the project, for tests alone. Nothing in the project needs it.

The folder is `../shared`, or the one that `TONGBAN_SHARED` names. Without it the test is skipped with the reason;
`REQUIRE_SHARED=1` turns that into a failure.
"""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of outside evidence."""
    folder = Path(os.environ.get("TONGBAN_SHARED") or _BESIDE)
    if not folder.is_dir():
        told = f"outside evidence is absent: no folder {folder}"
        if os.environ.get("REQUIRE_SHARED") == "1":
            pytest.fail(told)
        pytest.skip(told)
    return folder
