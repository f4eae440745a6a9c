"""Bulk work: a list tried first, written line by line, none doubled whatever breaks off; and data made trusted."""

import datetime as dt

import pytest

from tests.clients import at_once
from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.registers.seals import commands as seals
from tongban.services.licences import commands, queries
from tongban.services.licences.commands import taking_in
from tongban.services.licences.models import Licence, Run, RunRow
from tongban.services.licences.queries.contents import open_contents
from tongban.services.licences.rules import rights
from tongban.services.licences.rules.runs import RunState
from tongban.services.licences.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(now):
    make.body(now)
    make.food(now)


def start(now, *lines, **told):
    given = {"content": make.sheet(*lines), "name": "存量.csv", "type_code": make.FOOD.code, "issuer": make.BODY}
    return commands.start_import(**({"by": SYSTEM} | given | told), now=now)


def work_off(run, now) -> Run:
    while commands.advance_run(run.id, now=now):
        pass
    return Run.objects.get(id=run.id)


def numbers() -> list[str]:
    with fan_out_allowed("a test counts"):
        return sorted(Licence.objects.values_list("number", flat=True))


def test_a_dry_run_writes_no_licence(ready, now):
    run = start(now, make.line(1), make.line(2))
    assert (run.state, run.total, run.refused, make.count()) == (RunState.CHECKED, 2, 0, 0)
    sealed = b"".join(bytes(row.cells_sealed) for row in RunRow.objects.all())
    assert "样例路".encode() not in sealed


@pytest.mark.req("LIC-06", part="existing licences come in as data, with row errors")
def test_good_lines_are_written_and_wrong_ones_say_why(ready, now):
    wrong = make.line(2, 颁发日期="昨天", 经营场所="")
    run = start(now, make.line(1), wrong, make.line(3))
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    done = work_off(run, now)
    assert (done.state, done.done, done.refused, done.total) == (RunState.FINISHED, 2, 1, 3)
    assert RunRow.objects.get(run=run, state="refused").faults == {
        "颁发日期": ["licence.day_wrong"], "经营场所": ["licence.cell_missing"],
    }  # fmt: skip
    licence = Licence.objects.get(id=RunRow.objects.get(run=run, line=2).licence)
    assert (licence.number, licence.origin) == ("JY142090220200000001", "import")
    assert licence.valid_until == dt.date(2029, 2, 28)
    assert open_contents(licence).said.texts["address"] == "样例路1号"
    assert not RunRow.objects.exclude(cells_sealed=None).exists()


WRONG = [
    ({"持证主体代码": "91429099EXAM00010F"}, "持证主体代码"),
    ({"持证主体代码类型": "999"}, "持证主体代码类型"),
    ({"证照编号": ""}, "证照编号"),
    ({"持证主体": ""}, "持证主体"),
    ({"颁发日期": "2027-01-01"}, "颁发日期"),
    ({"颁发日期": "2026-02-30"}, "颁发日期"),
    ({"有效期截止": "2020-01-01"}, "有效期截止"),
    ({"经营项目": "x" * 4001}, "经营项目"),
    ({"经营场所": "a\x07b"}, "经营场所"),
    ({"电子证照标识": "1.2.156.3005.2.1.2.3.004.5"}, "电子证照标识"),
]


@pytest.mark.parametrize(("told", "column"), WRONG)
def test_each_fault_is_told_by_its_column(ready, now, told, column):
    run = start(now, make.line(1, **told))
    assert run.state == RunState.REFUSED
    assert list(RunRow.objects.get(run=run).faults) == [column]


def test_a_header_that_does_not_fit_is_told_by_column(ready, now):
    line = {"证照编号": "1", "持证主体代码": "2", "颁发日期": "2026-01-01", "备注": "3"}
    with pytest.raises(Invalid) as refusal:
        start(now, line)
    assert refusal.value.fields == {
        "持证主体": ["licence.column_missing"], "经营场所": ["licence.column_missing"],
        "备注": ["licence.column_unknown"],
    }  # fmt: skip
    assert not Run.objects.exists()


def test_a_number_twice_in_the_file_or_taken_is_refused(ready, now):
    first = start(now, make.line(1))
    commands.begin_run(run=first.id, by=SYSTEM, now=now)
    work_off(first, now)
    same = make.line(1)["证照编号"]
    run = start(now, make.line(1, 经营项目="改了"), make.line(2), make.line(3, 证照编号=make.line(2)["证照编号"]))
    faults = [row.faults for row in RunRow.objects.filter(run=run).order_by("line")]
    assert faults == [{"证照编号": ["licence.number_taken"]}, {}, {"证照编号": ["licence.number_repeated"]}]
    assert numbers() == [same]


def test_the_same_file_is_not_taken_twice(ready, now):
    run = start(now, make.line(1))
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    work_off(run, now)
    with pytest.raises(Conflict) as refusal:
        start(now, make.line(1))
    assert refusal.value.code == "licence.run_repeated"


def test_another_name_under_the_same_code_is_refused_alone(ready, now):
    make.parties.enterprise(now, 1)
    run = start(now, make.line(1), make.line(2))
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    done = work_off(run, now)
    assert (done.done, done.refused) == (1, 1)
    assert RunRow.objects.get(run=run, state="refused").faults == {"": ["party.name_differs"]}


@pytest.mark.req("LIC-02", part="a batch is issued with numbers of its own")
def test_new_licences_are_numbered_as_they_are_written(ready, now):
    given = ("证照编号", "颁发日期", "有效期截止")
    lines = [{name: text for name, text in make.line(at).items() if name not in given} for at in (1, 2)]
    run = start(now, *lines, kind="issue")
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    work_off(run, now)
    assert numbers() == ["JY14209022026000001", "JY14209022026000002"]
    with fan_out_allowed("a test counts"):
        assert set(Licence.objects.values_list("valid_until", flat=True)) == {dt.date(2031, 11, 24)}


class Killed(BaseException):
    """As a process that dies: nothing catches it."""


@pytest.mark.req("LIC-02", part="resumable after a kill, none doubled")
def test_a_run_that_is_killed_goes_on_where_it_was(ready, now, monkeypatch):
    run = start(now, *(make.line(at) for at in range(1, 8)))
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    real, done = taking_in.write, []

    def write(*told, **more):
        licence = real(*told, **more)
        done.append(licence)
        if len(done) == 4:
            raise Killed
        return licence

    with monkeypatch.context() as patch:
        patch.setattr(taking_in, "write", write)
        with pytest.raises(Killed):
            commands.advance_run(run.id, now=now)
    assert RunRow.objects.filter(run=run, state="written").count() == make.count() == 3
    assert work_off(run, now).done == 7
    assert len(numbers()) == len(set(numbers())) == 7


@pytest.mark.django_db(transaction=True)
def test_many_workers_double_nothing(now):
    make.body(now)
    make.food(now)
    run = start(now, *(make.line(at) for at in range(1, 25)))
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    done = at_once(4, lambda _: commands.advance_run(run.id, now=now))
    assert [each for each in done if isinstance(each, Exception)] == []
    assert work_off(run, now).state == RunState.FINISHED
    assert len(numbers()) == len(set(numbers())) == 24


def test_an_unexpected_error_parks_the_run_and_it_can_be_run_again(ready, now, monkeypatch):
    run = start(now, make.line(1))
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    with monkeypatch.context() as patch:
        patch.setattr(taking_in, "write", lambda *_, **__: 1 / 0)
        assert not commands.advance_run(run.id, now=now)
    parked = Run.objects.get(id=run.id)
    assert (parked.state, parked.error) == (RunState.PARKED, "ZeroDivisionError: division by zero")
    commands.run_again(run=run.id, by=SYSTEM, now=now)
    assert work_off(run, now).done == 1


def test_a_stopped_run_goes_no_further(ready, now):
    run = start(now, make.line(1))
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    commands.stop_run(run=run.id, by=SYSTEM, now=now)
    assert not commands.advance_run(run.id, now=now)
    assert make.count() == 0
    with pytest.raises(Conflict):
        commands.begin_run(run=run.id, by=SYSTEM, now=now)


@pytest.mark.req("LIC-06", part="upgrade job from data to trusted, and counts")
def test_an_upgrade_seals_what_is_data_only(ready, now):
    make.recorded(make.holder(now, 8), now, values={})
    run = start(now, make.line(1), make.line(2))
    commands.begin_run(run=run.id, by=SYSTEM, now=now)
    work_off(run, now)
    assert queries.count_trusted(actor=SYSTEM, issuer=make.BODY)[0][1:] == ("食品经营许可证", 3, 0)
    upgrade = commands.start_upgrade(type_code=make.FOOD.code, issuer=make.BODY, by=SYSTEM, now=now)
    done = work_off(upgrade, now)
    assert (done.total, done.done, done.refused, done.state) == (3, 2, 1, RunState.FINISHED)
    assert RunRow.objects.get(run=upgrade, state="refused").faults == {"": ["licence.values_missing"]}
    assert queries.count_trusted(actor=SYSTEM, issuer=make.BODY)[0][1:] == ("食品经营许可证", 3, 2)


def test_a_suspended_seal_parks_the_upgrade(ready, now):
    make.recorded(make.holder(now, 8), now)
    upgrade = commands.start_upgrade(type_code=make.FOOD.code, issuer=make.BODY, by=SYSTEM, now=now)
    seals.suspend_seal(seal_id=make.rows("seals.Seal").get().id, reason="遗失", by=SYSTEM, now=now)
    work_off(upgrade, now)
    parked = Run.objects.get(id=upgrade.id)
    assert (parked.state, parked.error) == (RunState.PARKED, "seal.suspended")
    seals.restore_seal(seal_id=make.rows("seals.Seal").get().id, reason="找回", by=SYSTEM, now=now)
    commands.run_again(run=upgrade.id, by=SYSTEM, now=now)
    assert work_off(upgrade, now).done == 1


def test_with_nothing_to_seal_no_run_stands(ready, now):
    with pytest.raises(Conflict) as refusal:
        commands.start_upgrade(type_code=make.FOOD.code, issuer=make.BODY, by=SYSTEM, now=now)
    assert (refusal.value.code, Run.objects.count()) == ("licence.nothing_to_seal", 0)


def test_whoever_may_not_take_in_starts_nothing(ready, now):
    with pytest.raises(NotAllowed):
        start(now, make.line(1), by=make.staff())
    assert not Run.objects.exists()
    run = start(now, make.line(1), by=make.staff(rights.TAKE_IN))
    with pytest.raises(NotFound):
        queries.get_run(run.id, actor=make.staff(rights.TAKE_IN, region="420903000000", organisation=None))
