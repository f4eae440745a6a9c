"""Each test has a content store of its own, and no scanner unless it starts one."""

from pathlib import Path

import pytest

from tongban.foundation.files.store import ContentStore, content_store


@pytest.fixture(autouse=True)
def contents(settings, tmp_path: Path) -> ContentStore:
    settings.DATA_DIR = tmp_path
    settings.CLAMAV, settings.CLAMAV_REQUIRED = "", False
    return content_store()
