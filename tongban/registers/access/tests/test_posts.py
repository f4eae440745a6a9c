"""Appointing within one's rights, duties kept apart, ends of posts and accounts."""

import datetime as dt

import pytest

from tests.clients import at_once
from tongban.foundation.kernel.actor import SYSTEM, Actor
from tongban.foundation.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from tongban.registers.access import commands, queries
from tongban.registers.access.models import Account, Post
from tongban.registers.access.rules import Action, Reach, Role, check_roles, grants_of
from tongban.registers.access.rules.roles import Separation
from tongban.registers.access.tests import make
from tongban.registers.orgs import commands as orgs
from tongban.registers.regions.tests import make as regions

pytestmark = [pytest.mark.django_db, pytest.mark.req("REG-03", part="posts and separation of duties")]
CITY, XIAONAN, YUNMENG = "420900000000", "420902000000", "420903000000"


def administrator(region: str = XIAONAN, body: str = "", role: str = "administrator") -> Actor:
    grants = grants_of(queries.get_role(role), region, body)
    return Actor(None, role, body or None, region, grants)


@pytest.fixture
def person(now) -> Account:
    regions.tree(now)
    for code, region in (("SAMPLE1", XIAONAN), ("SAMPLE2", XIAONAN), ("SAMPLE3", YUNMENG)):
        orgs.register(code=code, name=f"样例局{code}", kind="county", region=region, by=SYSTEM, now=now)
    return make.account(now)


def appoint(person, now, role="clerk", region=XIAONAN, body="SAMPLE1", by=SYSTEM) -> Post:
    return commands.appoint(account_id=person.id, role=role, region=region, organisation=body, by=by, now=now)


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"region": CITY, "body": ""}, NotAllowed, "access_not_allowed"),
        ({"region": "420000000000", "body": "", "role": "catalogue_manager"}, NotAllowed, "access_not_allowed"),
        ({"region": YUNMENG, "body": "SAMPLE3"}, NotAllowed, "access_not_allowed"),
        ({"by": administrator(body="SAMPLE2")}, NotAllowed, "access_not_allowed"),
        ({"by": administrator(role="clerk")}, NotAllowed, "access_not_allowed"),
        ({"role": "catalogue_manager"}, Conflict, "access.role_not_at_this_level"),
        ({"role": "citizen"}, Conflict, "access.role_not_appointed"),
        ({"role": "emperor"}, NotFound, "role_unknown"),
        ({"body": "NOBODY"}, NotFound, "organisation.unknown"),
        ({"body": "SAMPLE3"}, Conflict, "access.organisation_outside"),
    ],
)
def test_an_administrator_of_a_county_appoints_there_only_and_nothing_above(person, now, changes, kind, code):
    assert appoint(person, now, by=administrator()).role == "clerk"
    with pytest.raises(kind, match=code):
        appoint(person, now, **({"by": administrator(), "role": "guide"} | changes))
    assert Post.objects.count() == 1


def test_nobody_gives_a_kept_right_they_do_not_hold(person, now):
    lesser = Actor(None, "helper", None, XIAONAN, administrator().grants[:3])
    with pytest.raises(NotAllowed, match="above_own_rights") as refusal:
        appoint(person, now, "administrator", by=lesser)
    assert "查看审计日志" in str(refusal.value.facts["actions"])
    assert appoint(person, now, "administrator", by=administrator()).role == "administrator"


def test_nobody_appoints_themselves(person, now):
    own = Actor(person.id, "administrator", None, XIAONAN, administrator().grants)
    with pytest.raises(NotAllowed, match="not_oneself"):
        appoint(person, now, by=own)


@pytest.mark.parametrize(
    ("held", "wanted", "body", "refused"),
    [
        ("clerk", "reviewer", "SAMPLE1", True),
        ("approver", "clerk", "SAMPLE1", True),
        ("clerk", "reviewer", "", True),  # over every body of the county, that one included
        ("clerk", "reviewer", "SAMPLE2", False),
        ("clerk", "issuing_clerk", "SAMPLE1", False),
        ("reviewer", "bad_review_reviewer", "SAMPLE1", True),
        ("guide", "hotline_operator", "SAMPLE1", True),
        ("reviewer", "bad_review_reviewer", "SAMPLE2", False),
        ("trading_decider", "trading_supervisor", "SAMPLE1", True),
    ],
)
def test_duties_are_kept_apart_in_one_account_over_the_same_body(person, now, held, wanted, body, refused):
    appoint(person, now, held)
    refusal = queries.find_refusal(person.id, wanted, XIAONAN, body, by=SYSTEM, today=now.date())
    assert (refusal and refusal.code) == ("access.separated_duties" if refused else None)
    if refused:
        with pytest.raises(Conflict, match="separated_duties"):
            appoint(person, now, wanted, body=body)
    assert Post.objects.count() == 1


def test_in_another_county_the_duties_may_meet(person, now):
    appoint(person, now, "clerk")
    assert appoint(person, now, "reviewer", YUNMENG, "SAMPLE3").region == YUNMENG


def test_a_post_ends_on_its_day(person, now):
    post, today = appoint(person, now), now.date()
    later = today + dt.timedelta(days=3)
    with pytest.raises(Invalid, match="ends_in_the_past"):
        commands.end_post(post.id, on=today - dt.timedelta(days=1), by=SYSTEM, now=now)
    ended = commands.end_post(post.id, on=later, by=administrator(), now=now)
    assert queries.list_posts(person, today=later - dt.timedelta(days=1)) == [ended]
    assert queries.list_posts(person, today=later) == []
    assert queries.list_posts(person) == []  # whoever does not say what day it is gets no post that ends
    with pytest.raises(NotFound, match="post_unknown"):
        queries.actor_for(person, ended, today=later)


def test_an_ended_post_is_not_in_the_way_of_another(person, now):
    post = appoint(person, now)
    commands.end_post(post.id, on=now.date(), by=SYSTEM, now=now)
    with pytest.raises(Conflict, match="post_ended_already"):
        commands.end_post(post.id, on=now.date(), by=SYSTEM, now=now)
    assert appoint(person, now, "reviewer").role == "reviewer"
    assert appoint(person, now, "seal_custodian").role == "seal_custodian"


def test_only_who_may_appoint_there_ends_a_post(person, now):
    post = appoint(person, now)
    for by in (administrator(YUNMENG), administrator(role="clerk"), administrator(body="SAMPLE2")):
        with pytest.raises(NotAllowed):
            commands.end_post(post.id, on=now.date(), by=by, now=now)
    assert Post.objects.get().ends_on is None


def test_a_closed_account_keeps_no_post_and_gets_none(person, now):
    appoint(person, now)
    commands.close_account(person.id, by=administrator(), now=now)
    assert queries.list_posts(person, today=now.date()) == []
    with pytest.raises(Conflict, match=r"access\.account_closed"):
        appoint(person, now)
    commands.reopen_account(person.id, by=administrator(), now=now)
    assert appoint(person, now).ends_on is None


def test_who_governs_not_every_post_does_not_close_the_account(person, now):
    appoint(person, now)
    appoint(person, now, "reviewer", YUNMENG, "SAMPLE3")
    with pytest.raises(NotAllowed):
        commands.close_account(person.id, by=administrator(), now=now)
    commands.close_account(person.id, by=administrator(CITY), now=now)
    assert not Account.objects.get().is_active


def test_a_citizens_account_is_closed_by_a_province_alone(person, now):
    with pytest.raises(NotAllowed):
        commands.close_account(person.id, by=administrator(CITY), now=now)
    commands.close_account(person.id, by=administrator("420000000000"), now=now)


@pytest.mark.django_db(transaction=True)
def test_two_appointments_at_once_do_not_pass_each_other(person, now):
    roles = ["clerk", "reviewer"] * 4
    outcomes = at_once(8, lambda at: appoint(person, now, roles[at]))
    made = [outcome for outcome in outcomes if isinstance(outcome, Post)]
    assert (len(made), Post.objects.count()) == (1, 1)
    assert all(isinstance(outcome, Post | DomainError) for outcome in outcomes)


def test_faulty_roles_are_named():
    actions = {"a": Action("a", "甲", "A", duty="one"), "b": Action("b", "乙", "B")}
    roles = [
        Role("good", "好", "Good", "portal", ("a", "b"), "public"),
        Role("r1", "一", "One", "portal", ("c",), "public"),
        Role("r2", "二", "Two", "kitchen", (), "public"),
        Role("r3", "三", "Three", "portal", (), "nowhere", levels=(9,)),
        Role("r4", "四", "Four", "portal", ("a",), "public", duties=("other",)),
    ]
    assert check_roles(roles, actions, [Separation("one", "other", "分离", "Apart")], ["public"]) == [
        "r1: no action 'c' in actions.json",
        "r2: no face 'kitchen'",
        "r3: no group 'nowhere' in groups.json",
        "r3: no such levels (9,)",
        "r4: holds one and other, which are separated",
    ]


def test_the_roles_of_the_house_are_sound():
    queries.check_catalogue()
    assert len(queries.list_roles()) == 52


def test_reaches_meet_where_a_body_may_lie_in_both():
    assert Reach(CITY).meets(Reach(XIAONAN, "SAMPLE1"))
    assert not Reach(XIAONAN).meets(Reach(YUNMENG))
    assert not Reach(CITY, "SAMPLE1").meets(Reach(CITY, "SAMPLE2"))
