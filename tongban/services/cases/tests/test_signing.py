"""An application signed by the enterprise: stored with the case, and checked against the form as it is stored now."""

import dataclasses
import datetime as dt
import uuid

import pytest

from tongban.foundation.files import commands as files
from tongban.foundation.files.tests import make as uploads
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.foundation.outside import commands as outside
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.parties.tests import make as parties
from tongban.registers.signatures import queries as signatures
from tongban.registers.signatures.tests import make as signing
from tongban.services.cases import commands, queries, sealing
from tongban.services.cases.models import Case, CaseMaterial, CaseSignature, Draft
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.rules.signing import Stands, digest_of, judge
from tongban.services.cases.tests import make
from tongban.services.cases.tests import signed as makers
from tongban.services.cases.tests.signed import application, ask

pytestmark = [pytest.mark.django_db, pytest.mark.req("APP-02", part="electronic signature")]


PROMISED = (make.CARD, Given("m2", How.PROMISE))


@pytest.fixture
def world(now, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return makers.world(now)


@pytest.fixture
def upload(world, now):
    return files.store(uploads.png(), name="银行卡.png", holder=world.holder, by=world.citizen, now=now)


def signed(world, now, **told):
    """The case handed in with a signature over exactly what it holds."""
    return makers.case(world, now, **told).case


def hand_in(application, signature, world, now):
    return makers.hand_in(application, signature, world, now).case


def view(case, world, now):
    (found,) = queries.list_signatures(case, actor=world.clerk, now=now)
    return found


def stands(case, world, now):
    return [each.stands for each in queries.list_signatures(case, actor=world.clerk, now=now)]


def stored(case) -> CaseSignature:
    with fan_out_allowed("a test"):
        return CaseSignature.objects.get(case_id=case)


def test_a_signed_application_keeps_its_signature(world, upload, now):
    case = signed(world, now, materials=(make.CARD, Given("m2", How.UPLOAD, file=upload.id)))
    found = view(case, world, now)
    assert (found.enterprise, found.person, found.role) == (signing.NAME, "样例甲", "representative")
    assert (found.signed_at, found.stands, found.layer) == (now, Stands.INTACT, "")
    opened = sealing.unseal(stored(case).evidence_sealed, stored(case).id)
    assert digest_of(opened["form"].encode()) == found.digest
    assert upload.digest in opened["form"]


def test_the_applicant_sees_it_too_and_nobody_else(world, now):
    case = signed(world, now)
    assert [each.stands for each in queries.list_signatures(case, actor=world.citizen, now=now)] == [Stands.INTACT]
    for stranger in (parties.citizen(), make.staff(region="420903000000")):
        with pytest.raises(NotFound, match=r"case\.not_found"):
            queries.list_signatures(case, actor=stranger, now=now)


def test_without_a_signature_it_is_handed_in_as_before(world, now):
    case = hand_in(application(world, now), None, world, now)
    assert queries.list_signatures(case, actor=world.clerk, now=now) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"values": {"name": "样例乙"}},
        {"materials": (make.CARD, Given("m2", How.PROMISE))},
        {"values": {"name": "样例甲", "phone": "19900000009"}},
    ],
)
def test_what_was_changed_before_handing_in_needs_a_new_signature(world, now, changed):
    whole = application(world, now)
    asked = ask(whole, world, now)
    signing.answer(asked.id, parties.credit_code(1), now)
    with pytest.raises(Conflict, match=r"case\.signature_stale"):
        hand_in(dataclasses.replace(whole, **changed), asked.id, world, now)
    with fan_out_allowed("a test"):
        assert (Case.objects.count(), CaseSignature.objects.count()) == (0, 0)
    assert hand_in(whole, asked.id, world, now)


@pytest.mark.req("APP-02", part="an item that asks enterprises to sign")
def test_an_item_may_ask_enterprises_for_a_signature(now, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    world = makers.world(now, signature=True)
    whole = application(world, now)
    with pytest.raises(Conflict, match=r"case\.signature_required"):
        hand_in(whole, None, world, now)
    with fan_out_allowed("a test"):
        assert (Case.objects.count(), Draft.objects.count()) == (0, 1)
    asked = ask(whole, world, now)
    signing.answer(asked.id, parties.credit_code(1), now)
    assert view(hand_in(whole, asked.id, world, now), world, now).stands is Stands.INTACT


@pytest.mark.req("APP-02", part="an item that asks enterprises to sign")
def test_of_a_person_such_an_item_asks_no_signature(now):
    world = make.world(now, audience=["1", "2"], signature=True)
    assert make.submitted(world, now).number


def test_a_signature_serves_one_draft(world, now):
    whole = application(world, now)
    asked = ask(whole, world, now)
    signing.answer(asked.id, parties.credit_code(1), now)
    hand_in(whole, asked.id, world, now)
    with pytest.raises(Conflict, match=r"case\.signature_stale"):
        hand_in(application(world, now), asked.id, world, now)


def test_a_signature_that_nobody_gave_or_somebody_else_asked_for_is_none(world, now):
    whole = application(world, now)
    asked = ask(whole, world, now)
    with pytest.raises(Conflict, match=r"signature\.not_answered"):
        hand_in(whole, asked.id, world, now)
    for unknown in (uuid.uuid4(), signing.signature(now, world.holder, parties.citizen(uuid.uuid4())).id):
        with pytest.raises(NotFound, match=r"signature\.request_unknown"):
            hand_in(whole, unknown, world, now)


def test_another_enterprise_cannot_sign(world, now):
    parties.enterprise(now, 2, name="孝感样例物流有限公司")
    other = signing.signer(now, 2, name="孝感样例物流有限公司")
    asked = ask(application(world, now), world, now)
    with pytest.raises(NotAllowed, match=r"signature\.other_enterprise"):
        signing.answer(asked.id, other, now)
    assert signatures.get_own_standing(asked.id, actor=world.citizen, now=now).state == "refused"


def test_an_agent_signs_only_what_the_authorisation_covers(world, now):
    agent = parties.account(now, 5)
    code = signing.signer(now, role="agent", order=5)
    whole = application(world, now)
    parties.authorisation(now, world.holder, agent, items=["OTHER-1"])
    with pytest.raises(NotAllowed, match=r"signature\.agent_not_authorised"):
        signing.answer(ask(whole, world, now).id, code, now)
    parties.authorisation(now, world.holder, agent, items=[world.item])
    asked = ask(whole, world, now)
    signing.answer(asked.id, code, now)
    assert view(hand_in(whole, asked.id, world, now), world, now).role == "agent"


def test_a_person_is_not_asked_to_sign(world, now):
    person = parties.commands.register_person(
        name="样例甲", document_kind="111", number=parties.resident_id(1), region=parties.XIAONAN, by=SYSTEM, now=now
    ).party
    own = dataclasses.replace(world, holder=person)
    with pytest.raises(Invalid, match=r"case\.signature_not_offered"):
        ask(application(own, now), own, now)


# --- altering what was signed ---------------------------------------------------------------------------------------


def test_an_altered_form_breaks_the_check(world, now):
    case = signed(world, now)
    makers.alter(case)
    assert view(case, world, now).stands is Stands.ALTERED


@pytest.mark.parametrize("change", [{"promise": True}, {"delivery": "courier"}, {"item_version": 99}])
def test_an_altered_column_breaks_the_check(world, now, change):
    case = signed(world, now)
    Case.objects.filter(id=case).update(**change)
    assert view(case, world, now).stands is Stands.ALTERED


def test_a_form_nobody_can_open_breaks_the_check(world, now):
    case = signed(world, now)
    Case.objects.filter(id=case).update(form_sealed=b"\x01" * 60)
    assert view(case, world, now).stands is Stands.ALTERED


def test_an_exchanged_material_breaks_the_check(world, upload, now):
    case = signed(world, now, materials=(make.CARD, Given("m2", How.UPLOAD, file=upload.id)))
    other = files.store(uploads.png(9), name="别的.png", holder=world.holder, by=world.citizen, now=now)
    with fan_out_allowed("a test"):
        CaseMaterial.objects.filter(case_id=case, code="m2").update(file=other.id)
    assert view(case, world, now).stands is Stands.ALTERED


def test_a_row_tampered_in_the_database_breaks_the_check(world, now):
    case, other = signed(world, now), signed(world, now, values={"name": "样例丁"})
    CaseSignature.objects.filter(id=stored(case).id).update(digest=stored(other).digest)
    assert (view(case, world, now).stands, view(case, world, now).reason) == (Stands.BROKEN, "of_another_form")
    swapped = sealing.unseal(stored(other).evidence_sealed, stored(other).id)
    CaseSignature.objects.filter(id=stored(case).id).update(evidence_sealed=sealing.seal(swapped, stored(case).id))
    assert view(case, world, now).reason == "of_another_form"
    CaseSignature.objects.filter(id=stored(case).id).update(evidence_sealed=b"\x01" * 60)
    assert view(case, world, now).reason == "unreadable"
    assert view(other, world, now).stands is Stands.INTACT


def test_evidence_swapped_between_two_equal_cases_is_found(world, now):
    """Of one company, for the same item, with the same content: only the case it was signed for tells them apart."""
    cases = [signed(world, now, materials=PROMISED) for _ in range(2)]
    for case in cases:
        told = {"case_id": case, "given": (make.BANK,), "by": world.citizen, "now": now}
        asked = commands.ask_supply_signature(**told, service=signing.SERVICE)
        signing.answer(asked.id, parties.credit_code(1), now)
        commands.supply(**told, signature=asked.id)
    with fan_out_allowed("a test"):
        mine, other = (CaseSignature.objects.get(case_id=case, version=2) for case in cases)
    opened = sealing.seal(sealing.unseal(other.evidence_sealed, other.id), mine.id)
    changed = {"matter": other.matter, "digest": other.digest, "evidence_sealed": opened}
    CaseSignature.objects.filter(id=mine.id).update(**changed)
    found = queries.list_signatures(cases[0], actor=world.clerk, now=now)[1]
    assert (found.stands, found.reason) == (Stands.BROKEN, "of_another_case")
    assert stands(cases[1], world, now) == [Stands.CORRECTED, Stands.INTACT]


@pytest.mark.parametrize("ends", ["revoked", "run out"])
def test_an_authorisation_that_ended_before_the_answer_counts_no_more(world, now, ends):
    now = now.replace(hour=23, minute=58)
    agent = parties.account(now, 5)
    code = signing.signer(now, role="agent", order=5)
    until = {"valid_until": now.date()} if ends == "run out" else {}
    given = parties.authorisation(now, world.holder, agent, items=[world.item], **until)
    asked, later = ask(application(world, now), world, now), now + dt.timedelta(minutes=6)
    if ends == "revoked":
        parties.commands.revoke(authorisation=given, reason="样例", by=world.citizen, now=now)
    with pytest.raises(NotAllowed, match=r"signature\.agent_not_authorised"):
        signing.answer(asked.id, code, later)


def test_evidence_with_one_byte_changed_does_not_hold(world, now):
    case = signed(world, now)
    row = stored(case)
    opened = sealing.unseal(row.evidence_sealed, row.id)
    opened["evidence"]["statement"] = opened["evidence"]["statement"].replace("签署申请", "签署审请")
    CaseSignature.objects.filter(id=row.id).update(evidence_sealed=sealing.seal(opened, row.id))
    found = view(case, world, now)
    assert (found.stands, found.layer, found.reason) == (Stands.BROKEN, "signature", "not_by_this_key")


def test_a_licence_revoked_later_leaves_what_was_signed(world, now):
    case = signed(world, now)
    outside.revoke_signer(code=parties.credit_code(1), now=now.replace(hour=18))
    assert view(case, world, now).stands is Stands.INTACT
    outside.revoke_signer(code=parties.credit_code(1), now=now)
    assert view(case, world, now).stands is Stands.INTACT


def test_after_a_correction_the_signature_stays_with_what_was_signed(world, now):
    case = signed(world, now)
    commands.request_correction(case_id=case, defects=[make.Defect("m2", "请重新提交")], by=world.clerk, now=now)
    commands.correct(case_id=case, given=(Given("m2", How.PROMISE),), by=world.citizen, now=now)
    found = view(case, world, now)
    assert (found.stands, found.digest) == (Stands.CORRECTED, stored(case).digest)


@pytest.mark.req("APP-02", part="a correction is signed where the item asks for it")
def test_a_correction_of_what_had_to_be_signed_is_signed_too(now, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    world = makers.world(now, signature=True)
    case = signed(world, now)
    commands.request_correction(case_id=case, defects=[make.Defect("form", "姓名写错了")], by=world.clerk, now=now)
    told = {"case_id": case, "values": {"name": "样例丙"}, "by": world.citizen, "now": now}
    before = make.left(case)
    with pytest.raises(Conflict, match=r"case\.signature_required"):
        commands.correct(**told)
    asked = commands.ask_correction_signature(**told, service=signing.SERVICE)
    signing.answer(asked.id, parties.credit_code(1), now)
    with pytest.raises(Conflict, match=r"case\.signature_stale"):
        commands.correct(**(told | {"values": {"name": "样例丁"}}), signature=asked.id)
    assert (make.left(case).events, make.left(case).version) == (before.events, before.version)
    commands.correct(**told, signature=asked.id)
    assert stands(case, world, now) == [Stands.CORRECTED, Stands.INTACT]
    Case.objects.filter(id=case).update(promise=True)
    assert stands(case, world, now) == [Stands.CORRECTED, Stands.ALTERED]


@pytest.mark.req("APP-02", part="what is altered after a signed correction is found")
def test_an_altered_correction_breaks_the_check_of_its_own_signature(world, upload, now):
    case = signed(world, now)
    commands.request_correction(case_id=case, defects=[make.Defect("m2", "请重新提交")], by=world.clerk, now=now)
    given = (Given("m2", How.UPLOAD, file=upload.id),)
    told = {"case_id": case, "given": given, "by": world.citizen, "now": now}
    asked, again = (commands.ask_correction_signature(**told, service=signing.SERVICE) for _ in range(2))
    assert asked.id == again.id
    signing.answer(asked.id, parties.credit_code(1), now)
    commands.correct(**told, signature=asked.id)
    assert stands(case, world, now) == [Stands.CORRECTED, Stands.INTACT]
    other = files.store(uploads.png(9), name="别的.png", holder=world.holder, by=world.citizen, now=now)
    with fan_out_allowed("a test"):
        CaseMaterial.objects.filter(case_id=case, code="m2", superseded_at=None).update(file=other.id)
    assert stands(case, world, now) == [Stands.CORRECTED, Stands.ALTERED]


@pytest.mark.req("APP-02", part="a supply is signed where the item asks for it")
def test_a_supply_of_what_had_to_be_signed_is_signed_too(now, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    world = makers.world(now, signature=True)
    case = signed(world, now, materials=PROMISED)
    told = {"case_id": case, "given": (make.BANK,), "by": world.citizen, "now": now}
    before = make.left(case)
    with pytest.raises(Conflict, match=r"case\.signature_required"):
        commands.supply(**told)
    asked = commands.ask_supply_signature(**told, service=signing.SERVICE)
    with pytest.raises(Conflict, match=r"signature\.not_answered"):
        commands.supply(**told, signature=asked.id)
    assert (make.left(case).events, make.left(case).version) == (before.events, before.version)
    signing.answer(asked.id, parties.credit_code(1), now)
    assert commands.supply(**told, signature=asked.id).gaps == 0
    assert stands(case, world, now) == [Stands.CORRECTED, Stands.INTACT]


@pytest.mark.req("APP-02", part="what is altered after a signed supply is found")
def test_a_paper_exchanged_after_a_signed_supply_breaks_the_check(world, upload, now):
    case = signed(world, now, materials=PROMISED)
    told = {"case_id": case, "given": (Given("m2", How.UPLOAD, file=upload.id),), "by": world.citizen, "now": now}
    asked, again = (commands.ask_supply_signature(**told, service=signing.SERVICE) for _ in range(2))
    assert asked.id == again.id
    signing.answer(asked.id, parties.credit_code(1), now)
    other = files.store(uploads.png(9), name="别的.png", holder=world.holder, by=world.citizen, now=now)
    exchanged = told | {"given": (Given("m2", How.UPLOAD, file=other.id),)}
    with pytest.raises(Conflict, match=r"case\.signature_stale"):
        commands.supply(**exchanged, signature=asked.id)
    commands.supply(**told, signature=asked.id)
    assert stands(case, world, now) == [Stands.CORRECTED, Stands.INTACT]
    with fan_out_allowed("a test"):
        CaseMaterial.objects.filter(case_id=case, code="m2", superseded_at=None).update(file=other.id)
    assert stands(case, world, now) == [Stands.CORRECTED, Stands.ALTERED]


def test_a_supply_nobody_had_to_sign_is_taken_unsigned(world, now):
    case = signed(world, now, materials=PROMISED)
    commands.supply(case_id=case, given=(make.BANK,), by=world.citizen, now=now)
    assert stands(case, world, now) == [Stands.CORRECTED]


def test_only_what_would_be_taken_is_put_before_the_enterprise(world, now):
    case = signed(world, now, materials=PROMISED)
    told = {"case_id": case, "service": signing.SERVICE, "now": now}
    with pytest.raises(Conflict, match=r"case\.correction_open"):
        commands.ask_supply_signature(**told, given=(), by=world.citizen)
    with pytest.raises(NotFound, match=r"case\.not_found"):
        commands.ask_supply_signature(**told, given=(make.BANK,), by=parties.citizen())


def test_the_archive_holds_the_evidence(world, now):
    case = signed(world, now)
    commands.withdraw(case_id=case, reason="不办了", by=world.citizen, now=now)
    commands.conclude(case_id=case, now=now)
    commands.archive(case_id=case, now=now)
    archive = commands.open_archive(case_id=case, purpose="核对归档", by=world.clerk, now=now)
    (packed,) = archive.package["signatures"]
    assert (packed["digest"], archive.damaged) == (stored(case).digest, ())
    assert digest_of(packed["form"].encode()) == packed["digest"]
    assert packed["evidence"]["certificates"]


def test_how_a_signature_stands():
    assert judge(holds=False, is_same=True, corrected=True) is Stands.BROKEN
    assert judge(holds=True, is_same=True, corrected=True) is Stands.INTACT
    assert judge(holds=True, is_same=False, corrected=True) is Stands.CORRECTED
    assert judge(holds=True, is_same=False, corrected=False) is Stands.ALTERED
