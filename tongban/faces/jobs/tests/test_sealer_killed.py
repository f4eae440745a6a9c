"""A sealer killed outright in the middle of its work, again and again: no gap, no double, nothing lost."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from tongban.foundation.audit import queries
from tongban.foundation.audit.tests.make import found, journal, recorded, verified
from tongban.foundation.keys.folder import KeyFolder

ROWS, KILLS = 1_500, 2


def sealer(folder, *, batch):
    """The real command as a process of its own, on the test's database."""
    parts = connection.settings_dict
    url = f"postgresql://{parts['USER']}@/{parts['NAME']}?host={quote(parts['HOST'], safe='')}&port={parts['PORT']}"
    env = os.environ | {
        "DATABASE_URL": url,
        "DATABASE_SEALER_URL": url,
        "TONGBAN_DATA": str(folder),
        "TONGBAN_KEYS": str(folder / "keys"),
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        "PGPASSWORD": parts["PASSWORD"],
    }
    return subprocess.Popen([sys.executable, "-m", "django", "seal_audit", "--batch", str(batch)], env=env)


def size():
    head = queries.find_last_head()
    return head.size if head else 0


def kill_in_the_middle(process, *, before):
    deadline = time.monotonic() + 60
    while size() == before:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


@pytest.mark.req("NFR-05")
@pytest.mark.django_db(transaction=True, databases=["default", "sealer"])
def test_a_killed_sealer_leaves_no_gap(now, tmp_path):
    with transaction.atomic():
        recorded(ROWS, now)
    for _ in range(KILLS):
        before = size()
        kill_in_the_middle(sealer(tmp_path, batch=7), before=before)
        assert before < size() < ROWS
    assert sealer(tmp_path, batch=1_000).wait() == 0
    verification = verified(KeyFolder(tmp_path / "keys"))
    assert (found(verification), verification.size, verification.rows, verification.unsealed) == ([], ROWS, ROWS, 0)
    assert [row.leaf_index for row in journal()] == list(range(ROWS))
