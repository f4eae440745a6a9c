"""Lists, counts and single rows: order, paging, lights in SQL, and nobody sees another authority's work."""

import datetime as dt

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Invalid, NotAllowed, NotFound
from tongban.foundation.worklist import commands, queries
from tongban.foundation.worklist.queries import Narrow
from tongban.foundation.worklist.rules import Light, State, Whose
from tongban.foundation.worklist.tests import make

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def subjects(page: queries.Page) -> list[str]:
    return [row.subject for row in page.rows]


def test_what_breaks_first_is_on_top_and_what_has_no_running_clock_last(now):
    make.row("case:paused", due_at=now, paused=True)
    make.row("case:none")
    make.row("case:late", due_at=now + HOUR)
    make.row("case:soon", due_at=now)
    listed = subjects(queries.list_unit(make.clerk(), make.XIAONAN, now=now))
    assert listed == ["case:soon", "case:late", "case:paused", "case:none"]


def test_pages_of_fifty_meet_without_gap_or_repeat(now, django_assert_num_queries):
    for number in range(120):
        make.row(f"case:{number}", due_at=now + number // 3 * HOUR if number < 90 else None)
    seen, cursor, clerk = [], None, make.clerk()
    for size in (50, 50, 20):
        with django_assert_num_queries(1):
            page = queries.list_unit(clerk, make.XIAONAN, now=now, cursor=cursor)
        assert len(page.rows) == size
        seen += subjects(page)
        cursor = page.next
    assert cursor is None
    assert sorted(seen) == sorted(f"case:{number}" for number in range(120))


@pytest.mark.parametrize("cursor", ["x", "////", "\x00", "样例", "MjAyNi0xMS0yNXxuby11dWlk", "MjAyNi0xMS0yNXw"])
def test_a_bad_cursor_is_a_clear_error(now, cursor):
    with pytest.raises(Invalid, match=r"worklist\.bad_cursor"):
        queries.list_unit(make.clerk(), make.XIAONAN, now=now, cursor=cursor)


def rows_with_every_light(now):
    make.row("case:overdue", due_at=now - HOUR, warn_at=now - 3 * HOUR, alarm_at=now - 2 * HOUR)
    make.row("case:due-now", due_at=now, warn_at=now - HOUR, alarm_at=now)
    make.row("case:alarm", due_at=now + HOUR, alarm_at=now)
    make.row("case:warning", due_at=now + 2 * HOUR, warn_at=now, alarm_at=now + HOUR)
    make.row("case:warned-only", due_at=now + 2 * HOUR, warn_at=now - HOUR)
    make.row("case:normal", due_at=now + 3 * HOUR, warn_at=now + HOUR)
    make.row("case:bare", due_at=now + 3 * HOUR)
    make.row("case:paused", due_at=now - HOUR, paused=True)
    make.row("case:none", paused=True)


def test_counts_and_filter_agree_with_the_rule(now, django_assert_num_queries):
    rows_with_every_light(now)
    clerk = make.clerk()
    with django_assert_num_queries(1):
        counts = queries.count_unit(clerk, make.XIAONAN, now=now)
    assert counts == queries.Counts(total=9, overdue=1, alarm=2, warning=2, normal=2, paused=1)
    for light in Light:
        shown = queries.list_unit(clerk, make.XIAONAN, now=now, narrow=Narrow(light=light)).rows
        assert {row.light(now) for row in shown} == {light}
        assert len(shown) == getattr(counts, light.value)


def test_a_list_narrows_by_kind_step_and_text(now):
    make.row("case:1", number="002984", applicant="孝感样例宾馆有限公司", step="decide")
    make.row("order:1", kind="hotline", applicant="样例丁")

    def found(**narrow):
        return subjects(queries.list_unit(make.clerk(), make.XIAONAN, now=now, narrow=Narrow(**narrow)))

    assert found(kind="hotline") == ["order:1"]
    assert found(step="decide") == found(text="宾馆") == found(text=" 2984\x00") == ["case:1"]
    assert found(text="%") == found(text="x" * 10_000_000) == []


def test_mine_is_what_i_claimed_and_the_unit_keeps_its_states_apart(now, django_assert_num_queries):
    mine, other = make.clerk(), make.clerk()
    make.claimed(mine, now, "case:mine")
    make.claimed(other, now, "case:theirs")
    make.row("case:open")
    with django_assert_num_queries(1):
        assert subjects(queries.list_mine(mine, now=now)) == ["case:mine"]
    assert queries.count_mine(mine, now=now).total == 1
    assert subjects(queries.list_unit(mine, make.XIAONAN, now=now)) == ["case:open"]
    claimed = queries.list_unit(mine, make.XIAONAN, now=now, state=State.CLAIMED)
    assert sorted(subjects(claimed)) == ["case:mine", "case:theirs"]


def test_no_row_of_another_authority_or_region_by_list_count_or_guessed_id(now):
    make.row("case:mine")
    foreign = make.row("case:foreign", authority=make.YUNMENG, region="420923000000")
    elsewhere = make.row("case:elsewhere", region="420923000000")
    clerk = make.clerk()
    assert subjects(queries.list_unit(clerk, make.XIAONAN, now=now)) == ["case:mine"]
    assert queries.count_unit(clerk, make.XIAONAN, now=now).total == 1
    for act in (queries.list_unit, queries.count_unit):
        with pytest.raises(NotAllowed):
            act(clerk, make.YUNMENG, now=now)
    for row in (foreign, elsewhere):
        for authority in (make.XIAONAN, make.YUNMENG):
            with pytest.raises(NotFound):
                queries.get_row(clerk, row.id, authority)


def test_who_lost_the_grant_no_longer_sees_what_they_claimed(now):
    clerk = make.clerk()
    make.claimed(clerk, now)
    moved = make.clerk(authority=make.YUNMENG)
    stranger = type(clerk)(clerk.account, "clerk", organisation=make.XIAONAN, grants=moved.grants)
    assert queries.list_mine(stranger, now=now).rows == []
    assert queries.count_mine(stranger, now=now).total == 0
    assert queries.list_mine(SYSTEM, now=now).rows == []


def test_a_supervisor_over_a_region_sees_every_authority_there(now):
    make.row("case:1")
    supervisor = make.clerk(make.READ, authority=None, span=("420900000000", "420999999999"))
    assert subjects(queries.list_unit(supervisor, make.XIAONAN, now=now)) == ["case:1"]
    assert queries.get_row(supervisor, make.row("case:1").id, make.XIAONAN).subject == "case:1"


def test_one_list_for_every_question(now, django_assert_num_queries):
    mine, other = make.clerk(), make.clerk()
    make.claimed(mine, now, "case:mine", due_at=now + 2 * HOUR)
    make.claimed(other, now, "case:theirs", due_at=now)
    make.row("case:open", due_at=now + HOUR)

    def found(whose):
        with django_assert_num_queries(1):
            return subjects(queries.list_rows(mine, whose=whose, authority=make.XIAONAN, now=now))

    assert found(Whose.MINE) == ["case:mine"]
    assert found(Whose.UNCLAIMED) == ["case:open"]
    assert found(Whose.CLAIMED) == ["case:theirs", "case:mine"]
    assert found(Whose.ALL) == ["case:theirs", "case:open", "case:mine"]


def test_all_rows_of_a_unit_meet_over_pages_without_gap_or_repeat(now):
    clerk = make.clerk()
    for number in range(110):
        made = make.row(f"case:{number}", due_at=now + number // 3 * HOUR)
        if number % 2:
            commands.claim(made.id, made.authority, by=clerk, by_name="样例戊", now=now)
    seen, cursor = [], None
    for size in (50, 50, 10):
        page = queries.list_rows(clerk, whose=Whose.ALL, authority=make.XIAONAN, now=now, cursor=cursor)
        assert len(page.rows) == size
        assert [row.order_at for row in page.rows] == sorted(row.order_at for row in page.rows)
        seen += subjects(page)
        cursor = page.next
    assert cursor is None
    assert len(set(seen)) == 110


def test_counts_follow_the_filters_but_for_the_light(now, django_assert_num_queries):
    rows_with_every_light(now)
    make.row("order:1", kind="hotline", due_at=now - HOUR, applicant="样例丁")
    asked = {"whose": Whose.ALL, "authority": make.XIAONAN}
    with django_assert_num_queries(1):
        look = queries.look_at(make.clerk(), now=now, narrow=Narrow(light=Light.NORMAL, text="样例丁"), **asked)
    counts = look.counts
    assert (look.page.rows, look.steps) == ([], None)
    assert (counts.total, counts.overdue, counts.normal) == (1, 1, 0)
    with django_assert_num_queries(2):
        steps = queries.look_at(make.clerk(), now=now, **asked).steps
    assert steps == [queries.StepCount("hotline", "review", 1), queries.StepCount("licensing", "review", 9)]


def test_text_is_found_in_any_case_across_no_border_of_columns(now):
    make.row("case:1", number="No-12a", title="食品经营", applicant="Sample Café")

    def found(text):
        page = queries.list_unit(make.clerk(), make.XIAONAN, now=now, narrow=Narrow(text=text))
        return subjects(page)

    assert found("NO-12A") == found("CAFé") == found("品经") == ["case:1"]
    assert found("食品经营Sample") == found("12a食") == found("%") == found("_") == []


# --- one row, some rows, the rows beside one ------------------------------------------------------------------


def test_the_row_of_a_subject_is_found_by_whoever_may_know_of_it():
    row = make.row()
    assert queries.find_row(make.clerk(), "case:1", make.XIAONAN) == row
    assert queries.find_row(make.clerk(), "case:2", make.XIAONAN) is None
    assert queries.find_row(make.clerk(authority=make.YUNMENG), "case:1", make.XIAONAN) is None


def test_some_rows_come_as_they_were_asked_for(django_assert_num_queries):
    first, second = make.row("case:1"), make.row("case:2")
    with django_assert_num_queries(1):
        rows = queries.list_by_ids(make.clerk(), make.XIAONAN, [second.id, first.id, second.id, make.foreign_id()])
    assert rows == [second, first]
    assert queries.list_by_ids(make.clerk(authority=make.YUNMENG), make.XIAONAN, [first.id]) == []


def test_one_goes_on_from_row_to_row(now):
    clerk = make.clerk()
    first, second, third = (make.claimed(clerk, now, f"case:{day}", due_at=now + day * HOUR) for day in range(3))
    assert queries.find_beside(clerk, second) == (first, third)
    assert queries.find_beside(clerk, first) == (None, second)
    assert queries.find_beside(clerk, third) == (second, None)


# --- what is too much to count --------------------------------------------------------------------------------


def test_counting_stops_and_says_so(now, monkeypatch):
    monkeypatch.setattr(queries.lists, "COUNTED", 3)
    rows_with_every_light(now)
    look = queries.look_at(make.clerk(), whose=Whose.UNCLAIMED, authority=make.XIAONAN, now=now)
    assert (look.counts.overdue, look.counts.paused, look.counts.total) == (1, 1, 6)
    assert look.counts.at_least == {Light.ALARM, Light.WARNING, Light.NORMAL}
    assert (len(look.page.rows), look.steps) == (9, None)


@pytest.mark.parametrize("counted", [2, 1000])
def test_what_was_sought_comes_in_the_same_pages_however_much_was_counted(now, monkeypatch, counted):
    monkeypatch.setattr(queries.lists, "COUNTED", counted)
    for number in range(110):
        make.row(f"case:{number}", due_at=now + (number % 7 - 3) * HOUR if number % 5 else None, applicant="样例丁")
    told = {"whose": Whose.ALL, "authority": make.XIAONAN, "now": now, "narrow": Narrow(text="样例丁")}
    seen, cursor = [], None
    for size in (50, 50, 10):
        page = queries.look_at(make.clerk(), cursor=cursor, **told).page
        seen, cursor = seen + page.rows, page.next
        assert len(page.rows) == size
    assert [row.id for row in seen] == [row.id for row in sorted(seen, key=lambda row: (row.order_at, row.id))]
    assert (len({row.id for row in seen}), cursor) == (110, None)


def all_over(*actions: str):
    """Somebody at a post for every authority of the region, as the people of a general window are."""
    return make.clerk(*actions or (make.CLAIM,), authority=None)


@pytest.mark.req("UAP-01", part="whoever sits at a window for a whole region has a list of their own")
def test_at_a_post_for_every_authority_mine_is_what_i_took_anywhere(now, django_assert_num_queries):
    window, colleague = all_over(), all_over()
    make.claimed(window, now, "case:1", due_at=now)
    make.claimed(window, now, "case:2", authority=make.YUNMENG, due_at=now + HOUR)
    theirs = make.claimed(colleague, now, "case:3")
    make.row("case:4")
    with django_assert_num_queries(2):
        assert subjects(queries.list_mine(window, now=now)) == ["case:1", "case:2"]
    assert queries.count_mine(window, now=now).total == 2
    assert queries.look_at(window, whose=Whose.OFFERED, now=now).counts.total == 0
    commands.hand_over(theirs.id, theirs.authority, to=window, to_name="样例庚", by=colleague, now=now)
    offered = queries.look_at(window, whose=Whose.OFFERED, now=now).page
    assert subjects(offered) == ["case:3"]
    assert [row.subject for row in queries.list_by_ids(window, "", [theirs.id, make.foreign_id()])] == ["case:3"]
    first = queries.list_mine(window, now=now).rows[0]
    before, after = queries.find_beside(window, first)
    assert (before, after.subject) == (None, "case:2")


@pytest.mark.req("UAP-01", part="a window for a region takes on nothing beyond its region or its grants")
def test_a_post_for_every_authority_ends_at_its_region_and_its_grants(now):
    here, elsewhere = make.row("case:1"), make.clerk(authority=None, span=("420923000000", "420923999999"))
    with pytest.raises(NotFound, match="row_not_found"):
        commands.claim(here.id, here.authority, by=elsewhere, by_name="样例己", now=now)
    with pytest.raises(NotAllowed, match=r"worklist\.not_allowed"):
        commands.claim(here.id, here.authority, by=all_over(make.READ), by_name="样例己", now=now)
    held = make.claimed(all_over(), now, "case:2")
    with pytest.raises(NotAllowed, match=r"worklist\.not_allowed"):
        commands.release(held.id, held.authority, by=all_over(), now=now)
    assert queries.get_row(all_over(), here.id, here.authority).state == "open"
    assert subjects(queries.list_mine(elsewhere, now=now)) == []


def test_what_waits_at_many_authorities_is_counted_in_one_statement(now, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr("tongban.foundation.worklist.queries.lists.COUNTED", 3)
    for number in range(5):
        make.row(f"case:{number}", due_at=now + (number - 1) * HOUR)
    make.row("case:paused", authority=make.YUNMENG, due_at=now, paused=True)
    make.claimed(make.clerk(), now, "case:taken", due_at=now)
    window, asked = all_over(), [make.XIAONAN, make.YUNMENG, "11420000MB0000000N"]
    with django_assert_num_queries(1):
        totals = queries.count_open(window, asked, now=now)
    one_by_one = {
        each: queries.count_rows(window, whose=Whose.UNCLAIMED, authority=each, now=now).total for each in asked
    }
    assert totals == one_by_one == dict(zip(asked, (4, 1, 0), strict=True))
    assert queries.count_open(window, [], now=now) == {}
    with pytest.raises(NotAllowed, match="authority_not_yours"):
        queries.count_open(make.clerk(), asked, now=now)
