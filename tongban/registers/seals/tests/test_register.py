"""Making, suspending, restoring, revoking, authorising: who may, what it leaves behind, what is refused."""

import datetime as dt
import uuid

import pytest
from django.conf import settings

from tongban.foundation.kernel.actor import SYSTEM, Actor, Grant
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.foundation.keys.folder import KeyFolder
from tongban.registers.access.tests import make as accounts
from tongban.registers.seals import commands, queries
from tongban.registers.seals.models import Certificate, Seal
from tongban.registers.seals.tests import make

pytestmark = pytest.mark.django_db
LOST = "印章介质遗失"


def holding(*actions, body=make.BODY):
    return Actor(uuid.UUID(int=9), "seal_custodian", grants=tuple(Grant(a, *[make.XIAONAN] * 2, body) for a in actions))


CUSTODIAN, HEAD = holding(queries.READ, queries.MANAGE), holding(queries.READ, queries.AUTHORISE)


@pytest.mark.req("LIC-03", part="register")
def test_a_seal_has_owner_validity_custodian_keys_and_certificates(seal, now):
    view = queries.get_seal(seal.id, actor=CUSTODIAN, now=now)
    assert (view.organisation, view.custodian, view.state) == (make.BODY, make.CUSTODIAN, "active")
    assert (view.valid_from, view.valid_until) == (dt.date(2026, 1, 1), dt.date(2027, 12, 31))
    assert (view.es_id[:6], len(view.es_id)) == ("420902", 14)
    keys = KeyFolder(settings.KEY_DIR)
    assert keys.signer_of(seal.certificate.key_id).key_id == f"seal-{seal.id.hex}/1"
    assert keys.document_signer_of(seal.document_certificate.key_id).key_id == f"seal-{seal.id.hex}-pdf/1"
    assert {seal.certificate.owner, seal.document_certificate.owner} == {make.BODY}
    assert make.journalled("seals.created") == 1


def test_the_authority_is_made_once(seal, now):
    before = set(Certificate.objects.exclude(purpose__in=["seal", "document"]).values_list("purpose", "serial"))
    make.seal(now, name="样例证照专用章（2）")
    commands.establish_authority(now=now)
    assert set(Certificate.objects.exclude(purpose__in=["seal", "document"]).values_list("purpose", "serial")) == before
    assert {purpose for purpose, _ in before} == {"sm2_root", "sm2_issuing", "maker", "platform", "pdf_root"}


def test_who_may_make_and_who_may_authorise(now):
    make.body(now)
    with pytest.raises(Invalid) as refused:
        make.seal(now, by=CUSTODIAN, steps=[], automatic=False)
    assert refused.value.fields == {"custodian": ["seal.custodian_unknown"]}
    make.seal(now, by=CUSTODIAN, steps=[], automatic=False, custodian=accounts.account(now).id)
    for by, more in ((HEAD, {"steps": []}), (CUSTODIAN, {"steps": ["grant"]}), (holding(queries.MANAGE, body="X"), {})):
        with pytest.raises(NotAllowed):
            make.seal(now, **{"by": by, "name": "样例公章", "automatic": False, **more})
    assert Seal.objects.count() == 1


REFUSED = {
    "kind": {"kind": "personal"},
    "name": {"name": "章"},
    "valid_until": {"valid_until": dt.date(2026, 1, 1)},
    "picture": {"picture": b"GIF89a"},
}


@pytest.mark.parametrize("field", REFUSED)
def test_bad_facts_are_named_and_nothing_is_kept(now, field):
    make.body(now)
    with pytest.raises(Invalid) as refused:
        make.seal(now, **REFUSED[field])
    assert list(refused.value.fields) == [field]
    assert not Seal.objects.exists()
    assert not Certificate.objects.exists()


def test_a_body_has_one_seal_of_a_kind_and_name_that_is_not_revoked(seal, now):
    with pytest.raises(Conflict, match=r"seal\.exists"):
        make.seal(now)
    commands.revoke_seal(seal_id=seal.id, reason=LOST, by=SYSTEM, now=now)
    assert make.seal(now).es_id > seal.es_id


def test_suspended_restored_revoked(seal, now):
    for step, expected in ((commands.suspend_seal, "suspended"), (commands.restore_seal, "active")):
        step(seal_id=seal.id, reason=LOST, by=CUSTODIAN, now=now)
        assert queries.get_seal(seal.id, actor=CUSTODIAN, now=now).state == expected
    commands.revoke_seal(seal_id=seal.id, reason=LOST, by=CUSTODIAN, now=now)
    seal.refresh_from_db()
    assert (seal.state, seal.reason, seal.state_since) == ("revoked", LOST, now)
    assert {seal.certificate.revoked_at, seal.document_certificate.revoked_at} == {now}
    assert make.emitted() == ["suspended", "active", "revoked"]
    assert [make.journalled(f"seals.{word}") for word in ("suspended", "restored", "revoked")] == [1, 1, 1]


FORBIDDEN = [
    ("active", "restore"),
    ("suspended", "suspend"),
    *(("revoked", step) for step in ("suspend", "restore", "revoke")),
]


@pytest.mark.parametrize(("state", "step"), FORBIDDEN)
def test_no_other_way_between_states(seal, now, state, step):
    Seal.objects.update(state=state)
    with pytest.raises(Conflict, match=r"seal\.state_forbids"):
        getattr(commands, f"{step}_seal")(seal_id=seal.id, reason=LOST, by=SYSTEM, now=now)
    assert Seal.objects.get().state == state
    assert make.emitted() == []


def test_an_expired_seal_is_only_revoked_before_it_expires(seal):
    later = dt.datetime(2028, 1, 1, 9, tzinfo=dt.UTC)
    with pytest.raises(Conflict) as refused:
        commands.restore_seal(seal_id=seal.id, reason=LOST, by=SYSTEM, now=later)
    assert refused.value.facts == {"state": "expired"}


def test_steps_are_authorised_by_the_head_alone(seal, now):
    authorise = {"seal_id": seal.id, "steps": ["copy", "issue"], "automatic": False, "now": now}
    with pytest.raises(NotAllowed):
        commands.authorise_seal(**authorise, by=CUSTODIAN)
    commands.authorise_seal(**authorise, by=HEAD)
    view = queries.get_seal(seal.id, actor=HEAD, now=now)
    assert (view.steps, view.automatic) == (("copy", "issue"), False)
    with pytest.raises(Invalid):
        commands.authorise_seal(**authorise | {"steps": ["nap"]}, by=HEAD)
    assert make.journalled("seals.authorised") == 1


def test_moves_need_the_right_and_a_reason(seal, now):
    for by, reason, error in ((HEAD, LOST, NotAllowed), (CUSTODIAN, " ", Invalid)):
        with pytest.raises(error):
            commands.suspend_seal(seal_id=seal.id, reason=reason, by=by, now=now)
    with pytest.raises(NotFound):
        commands.suspend_seal(seal_id=uuid.uuid4(), reason=LOST, by=SYSTEM, now=now)
    assert Seal.objects.get().state == "active"


def test_one_sees_the_seals_of_ones_reach(seal, now):
    stranger = holding(queries.READ, body="SAMPLE9")
    assert [view.id for view in queries.list_seals(CUSTODIAN, now=now)] == [seal.id]
    assert queries.list_seals(stranger, now=now) == queries.list_seals(Actor(None, "clerk"), now=now) == []
    for ask in (
        lambda: queries.get_seal(seal.id, actor=stranger, now=now),
        lambda: queries.list_uses(seal.id, stranger),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_seals_are_found_by_text_and_state(seal, now):
    make.seal(now, kind="official", name="样例公章", valid_until=dt.date(2026, 11, 24))
    asked = [
        {"text": "公章"},
        {"text": seal.es_id},
        {"state": "expired"},
        {"state": "active"},
        {"organisation": "SAMPLE2"},
    ]
    found = [[view.kind for view in queries.list_seals(SYSTEM, now=now, **each)] for each in asked]
    assert found == [["official"], ["licence"], ["official"], ["licence"], []]
    assert [queries.count_seals(SYSTEM, now=now, **each) for each in asked] == [1, 1, 1, 1, 0]


def test_the_seal_that_would_stand_is_found(seal, now):
    assert queries.find_seal(make.BODY, "licence", step="grant", now=now).id == seal.id
    assert queries.find_seal(make.BODY, "licence", step="copy", now=now) is None
    assert queries.find_seal(make.BODY, "official", step="grant", now=now) is None
    assert queries.draw_seal(seal.id) == make.picture()


def test_the_platform_signs_codes_below_the_same_root(seal):
    own, *above = queries.platform_certificates()
    assert len(above) == 2
    assert queries.platform_signer().public_key in own
