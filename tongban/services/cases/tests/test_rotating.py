"""The key of cases changes while people go on working: everything moves, opens, and nothing newer is overwritten."""

import pytest

from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import NotAllowed
from tongban.foundation.keys.cipher import DataCipher
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.services.cases import commands, queries, sealing
from tongban.services.cases.models import Case, CaseArchive, Draft
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import at

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-04", part="forms, drafts and archives move to a new key")]


@pytest.fixture
def world(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"
    return make.world(at("11-10 09:00"))


@pytest.fixture
def cases(world, now):
    """Two running cases, a draft, and a case that is archived."""
    made = [make.submitted(world, now).case for _ in range(3)]
    told = {"holder": world.holder, "item": world.item, "channel": Channel.WEB, "by": world.citizen, "now": now}
    commands.save_draft(content={"values": {"name": "样例甲"}}, **told)
    commands.withdraw(case_id=made[2], by=world.citizen, now=now)
    commands.conclude(case_id=made[2], now=now)
    commands.archive(case_id=made[2], now=now)
    return made


def left():
    with fan_out_allowed("a test reads all"):
        sealed = [
            bytes(value)
            for model, column in ((Case, "form_sealed"), (Draft, "form_sealed"), (CaseArchive, "package_sealed"))
            for value in model.objects.values_list(column, flat=True)
        ]
    return sum(sealing.cipher().needs_rotation(value) for value in sealed)


def test_everything_sealed_moves_to_the_new_key_and_still_opens(world, cases, now):
    assert commands.rotate_key(by=SYSTEM, now=now) == "case-data/2"
    assert (left(), queries.count_sealed()) == (5, 5)
    assert commands.reencrypt_all(by=SYSTEM, now=now, batch=2) == 5
    assert (left(), commands.reencrypt_all(by=SYSTEM, now=now)) == (0, 0)
    assert queries.get_form(cases[0], actor=world.reviewer, now=now)["values"] == {"name": "样例甲"}
    assert queries.get_archive(cases[2], actor=world.reviewer, now=now)[1] == []
    assert {"cases.key_rotated", "cases.reencrypted"} <= set(journal_actions())


def test_a_pass_that_was_cut_short_is_finished_by_the_next(cases, now):
    commands.rotate_key(by=SYSTEM, now=now)
    assert (commands.reencrypt(batch=2).moved, left()) == (2, 3)
    assert commands.reencrypt_all(by=SYSTEM, now=now) == 3


def test_what_cannot_be_opened_is_left_logged_and_does_not_stop_the_rest(cases, now, caplog):
    Case.objects.filter(id=cases[0]).update(form_sealed=sealing.seal({}, cases[1]))
    commands.rotate_key(by=SYSTEM, now=now)
    assert (commands.reencrypt_all(by=SYSTEM, now=now), left()) == (4, 1)
    assert any(str(cases[0]) in record.getMessage() for record in caplog.records)


def test_a_form_changed_while_it_was_being_moved_is_not_overwritten(world, cases, now, monkeypatch):
    commands.rotate_key(by=SYSTEM, now=now)
    reencrypt = DataCipher.reencrypt

    def overtaken(cipher, ciphertext, *, context):
        monkeypatch.setattr(DataCipher, "reencrypt", reencrypt)
        Case.objects.filter(id=cases[0]).update(form_sealed=sealing.seal({"values": {"name": "新"}}, cases[0]))
        return reencrypt(cipher, ciphertext, context=context)

    monkeypatch.setattr(DataCipher, "reencrypt", overtaken)
    assert commands.reencrypt(batch=1).overtaken == 1
    commands.reencrypt_all(by=SYSTEM, now=now)
    assert (queries.get_form(cases[0], actor=world.reviewer, now=now)["values"], left()) == ({"name": "新"}, 0)


def test_rotating_needs_its_grant(world, now):
    for command in (commands.rotate_key, commands.reencrypt_all):
        with pytest.raises(NotAllowed, match=r"case\.not_allowed"):
            command(by=world.supervisor, now=now)
