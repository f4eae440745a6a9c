"""Suspending, restoring, revoking, cancelling by staff: who may, when, and what is left behind; shown at once."""

import json

import pytest

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.services.licences import commands, queries
from tongban.services.licences.models import LicenceEvent
from tongban.services.licences.rules import rights
from tongban.services.licences.rules.life import State
from tongban.services.licences.tests import make

pytestmark = pytest.mark.django_db
STEPS = {
    "suspend": (commands.suspend, State.SUSPENDED, "02"),
    "revoke": (commands.revoke, State.REVOKED, "03"),
    "forfeit": (commands.forfeit, State.FORFEITED, "07"),
    "cancel": (commands.cancel, State.CANCELLED, "04"),
}


def shown(licence, now) -> dict:
    answer = queries.find_verification(licence.identifier, now=now)
    assert answer is not None
    return json.loads(answer)


@pytest.mark.req("LIC-01", part="each state visible at once")
@pytest.mark.parametrize("name", STEPS)
def test_a_step_shows_at_once(now, name):
    licence = make.licence(now)
    command, state, code = STEPS[name]
    command(licence_id=licence.id, reason="样例理由", by=make.staff(rights.MANAGE), now=now)
    told = shown(licence, now)
    assert (told["state"], told["state_code"]) == (state, code)
    event = LicenceEvent.objects.get(licence=licence, sequence=2)
    assert (event.operation, event.state_from, event.reason) == (name, State.VALID, "样例理由")


def test_what_is_suspended_is_given_back(now):
    licence = make.licence(now)
    by = make.staff(rights.MANAGE)
    commands.suspend(licence_id=licence.id, reason="责令整改", by=by, now=now)
    commands.restore(licence_id=licence.id, reason="整改完成", by=by, now=now)
    assert shown(licence, now)["state"] == "valid"


@pytest.mark.parametrize("command", [commands.suspend, commands.restore, commands.cancel, commands.revoke])
@pytest.mark.parametrize("end", [commands.revoke, commands.forfeit])
def test_what_is_revoked_or_forfeited_stays_so(now, command, end):
    licence = make.licence(now)
    end(licence_id=licence.id, reason="骗取许可", by=make.staff(rights.MANAGE), now=now)
    with pytest.raises(Conflict) as refusal:
        command(licence_id=licence.id, reason="样例", by=make.staff(rights.MANAGE), now=now)
    assert refusal.value.code == "licence.not_now"
    assert LicenceEvent.objects.filter(licence=licence).count() == 2


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "a\x00b"])
def test_a_reason_is_needed(now, reason):
    licence = make.licence(now)
    with pytest.raises(Invalid):
        commands.revoke(licence_id=licence.id, reason=reason, by=make.staff(rights.MANAGE), now=now)
    assert make.again(licence).state == State.VALID


def test_readers_may_not_and_strangers_do_not_know(now):
    licence = make.licence(now)
    told = {"licence_id": licence.id, "reason": "样例", "now": now}
    with pytest.raises(NotAllowed):
        commands.revoke(by=make.staff(), **told)
    with pytest.raises(NotFound):
        commands.revoke(by=make.staff(rights.MANAGE, region="420903000000", organisation=None), **told)
    assert make.again(licence).state == State.VALID
