"""加注件: sealed copies with purpose, recipient and last day."""

import datetime as dt
import hashlib

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound
from tongban.registers.parties.tests import make as parties
from tongban.registers.seals import commands as seals
from tongban.registers.seals.errors import SealRefused
from tongban.registers.seals.tests import make as seal_makers
from tongban.services.licences import commands, queries
from tongban.services.licences.models import LicenceCopy
from tongban.services.licences.rules.copies import check_copy, write_note
from tongban.services.licences.tests import make

TODAY = dt.date(2026, 11, 25)
UNTIL = dt.date(2026, 12, 20)


def copyable(now):
    """A sealed licence whose seal is authorised for copies."""
    licence = make.sealed(now)
    steps = ["grant", "grant_by_default", "issue", "upgrade", "copy"]
    seals.authorise_seal(seal_id=seal_makers.only().id, steps=steps, automatic=True, by=SYSTEM, now=now)
    return licence


def copied(licence, now, **told):
    asked = {"purpose": "办理银行开户", "recipient": "样例银行", "until": UNTIL, "by": SYSTEM}
    return commands.make_copy(licence_id=licence.id, now=now, **(asked | told))


@pytest.mark.django_db
@pytest.mark.req("LIC-04", part="a copy marked with purpose and expiry, sealed")
def test_a_copy_is_sealed_and_says_what_it_is_for_until_its_last_day(now):
    licence = copyable(now)
    copy = copied(licence, now)
    ofd, name = queries.open_copy(copy.id, "ofd", actor=SYSTEM, now=now)
    found = queries.find_copy(hashlib.sha256(ofd).hexdigest(), now=now)
    assert found is not None
    assert (ofd[:2], name, found.identifier) == (b"PK", "食品经营许可证-加注件.ofd", licence.identifier)
    ends = [queries.find_copy(hashlib.sha256(ofd).hexdigest(), now=now + dt.timedelta(days=days)) for days in (25, 26)]
    assert [each.is_over for each in ends if each] == [False, True]
    [use] = seal_makers.uses("copy")
    assert (use.subject, use.automatic, use.refusal) == (f"copy:{copy.id}", True, "")


@pytest.mark.django_db
def test_only_a_valid_sealed_licence_is_copied_by_whoever_holds_it(now):
    licence = copyable(now)
    with pytest.raises(NotFound, match="not_found"):
        copied(licence, now, by=parties.account(now, 2))
    with pytest.raises(Invalid) as refusal:
        copied(licence, now, purpose=" ", recipient="字" * 101, until=dt.date(2026, 11, 24))
    assert refusal.value.fields == {
        "purpose": ["licence.text_missing"], "recipient": ["licence.text_too_long"],
        "until": ["licence.copy_until_wrong"],
    }  # fmt: skip
    commands.suspend(licence_id=licence.id, reason="样例", by=SYSTEM, now=now)
    with pytest.raises(Conflict, match="not_usable"):
        copied(licence, now)
    assert LicenceCopy.objects.filter(bucket=licence.bucket).count() == 0


@pytest.mark.django_db
@pytest.mark.req("LIC-03", part="no copy without a seal authorised for copies; the attempt is logged")
def test_a_seal_that_is_not_for_copies_makes_none(now):
    licence = make.sealed(now)
    with pytest.raises(SealRefused):
        copied(licence, now)
    assert [use.refusal for use in seal_makers.uses("copy")] == ["seal.none_for_step"]


def test_what_stands_on_a_copy():
    assert write_note("办理银行开户", "样例银行", UNTIL) == "2026年12月20日前有效，仅供样例银行用于办理银行开户"


@pytest.mark.parametrize(
    ("until", "licence_until", "fault"),
    [
        (TODAY, None, False), (TODAY + dt.timedelta(days=366), None, False),
        (TODAY + dt.timedelta(days=367), None, True),
        (UNTIL, UNTIL, False), (UNTIL, UNTIL - dt.timedelta(days=1), True), (None, None, True),
    ],
)  # fmt: skip
def test_a_copy_never_outlives_the_licence(until, licence_until, fault):
    faults = check_copy("用途", "收件人", until, today=TODAY, licence_until=licence_until)
    assert ("until" in faults) is fault
