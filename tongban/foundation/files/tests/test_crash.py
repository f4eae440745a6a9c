"""A process killed between placing the content and its commit: no row, and the leftover is cleared away."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from tongban.foundation.files import commands, queries
from tongban.foundation.files.tests import make

STORE_AND_DIE = """
import datetime as dt, os, signal, sys
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from tongban.foundation.files import commands
from tongban.foundation.files.tests import make
commands.outbox.emit_many = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
make.file(dt.datetime.now(dt.UTC))
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_upload_leaves_no_row_and_what_it_placed_is_cleared_away(contents, settings):
    there = {"DJANGO_SETTINGS_MODULE": "tongban.config.settings", "TONGBAN_DATA": str(contents.root.parent)}
    died = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", STORE_AND_DIE, connection.settings_dict["NAME"]],
        cwd=settings.BASE_DIR,
        env=os.environ | there,
        capture_output=True,
        timeout=60,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert queries.list_files(make.HOLDER) == []
    left = [path for path in contents.root.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in left] == [make.PDF]
    os.utime(left[0], (time.time() - 200_000,) * 2)
    assert commands.collect_garbage() == commands.GarbageReport(1, 0)
    assert not left[0].exists()
