import pytest

from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.registers.catalogue.tests import make as catalogue
from tongban.services.cases import commands, queries
from tongban.services.cases.models import Case, CaseMaterial, Correction
from tongban.services.cases.rules.life import State
from tongban.services.cases.rules.materials import Defect, Given, How
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import BANK, CARD, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now):
    return make.world(now)


@pytest.fixture
def answered(world, now):
    """A case whose first notice, about m2, is answered."""
    case = make.told_to_correct(world, now, "m2")
    return commands.correct(case_id=case.id, given=[BANK], by=world.citizen, now=now)


def test_a_notice_tells_all_defects_at_once(world, now):
    case = make.told_to_correct(world, now, "m1", "m2", "form")
    notice = queries.get_case(case.id, actor=world.citizen, now=now).documents[-1]
    assert [defect["about"] for defect in notice.content["defects"]] == ["m1", "m2", "form"]
    assert notice.content["due_at"].startswith("2026-12-16T17:30")
    with pytest.raises(Conflict, match=r"case\.step_not_now"):
        commands.request_correction(case_id=case.id, defects=[Defect("m1", "再改")], by=world.clerk, now=now)


@pytest.mark.req("APP-01", part="corrections")
def test_an_answer_covers_every_defect_or_is_refused(world, now):
    case = make.told_to_correct(world, now, "m2", "form")
    told = {"case_id": case.id, "by": world.citizen, "now": now}
    with pytest.raises(Conflict, match=r"case\.correction_open") as refused:
        commands.correct(given=[BANK], **told)
    assert refused.value.facts["about"] == "form"
    assert Case.objects.get(id=case.id).state == State.CORRECTING
    done = commands.correct(values={"name": "样例乙"}, given=[BANK], **told)
    assert done.state == State.SUBMITTED
    assert queries.get_form(case.id, actor=world.clerk, now=now)["values"] == {"name": "样例乙"}


def test_what_takes_a_materials_place_supersedes_it(answered):
    rows = CaseMaterial.objects.filter(case=answered, code="m2").order_by("superseded_at")
    assert [(row.superseded_at is None, row.defect) for row in rows] == [(False, "请重新提交"), (True, "")]


@pytest.mark.req("GUI-03", part="a second notice with new defects is blocked and recorded")
def test_a_second_notice_with_new_defects_is_blocked_and_found(answered, world, now):
    with pytest.raises(Conflict, match=r"case\.second_notice"):
        commands.request_correction(
            case_id=answered.id, defects=[Defect("m1", "过期")], reason="才发现", by=world.clerk, now=now
        )
    assert Correction.objects.filter(case=answered).count() == 1
    view = queries.get_case(answered.id, actor=world.supervisor, now=now)
    assert [(found.kind, found.account, found.facts["about"]) for found in view.findings] == [
        ("second_notice", world.clerk.account, "m1")
    ]
    assert make.refusals(answered.id) == 1


def test_a_second_notice_about_what_the_first_one_named_is_no_breach(answered, world, now):
    case = commands.request_correction(
        case_id=answered.id, defects=[Defect("m2", "仍看不清")], by=world.clerk, now=now
    )  # fmt: skip
    assert (case.notices, case.state) == (2, State.CORRECTING)
    assert queries.get_case(case.id, actor=world.supervisor, now=now).findings == ()


@pytest.mark.req("GUI-03", part="or needs a supervisor's reason, and is counted")
def test_a_supervisor_with_a_reason_may_and_is_counted(answered, world, now):
    told = {"case_id": answered.id, "defects": [Defect("m1", "过期")], "by": world.supervisor, "now": now}
    with pytest.raises(Invalid, match=r"case\.reason_missing"):
        commands.request_correction(**told)
    commands.request_correction(reason="证件在补正期间过期", **told)
    found = queries.list_findings(world.supervisor, make.REGION, kinds=["second_notice_given"])
    assert [row.facts["reason"] for row in found] == ["证件在补正期间过期"]


@pytest.mark.req("APP-07")
def test_what_was_verified_electronically_is_not_asked_for_again(world, now):
    case_id = make.submitted(world, now).case
    with pytest.raises(Conflict, match=r"case\.material_verified"):
        commands.request_correction(case_id=case_id, defects=[Defect("m1", "请交纸质")], by=world.clerk, now=now)
    assert Case.objects.get(id=case_id).state == State.SUBMITTED
    found = queries.list_findings(world.supervisor, make.REGION, kinds=["material_verified"])
    assert [row.account for row in found] == [world.clerk.account]


@pytest.mark.parametrize("defects", [[], [Defect("m9", "没有")], [Defect("m1", " ")], [Defect("m1", "x")] * 51])
def test_a_notice_that_cannot_be_read_is_refused(world, now, defects):
    case_id = make.submitted(world, now).case
    with pytest.raises(Invalid):
        commands.request_correction(case_id=case_id, defects=defects, by=world.clerk, now=now)
    assert make.left(case_id).version == 1


@pytest.mark.req("CAT-08", part="a case in flight brings what was asked when it was submitted")
def test_a_case_in_flight_is_asked_for_nothing_new(world, now):
    case = make.told_to_correct(world, now, "m2")
    more = {"materials": [*make.MATERIALS, {"code": "m3", "name": "新要的材料", "need": "1"}], "steps": make.STEPS[:1]}
    later = at("11-26 00:00")
    catalogue.version(now, world.item[-14:], effective_from=later, defaults={"promised_limit": 15}, **more)
    commands.correct(case_id=case.id, given=[BANK], by=world.citizen, now=at("11-27 10:00"))
    case = commands.accept(case_id=case.id, by=world.clerk, now=at("11-27 11:00"))
    assert ([step["code"] for step in case.route], case.promised_count) == (["decide"], 5)
    with pytest.raises(Invalid, match=r"case\.materials_refused"):
        make.submitted(world, at("11-27 12:00"))


def test_what_is_supplied_must_close_every_gap(world, now):
    case = make.accepted(world, now, materials=(CARD, Given("m2", How.PROMISE)))
    told = {"case_id": case.id, "by": world.citizen, "now": now}
    with pytest.raises(Conflict, match=r"case\.correction_open"):
        commands.supply(given=[CARD], **told)
    done = commands.supply(given=[BANK], **told)
    assert (done.gaps, done.supply_due_at) == (0, None)


def test_a_stranger_does_not_know_of_the_case(world, now):
    case_id = make.submitted(world, now).case
    stranger = make.staff("cases.accept", region="420903000000")
    with pytest.raises(NotFound, match=r"case\.not_found"):
        commands.accept(case_id=case_id, by=stranger, now=now)
    with pytest.raises(NotFound, match=r"case\.not_found"):
        queries.get_case(case_id, actor=stranger, now=now)
