"""亮码: one code, one item, one use; refused scans change nothing and are known."""

import datetime as dt

import pytest

from tests.clients import at_once
from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, Unavailable
from tongban.registers.catalogue.queries.terms import get_terms
from tongban.registers.parties.tests import make as parties
from tongban.services.licences import commands, queries
from tongban.services.licences.commands import digits
from tongban.services.licences.models import ShownCode
from tongban.services.licences.rules.showing import read_code
from tongban.services.licences.tests import holding

MATERIALS = [
    {"code": "m1", "name": "居民身份证", "need": "1", "source": "20", "licence": True},
    {"code": "m2", "name": "不动产权证书", "need": "1", "source": "20", "licence": True},
    {"code": "m3", "name": "银行卡", "need": "3", "source": "10"},
]


@pytest.fixture
def world(now):
    made = holding.world(now, MATERIALS)
    for name in ("居民身份证", "不动产权证书", "结婚证"):
        holding.held(made.holder, name, now)
    return made


def later(now: dt.datetime, seconds: float) -> dt.datetime:
    return now + dt.timedelta(seconds=seconds)


def shown(world, now, **told):
    return commands.show_code(holder=world.holder, by=world.citizen, now=now, **({"item": world.item} | told))


def scan(world, token, now, **told):
    asked = {"item": world.item, "by": holding.clerk()} | told
    return commands.redeem(token=token, now=now, **asked)


def refused(world, token, now, **told) -> str:
    with pytest.raises(Conflict) as refusal:
        scan(world, token, now, **told)
    return refusal.value.code


@pytest.mark.django_db
@pytest.mark.req("LIC-05", part="the window gets exactly the licences needed; log has item, clerk, time")
def test_the_window_gets_the_two_licences_of_the_item_and_no_third(world, now):
    clerk, code = holding.clerk(), shown(world, now)
    got = scan(world, code.token, later(now, 5), by=clerk)
    assert (got.holder, [each.type_name for each in got.fetched]) == (world.holder, ["居民身份证", "不动产权证书"])
    assert holding.looks(world.holder) == [("不动产权证书", "code", ""), ("居民身份证", "code", "")]
    row = holding.LookUp.objects.filter(bucket=world.holder.int & 0xFFFF).first()
    assert row is not None
    assert (row.item, row.account, row.organisation, row.at) == (
        world.item, clerk.account, clerk.organisation, later(now, 5),
    )  # fmt: skip


@pytest.mark.django_db
def test_the_token_is_stored_nowhere_and_lives_as_the_profile_says(world, now):
    code = shown(world, now)
    row = ShownCode.objects.get()
    assert (bytes(row.digest), len(row.digest)) == (commands.showing.digest_of(code.token), 32)
    assert (code.renew_at, code.expires_at) == (later(now, 60), later(now, 90))


@pytest.mark.django_db
@pytest.mark.req("LIC-05", part="expired, replayed, taken back, for another item: refused and logged")
def test_refused_scans_stand_in_the_history(world, now):
    code = shown(world, now)
    assert refused(world, code.token, later(now, 90)) == "licence.code_expired"
    other = ShownCode.objects.filter(item=world.item).update(item="another-item")
    assert (other, refused(world, code.token, now)) == (1, "licence.code_other_item")
    ShownCode.objects.update(item=world.item)
    scan(world, code.token, later(now, 89))
    assert refused(world, code.token, later(now, 89)) == "licence.code_redeemed"
    told = [refusal for _, _, refusal in holding.looks(world.holder) if refusal]
    assert sorted(told) == ["licence.code_expired", "licence.code_other_item", "licence.code_redeemed"]
    assert holding.journal("licences.look_up_refused") == 3


@pytest.mark.django_db
def test_what_is_taken_back_opens_nothing(world, now):
    code, before = shown(world, now), shown(world, now)
    assert commands.take_back(holder=world.holder, by=world.citizen, now=now) == 2
    assert {refused(world, each.token, now) for each in (code, before)} == {"licence.code_taken_back"}
    assert commands.take_back(holder=world.holder, by=world.citizen, now=now) == 0


@pytest.mark.django_db
def test_the_code_before_this_one_is_no_second_use(world, now):
    before = shown(world, now)
    code = shown(world, later(now, 60))
    scan(world, code.token, later(now, 61))
    assert refused(world, before.token, later(now, 62)) == "licence.code_taken_back"


@pytest.mark.django_db
def test_a_code_without_an_item_serves_the_item_of_the_window(world, now):
    code = shown(world, now, item="", types=["居民身份证"])
    assert [each.type_name for each in scan(world, code.token, now).fetched] == ["居民身份证"]


@pytest.mark.django_db
def test_answers_at_the_window_narrow_what_is_fetched(world, now):
    got = scan(world, shown(world, now).token, now, types=["不动产权证书"])
    assert [each.type_name for each in got.fetched] == ["不动产权证书"]


@pytest.mark.django_db
def test_nobody_scans_without_an_item_or_the_right(world, now):
    code = shown(world, now)
    with pytest.raises(Invalid, match="purpose_missing"):
        scan(world, code.token, now, item=" ")
    with pytest.raises(NotAllowed, match="not_allowed"):
        scan(world, code.token, now, by=world.reviewer)
    with pytest.raises(NotAllowed, match="not_yours"):
        commands.show_code(holder=world.holder, item=world.item, by=parties.account(now, 2), now=now)
    assert refused(world, "x" * 27, now) == "licence.code_unknown"
    assert ShownCode.objects.get().redeemed_at is None


@pytest.mark.django_db
def test_the_code_of_somebody_else_is_not_spent_on_this_applicant(world, now):
    code = shown(world, now)
    other = parties.person(now, 2)
    assert refused(world, code.token, now, holder=other) == "licence.code_other_holder"
    assert scan(world, code.token, now, holder=world.holder).holder == world.holder


@pytest.mark.django_db
@pytest.mark.req("LIC-05", part="a scan that finds nothing stands in the holder's history")
def test_a_scan_that_finds_nothing_is_seen_by_the_holder(world, now):
    holding.Licence.objects.filter(bucket=world.holder.int & 0xFFFF).update(state="suspended")
    got = scan(world, shown(world, now).token, later(now, 5))
    assert (got.fetched, got.materials) == ((), {})
    (line,) = queries.list_scans(world.holder, since=now, actor=world.citizen, now=now)
    assert (line.refusal, line.item, line.type_name) == ("licence.code_opened_nothing", world.item, "")
    assert [each.refusal for each in queries.list_look_ups(world.holder, actor=world.citizen, now=now)[0]] == [
        "licence.code_opened_nothing"
    ]


@pytest.mark.django_db
def test_ended_codes_are_forgotten_after_a_day(world, now):
    shown(world, now)
    assert commands.forget_codes(now=now + dt.timedelta(days=1, seconds=90)) == 0
    assert commands.forget_codes(now=now + dt.timedelta(days=1, seconds=91)) == 1


@pytest.mark.django_db
@pytest.mark.req("LIC-05", part="what a window knows of whoever showed their code, for a day; nobody else does")
def test_the_scan_serves_the_window_for_a_day(world, now):
    scan(world, shown(world, now).token, now)
    asked = {"terms": get_terms(world.item, at=now), "actor": holding.clerk(), "now": later(now, 86400)}
    found = queries.find_scanned(world.holder, **asked)
    assert found is not None
    assert (found.name, found.document_masked, found.at) == ("样例甲", "4290**********0016", now)
    assert [each.type_name for each in found.licences] == ["居民身份证", "不动产权证书"]
    assert dict(found.materials) == {f"m{at}": each.identifier for at, each in enumerate(found.licences, 1)}
    assert queries.find_scanned(world.holder, **asked | {"now": later(now, 86401)}) is None
    assert queries.find_scanned(world.holder, **asked | {"actor": world.reviewer}) is None


@pytest.mark.django_db
@pytest.mark.req("LIC-05", part="eight digits to read aloud: the same single use, life and item, the same row")
def test_the_digits_beside_the_code_open_the_same_row_once(world, now):
    code = shown(world, now)
    assert (len(code.digits), code.digits.isdigit(), shown(world, now, item="").digits) == (8, True, "")
    assert code.digits.encode() not in b"".join(bytes(row.digits or b"") for row in ShownCode.objects.all())
    got = scan(world, read_code(f"{code.digits[:4]} {code.digits[4:]}"), later(now, 89))
    assert [each.type_name for each in got.fetched] == ["居民身份证", "不动产权证书"]
    assert refused(world, code.token, later(now, 89)) == "licence.code_redeemed"
    assert refused(world, code.digits, later(now, 89)) == "licence.digits_wrong"
    assert [each[2] for each in holding.looks(world.holder) if each[2]] == ["licence.code_redeemed"] * 2


@pytest.mark.django_db
@pytest.mark.req("LIC-05", part="digits: expired, of another item, of nobody, of another holder are refused alike")
def test_wrong_digits_are_refused_in_one_way_and_known(world, now):
    code, other = shown(world, now), parties.person(now, 2)
    clerks = [holding.clerk() for _ in range(3)]
    assert refused(world, code.digits, later(now, 90), by=clerks[0]) == "licence.digits_wrong"
    assert refused(world, code.digits, now, by=clerks[1], holder=other) == "licence.digits_wrong"
    nobody = f"{(int(code.digits) + 1) % 10**8:08}"
    assert refused(world, nobody, now, by=clerks[2]) == "licence.digits_wrong"
    told = [refusal for _, _, refusal in holding.looks(world.holder) if refusal]
    assert sorted(told) == ["licence.code_expired", "licence.code_other_holder"]
    assert holding.journal("licences.look_up_refused") == 3
    assert digits.find_digest(code.digits, world.item) == commands.showing.digest_of(code.token)
    assert digits.find_digest(code.digits, "another-item") != commands.showing.digest_of(code.token)


@pytest.mark.django_db
@pytest.mark.req("LIC-05", part="digits: wrong tries are few, then even the right number is not looked at")
def test_a_clerk_who_tries_numbers_is_stopped_and_journalled(world, now):
    code, clerk = shown(world, now), holding.clerk()
    wrong = [f"{(int(code.digits) + more) % 10**8:08}" for more in range(1, 6)]
    assert {refused(world, each, now, by=clerk) for each in wrong} == {"licence.digits_wrong"}
    with pytest.raises(Unavailable, match="digits_used_up") as over:
        scan(world, code.digits, now, by=clerk)
    assert (over.value.facts["retry_after"], holding.looks(world.holder)) == (900, [])
    assert (ShownCode.objects.get().redeemed_at, holding.journal("licences.look_up_refused")) == (None, 6)
    assert scan(world, code.token, now, by=clerk).holder == world.holder


@pytest.mark.django_db
def test_a_post_that_tries_numbers_with_many_hands_is_stopped(world, now):
    code = shown(world, now)
    wrong = [f"{(int(code.digits) + more) % 10**8:08}" for more in range(1, 31)]
    assert {refused(world, each, now, by=holding.clerk()) for each in wrong} == {"licence.digits_wrong"}
    with pytest.raises(Unavailable, match="digits_used_up"):
        scan(world, code.digits, now)
    assert ShownCode.objects.get().redeemed_at is None


@pytest.mark.django_db
def test_digits_that_somebody_has_are_drawn_again(world, now, monkeypatch):
    drawn = iter(["00000001", "00000001", "00000002"])
    monkeypatch.setattr("tongban.services.licences.rules.showing.new_digits", lambda: next(drawn))
    assert [shown(world, now).digits for _ in range(2)] == ["00000001", "00000002"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("LIC-05", part="50 windows at one number: one success")
def test_fifty_windows_at_the_same_digits(world, now):
    code = shown(world, now)
    done = at_once(50, lambda _: scan(world, code.digits, now))
    refusals = {each.code for each in done if isinstance(each, Exception)}
    got = [each for each in done if not isinstance(each, Exception)]
    assert (len(got), refusals <= {"licence.digits_wrong", "licence.digits_used_up"}) == (1, True)
    assert len([each for each in holding.looks(world.holder) if not each[2]]) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("LIC-05", part="50 scanners on one code: one success")
def test_fifty_scanners_at_one_code(world, now):
    code = shown(world, now)
    done = at_once(50, lambda _: scan(world, code.token, now))
    refusals = [each.code for each in done if isinstance(each, Conflict)]
    assert (len(done), refusals) == (50, ["licence.code_redeemed"] * 49)
    told = holding.looks(world.holder)
    assert (len([each for each in told if not each[2]]), len(told)) == (2, 51)
