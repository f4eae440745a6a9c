"""The log of uses: complete, also of what was refused, whoever rolls back; suspension waits for who is sealing."""

import datetime as dt
import threading

import pytest
from django.conf import settings
from django.db import connection, transaction

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Unavailable
from tongban.foundation.keys import sm3
from tongban.registers.seals import commands, queries
from tongban.registers.seals.errors import SealRefused
from tongban.registers.seals.models import Seal, Use
from tongban.registers.seals.tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.req("LIC-03", part="use log")
def test_a_use_says_who_decided_what_was_sealed_when(sealed, seal, now):
    use = Use.objects.get()
    assert (use.id, use.seal_id, use.at, use.refusal) == (sealed.use_id, seal.id, now, "")
    asked = make.use()
    assert (use.step, use.subject, use.case, use.decided_by) == ("grant", asked.subject, asked.case, asked.decided_by)
    assert [use.ofd_digest, use.pdf_digest] == [sm3.digest(each).hex() for each in (sealed.ofd, sealed.pdf)]
    assert make.journalled("seals.used") == 1
    assert [line.id for line in queries.list_uses(seal.id, SYSTEM)] == [use.id]


def test_one_file_alone_is_sealed(seal, now):
    assert make.seal_both(now, ofd=None).ofd is None
    assert Use.objects.get().ofd_digest == ""


def test_sealing_takes_four_statements(seal, now, django_assert_num_queries):
    """A savepoint, the seal held, the use with its journal, the savepoint's end."""
    with django_assert_num_queries(4):
        make.seal_both(now)


LATER, EARLIER = (dt.datetime(year, 6, 1, 9, tzinfo=dt.UTC) for year in (2028, 2025))
REFUSALS = {
    "seal.suspended": {"change": {"state": "suspended"}},
    "seal.revoked": {"change": {"state": "revoked"}},
    "seal.expired": {"now": LATER},
    "seal.not_valid_yet": {"now": EARLIER},
    "seal.none_for_step": {"use": make.use(step="copy")},
    "seal.not_automatic": {"change": {"automatic": False}, "use": make.use(step="grant_by_default", automatic=True)},
}


@pytest.mark.req("LIC-03", part="refused")
@pytest.mark.req("SUP-04", part="sealing")
@pytest.mark.parametrize("code", REFUSALS)
def test_a_seal_that_may_not_stand_is_refused_and_the_attempt_logged(seal, now, code):
    told = {"change": {}, "now": now, "use": make.use(), **REFUSALS[code]}
    Seal.objects.update(**told["change"]) if told["change"] else None
    with pytest.raises(Conflict) as refused:
        make.seal_both(told["now"], use=told["use"])
    use = Use.objects.get()
    assert (refused.value.code, use.refusal, use.step) == (code, code, told["use"].step)
    assert (use.ofd_digest, use.pdf_digest) == ("", "")
    assert (make.journalled("seals.refused"), make.journalled("seals.used")) == (1, 0)
    assert (use.seal_id == seal.id) is (code != "seal.none_for_step")


def test_a_default_grant_is_sealed_by_itself_with_prior_authorisation(seal, now):
    make.seal_both(now, use=make.use(step="grant_by_default", automatic=True, decided_by=None))
    use = Use.objects.get()
    assert (use.automatic, use.decided_by, use.refusal) == (True, None, "")


def test_a_refusal_outlives_the_callers_rollback(seal, now):
    with pytest.raises(SealRefused) as refused, transaction.atomic():
        make.seal_both(now, use=make.use(step="copy"))
    assert not Use.objects.exists()
    for _ in range(2):
        commands.keep_refused(refused.value)
    commands.keep_refused(ValueError("no seal in it"))
    assert Use.objects.get().refusal == "seal.none_for_step"
    assert make.journalled("seals.refused") == 1


def test_a_body_without_any_seal_is_refused_and_logged(now):
    make.body(now)
    with pytest.raises(Conflict, match=r"seal\.none_for_step"):
        make.seal_both(now)
    assert (Use.objects.get().seal_id, Use.objects.get().organisation) == (None, make.BODY)


def test_a_missing_key_is_never_made_anew(seal, now):
    (settings.KEY_DIR / f"{seal.certificate.key_id.replace('/', '.')}.sm2").unlink()
    with pytest.raises(Unavailable, match=r"seal\.key_missing"):
        make.seal_both(now)
    assert not Use.objects.exists()
    assert list(settings.KEY_DIR.glob(f"seal-{seal.id.hex}*")) == [settings.KEY_DIR / f"seal-{seal.id.hex}-pdf.1.p256"]


def test_another_key_under_the_name_is_not_used(seal, now):
    stray = make.seal(now, name="样例证照专用章（2）")
    path = settings.KEY_DIR / f"seal-{seal.id.hex}.1.sm2"
    path.write_bytes((settings.KEY_DIR / f"seal-{stray.id.hex}.1.sm2").read_bytes())
    Seal.objects.filter(id=stray.id).update(state="suspended")
    with pytest.raises(Unavailable, match=r"seal\.key_missing"):
        make.seal_both(now)


@pytest.mark.django_db(transaction=True)
def test_suspension_waits_for_who_is_sealing_and_then_holds(now):
    """While one transaction has sealed and not ended, several may seal and nobody can suspend."""
    make.body(now)
    seal, suspended, done = make.seal(now), threading.Event(), []

    def suspend():
        try:
            commands.suspend_seal(seal_id=seal.id, reason="介质遗失", by=SYSTEM, now=now)
            suspended.set()
        finally:
            connection.close()

    def seal_too():
        try:
            done.append(make.seal_both(now, pdf=None))
        finally:
            connection.close()

    with transaction.atomic():
        make.seal_both(now, pdf=None)
        beside = threading.Thread(target=seal_too)
        beside.start()
        beside.join(20)
        waiting = threading.Thread(target=suspend)
        waiting.start()
        assert (len(done), suspended.wait(0.3)) == (1, False)
    waiting.join(20)
    assert suspended.is_set()
    with pytest.raises(Conflict, match=r"seal\.suspended"):
        make.seal_both(now)
