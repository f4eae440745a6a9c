"""The key of licences changes while people go on working: everything moves, opens, and nothing newer is overwritten."""

import pytest

from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import NotAllowed
from tongban.foundation.keys.cipher import DataCipher
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.licences import commands, queries, sealing
from tongban.services.licences.models import Licence, RunRow
from tongban.services.licences.tests import make
from tongban.services.licences.tests.test_runs import start, work_off

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-04", part="licences and waiting lists move to a new key")]


@pytest.fixture
def held(settings, tmp_path, now):
    """A licence, and a list of which one line is written and two wait."""
    settings.KEY_DIR = tmp_path / "keys"
    make.body(now)
    licence = make.licence(now)
    run = start(now, *(make.line(at) for at in range(2, 5)))
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    commands.advance_run(run.id, now=now, lines=1)
    return licence, run


def left() -> int:
    with fan_out_allowed("a test reads all"):
        sealed = [*Licence.objects.values_list("values_sealed", flat=True)]
        sealed += [*RunRow.objects.exclude(cells_sealed=None).values_list("cells_sealed", flat=True)]
    return sum(sealing.cipher().needs_rotation(bytes(value)) for value in sealed)


def test_everything_sealed_moves_to_the_new_key_and_still_opens(held, now):
    licence, run = held
    assert commands.rotate_key(by=SYSTEM, now=now) == "licence-data/2"
    assert (left(), queries.count_sealed()) == (4, 5)
    assert (commands.reencrypt(batch=1).moved, left()) == (1, 3)
    assert (commands.reencrypt_all(by=SYSTEM, now=now, batch=2), left()) == (3, 0)
    assert queries.get_licence(licence.id, actor=SYSTEM, now=now).fields[0].text == "孝感样例餐饮有限公司"
    assert work_off(run, now).done == 3
    assert {"licences.key_rotated", "licences.reencrypted"} <= set(journal_actions())


def test_what_cannot_be_opened_is_left_and_logged(held, now, caplog):
    licence, _ = held
    Licence.objects.filter(id=licence.id).update(values_sealed=sealing.seal({}, "another"))
    commands.rotate_key(by=SYSTEM, now=now)
    assert (commands.reencrypt_all(by=SYSTEM, now=now), left()) == (3, 1)
    assert any(str(licence.id) in record.getMessage() for record in caplog.records)


def test_a_line_written_while_it_was_being_moved_stays_written(held, now, monkeypatch):
    _, run = held
    commands.rotate_key(by=SYSTEM, now=now)
    reencrypt = DataCipher.reencrypt

    def overtaken(cipher, ciphertext, *, context):
        if "cells" in context:
            work_off(run, now)
        return reencrypt(cipher, ciphertext, context=context)

    monkeypatch.setattr(DataCipher, "reencrypt", overtaken)
    commands.reencrypt_all(by=SYSTEM, now=now)
    assert (left(), make.count(), RunRow.objects.exclude(cells_sealed=None).count()) == (0, 4, 0)


def test_rotating_needs_its_grant(held, now):
    for command in (commands.rotate_key, commands.reencrypt_all):
        with pytest.raises(NotAllowed, match=r"licence\.action_not_allowed"):
            command(by=make.staff(), now=now)
