"""From data to trusted: drawn, sealed, kept, once; and what keeps a licence from it."""

import json

import pytest
from django.db import connection

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, NotFound
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.seals import commands as seals
from tongban.registers.seals.errors import SealRefused
from tongban.services.licences import commands, queries
from tongban.services.licences.tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.req("LIC-06", part="trusted once signed, and the verification agrees")
def test_a_sealed_licence_is_trusted(now):
    licence = make.sealed(now)
    assert licence.sealed_at == now
    ofd, pdf = (queries.open_file(licence.id, form, actor=SYSTEM, now=now) for form in ("ofd", "pdf"))
    assert (ofd[0][:2], pdf[0][:5]) == (b"PK", b"%PDF-")
    assert (ofd[1], pdf[1]) == (f"食品经营许可证-{licence.number}.ofd", f"食品经营许可证-{licence.number}.pdf")
    assert queries.find_public(licence.identifier, now=now).is_trusted
    assert make.rows("outbox.OutboxEvent").filter(bucket=licence.bucket, name="licences.sealed").count() == 1


def test_sealed_twice_is_sealed_once(now):
    licence = make.sealed(now)
    again = commands.seal(licence_id=licence.id, now=now)
    assert (again.ofd, make.rows("seals.Use").count()) == (licence.ofd, 1)


def test_the_use_of_the_seal_names_the_decision(now):
    licence = make.sealed(now)
    use = make.rows("seals.Use").get()
    assert (use.step, use.subject, use.case, use.automatic) == ("grant", f"licence:{licence.id}", licence.case, False)


@pytest.mark.req("SUP-04", part="sealed with the seal authorised beforehand, actor system")
def test_what_was_granted_by_default_is_sealed_automatically(now):
    make.body(now)
    make.food(now)
    licence = make.recorded(make.holder(now), now, by_default=True)
    commands.seal(licence_id=licence.id, now=now)
    use = make.rows("seals.Use").get()
    assert (use.step, use.automatic) == ("grant_by_default", True)


@pytest.mark.req("LIC-03", part="a suspended seal seals no licence; the licence stays data")
def test_without_its_seal_the_licence_stays_data_and_can_be_sealed_later(now):
    make.body(now)
    licence = make.licence(now)
    seal = make.rows("seals.Seal").get()
    seals.suspend_seal(seal_id=seal.id, reason="遗失", by=SYSTEM, now=now)
    with pytest.raises(SealRefused):
        commands.seal(licence_id=licence.id, now=now)
    assert make.again(licence).sealed_at is None
    assert make.rows("seals.Use").get().refusal == "seal.suspended"
    seals.restore_seal(seal_id=seal.id, reason="找回", by=SYSTEM, now=now)
    assert commands.seal(licence_id=licence.id, now=now).sealed_at == now


@pytest.mark.req("LIC-06", part="incomplete data is not sealed")
def test_what_lacks_a_value_is_not_sealed(now):
    make.body(now)
    make.food(now)
    licence = make.recorded(make.holder(now), now, values={})
    with pytest.raises(Conflict) as refusal:
        commands.seal(licence_id=licence.id, now=now)
    assert (refusal.value.code, refusal.value.facts["fields"]) == ("licence.values_missing", "address")
    assert not make.rows("seals.Use").exists()


def test_what_no_longer_counts_is_not_sealed(now):
    make.body(now)
    licence = make.licence(now)
    commands.revoke(licence_id=licence.id, reason="样例", by=SYSTEM, now=now)
    with pytest.raises(Conflict):
        commands.seal(licence_id=licence.id, now=now)


def test_data_only_has_no_files(now):
    licence = make.licence(now)
    with pytest.raises(NotFound) as refusal:
        queries.open_file(licence.id, "ofd", actor=SYSTEM, now=now)
    assert refusal.value.code == "licence.data_only"


def test_an_identity_card_is_named_without_its_number(now):
    make.body(now)
    make.card(now)
    person = make.parties.person(now, 1)
    licence = make.recorded(person, now, item=f"{make.BODY}4002006030000" + "01")
    commands.seal(licence_id=licence.id, now=now)
    with fan_out_allowed("a test reads"), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM files_storedfile")
        names = [name for (name,) in cursor.fetchall()]
        journal = json.dumps(list(make.rows("audit.JournalRow").values_list("body", flat=True)), default=str)
    number = make.parties.resident_id(1)
    assert names
    assert number not in "".join(names)
    assert number not in journal
