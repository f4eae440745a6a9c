"""Keys change while people go on working, and nothing anywhere holds a number in clear."""

import logging
import threading

import pytest
from django.db import connection

from tests.clients import at_once
from tests.written import journal_actions
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, NotAllowed
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.parties import commands, sealing
from tongban.registers.parties.commands import Part
from tongban.registers.parties.models import FormerDocument, Party
from tongban.registers.parties.tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-04", part="encryption")]
PASSPORT = {"document_kind": "414", "number": "E12345678"}


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"


def reveal(now, party, part=Part.DOCUMENT):
    return commands.reveal_number(party_id=party, purpose="核对", part=part, by=SYSTEM, now=now)


def change_document(now, party):
    commands.change_document(party_id=party, reason="换证", by=SYSTEM, now=now, **PASSPORT)


def sealed_values():
    columns = [(Party, name) for name in ("document_sealed", "phone_sealed", "representative_sealed")]
    with fan_out_allowed("a test reads all"):
        found = [
            bytes(value)
            for model, column in [*columns, (FormerDocument, "sealed")]
            for value in model.objects.values_list(column, flat=True)
            if value is not None
        ]
    assert found
    return found


def newest_only():
    return not any(sealing.cipher().needs_rotation(value) for value in sealed_values())


def test_everything_sealed_moves_to_the_new_key_and_still_opens(now):
    party, enterprise = make.person(now), make.enterprise(now)
    change_document(now, party)
    assert commands.rotate_key(by=SYSTEM, now=now) == "personal-data/2"
    assert not newest_only()
    assert commands.reencrypt_all(by=SYSTEM, now=now, batch=1) == 3
    assert newest_only()
    assert (reveal(now, party), reveal(now, party, Part.PHONE)) == ("E12345678", "19900000001")
    assert reveal(now, enterprise, Part.REPRESENTATIVE) == make.resident_id()
    assert commands.reencrypt_all(by=SYSTEM, now=now) == 0
    assert {"parties.key_rotated", "parties.reencrypted"} <= set(journal_actions())


def test_a_pass_that_was_cut_short_is_finished_by_the_next(now):
    for order in range(1, 6):
        make.person(now, order=order)
    commands.rotate_key(by=SYSTEM, now=now)
    first = commands.reencrypt(batch=2)
    assert (first.visited, first.moved, newest_only()) == (2, 2, False)
    assert commands.reencrypt_all(by=SYSTEM, now=now) == 3
    assert newest_only()


def test_what_cannot_be_opened_is_left_logged_and_does_not_stop_the_rest(now, caplog):
    spoilt, whole = make.person(now), make.person(now, order=2)
    Party.objects.filter(id=spoilt).update(phone_sealed=sealing.seal("1", sealing.Purpose.PHONE, whole))
    commands.rotate_key(by=SYSTEM, now=now)
    assert commands.reencrypt_all(by=SYSTEM, now=now) == 1
    assert (reveal(now, spoilt), reveal(now, whole)) == (make.resident_id(1), make.resident_id(2))
    assert [str(spoilt) in record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        True,
        True,
    ]


def test_a_value_changed_while_it_was_being_moved_is_not_overwritten(now, monkeypatch):
    party = make.person(now)
    commands.rotate_key(by=SYSTEM, now=now)
    reencrypt = sealing.DataCipher.reencrypt

    def overtaken(cipher, ciphertext, *, context):
        monkeypatch.setattr(sealing.DataCipher, "reencrypt", reencrypt)
        commands.change_contact(party_id=party, phone="19900000055", address="", by=SYSTEM, now=now)
        return reencrypt(cipher, ciphertext, context=context)

    monkeypatch.setattr(sealing.DataCipher, "reencrypt", overtaken)
    assert commands.reencrypt().overtaken == 1
    assert commands.reencrypt_all(by=SYSTEM, now=now) == 1
    assert (reveal(now, party, Part.PHONE), newest_only()) == ("19900000055", True)


def test_the_index_key_never_rotates_so_numbers_are_found_after_any_rotation(now):
    party = make.person(now)
    commands.rotate_key(by=SYSTEM, now=now)
    commands.reencrypt_all(by=SYSTEM, now=now)
    assert make.person(now) == party


def test_rotating_needs_its_grant(now):
    with pytest.raises(NotAllowed, match=r"party.not_allowed"):
        commands.rotate_key(by=make.staff("parties.read"), now=now)
    with pytest.raises(NotAllowed, match=r"party.not_allowed"):
        commands.reencrypt_all(by=make.staff("parties.read"), now=now)


@pytest.mark.django_db(transaction=True)
def test_rotation_under_load_loses_nothing(now):
    made = [make.person(now, order=order) for order in range(1, 13)]
    written, stop = {}, threading.Event()

    def write(number):
        """Writes to its own three files until the rotations are over, and after them once more to each."""
        turn = after = 0
        while after < 3:
            after += stop.is_set()
            party, phone = made[number * 3 + turn % 3], f"199{number:02d}{turn:06d}"
            commands.change_contact(party_id=party, phone=phone, address="", by=SYSTEM, now=now)
            written[party] = phone
            turn += 1

    def rotate():
        try:
            for _ in range(3):
                commands.rotate_key(by=SYSTEM, now=now)
                commands.reencrypt_all(by=SYSTEM, now=now, batch=5)
        finally:
            stop.set()

    answers = at_once(5, lambda number: write(number) if number < 4 else rotate())
    assert answers == [None] * 5
    commands.reencrypt_all(by=SYSTEM, now=now)
    assert newest_only()
    assert sealing.cipher().current_header().endswith(b"personal-data/4")
    assert [reveal(now, party) for party in made] == [make.resident_id(order) for order in range(1, 13)]
    assert {party: reveal(now, party, Part.PHONE) for party in made} == written


def dump():
    """Every row of every table as PostgreSQL would write it into a dump; bytes as they are and as hexadecimal."""
    with fan_out_allowed("a test dumps the database"), connection.cursor() as cursor:
        cursor.execute("SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        text = []
        for table in tables:
            with cursor.copy(f"COPY {table} TO STDOUT") as rows:
                text.append(b"".join(bytes(part) for part in rows).decode())
    return "\n".join(text), tables


def test_neither_a_dump_nor_a_log_shows_a_number(now, caplog):
    caplog.set_level(logging.DEBUG)
    numbers = [make.resident_id(1), make.resident_id(2), PASSPORT["number"], make.credit_code()]
    numbers += ["19900000001", "19900000055"]
    party, other, enterprise = make.person(now), make.person(now, order=2), make.enterprise(now)
    owner = make.account(now)
    commands.change_contact(party_id=party, phone="19900000055", address="", by=owner, now=now)
    commands.link_representative(account=owner.account, credit_code=make.credit_code(), by=owner, now=now)
    for act in (
        lambda: change_document(now, party),
        lambda: change_document(now, other),
        lambda: reveal(now, enterprise),
    ):
        try:
            act()
        except Conflict as refused:
            logging.getLogger("test").warning("%s", refused)
    commands.find_by_document(**PASSPORT, purpose="核对", by=make.staff(region=make.YUNMENG), now=now)
    commands.merge(later=other, survivor=party, reason="同一人", by=SYSTEM, now=now)
    text, tables = dump()
    assert {"parties_party", "parties_documentnumber", "audit_journalrow", "outbox_outboxevent"} <= set(tables)
    assert "样例甲" in text
    for needle in numbers:
        assert needle not in text
        assert needle.encode().hex() not in text
        assert needle not in caplog.text
