"""`tongban rotate-keys`: with counts, and finished after a real kill."""

import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tongban.faces.jobs.tests import processes
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make
from tongban.services.cases.tests import make as cases

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("SEC-04", part="encryption")]


@pytest.fixture
def persons(now, settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"
    settings.LANGUAGE_CODE = "zh-hans"
    make.regions_once(now)
    return [make.person(now, order=order) for order in range(1, 81)]


def sealed_with(key_id):
    with fan_out_allowed("a test counts all"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM parties_party WHERE position(%s::bytea IN document_sealed) > 0", [key_id.encode()]
        )
        return cursor.fetchone()[0]


@pytest.mark.usefixtures("persons")
def test_every_row_moves_to_the_new_key(capsys):
    call_command("rotate_keys")
    told = capsys.readouterr().out
    assert "新的密钥版本：personal-data/2" in told
    assert "已用新密钥重新加密 80 行" in told
    assert (sealed_with("personal-data/1"), sealed_with("personal-data/2")) == (0, 80)


def test_a_rotation_that_was_killed_is_finished_by_resuming(persons, now, settings, capsys):
    environment = {
        "DATABASE_URL": processes.database_url(),
        "TONGBAN_KEYS": str(settings.KEY_DIR),
        "TONGBAN_TESTING": "1",
    }
    rotation = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "django", "rotate_keys", "--batch", "3"],
        env={**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "tongban.config.settings"},
        stdout=subprocess.DEVNULL,
    )
    try:
        processes.wait_until(lambda: sealed_with("personal-data/2") > 0, within=30)
    finally:
        rotation.kill()
        rotation.wait()
    left = sealed_with("personal-data/1")
    assert 0 < left < 80
    call_command("rotate_keys", "--resume")
    assert f"已用新密钥重新加密 {left} 行" in capsys.readouterr().out
    assert sealed_with("personal-data/2") == 80
    told = {"purpose": "核对", "by": SYSTEM, "now": now}
    assert [parties.reveal_number(party_id=party, **told) for party in persons] == [
        make.resident_id(order) for order in range(1, 81)
    ]


def test_the_key_of_cases_moves_forms_with_a_count(now, settings, tmp_path, capsys):
    settings.KEY_DIR, settings.LANGUAGE_CODE = tmp_path / "keys", "zh-hans"
    world = cases.world(now)
    cases.submitted(world, now)
    call_command("rotate_keys", "--name", "case-data", "--batch", "1")
    told = capsys.readouterr().out
    assert ("新的密钥版本：case-data/2" in told, "已用新密钥重新加密 1 行" in told) == (True, True)
    call_command("rotate_keys", "--name", "case-data", "--resume")
    assert "已用新密钥重新加密 0 行" in capsys.readouterr().out


def test_another_key_gets_a_version_and_one_that_never_rotates_a_clear_no(settings, tmp_path, capsys):
    settings.KEY_DIR = tmp_path / "keys"
    KeyFolder(settings.KEY_DIR).signer("audit-head")
    KeyFolder(settings.KEY_DIR).blind_index("document-numbers")
    call_command("rotate_keys", "--name", "audit-head")
    assert "audit-head/2" in capsys.readouterr().out
    with pytest.raises(CommandError, match="never rotates"):
        call_command("rotate_keys", "--name", "document-numbers")
