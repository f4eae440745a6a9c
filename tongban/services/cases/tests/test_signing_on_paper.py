"""Where no platform can be used, the window takes a chop on paper: stored as what it is, never as a signature."""

import dataclasses
import json
import uuid

import pytest
from django.db import connection

from tongban.foundation.audit import queries as audit
from tongban.foundation.files import commands as files
from tongban.foundation.files.tests import make as uploads
from tongban.foundation.kernel.errors import Invalid, NotAllowed
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import bucket_of
from tongban.registers.parties.tests import make as parties
from tongban.registers.signatures import queries as signatures
from tongban.registers.signatures.rules import PaperEvidence, Way, read_evidence
from tongban.services.cases import commands, queries, sealing
from tongban.services.cases.models import Case, CaseSignature
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.rules.signing import OnPaper, Stands
from tongban.services.cases.rules.words import Channel
from tongban.services.cases.tests import make
from tongban.services.cases.tests import signed as makers

pytestmark = [pytest.mark.django_db, pytest.mark.req("APP-02", part="signed on paper at the window")]


@pytest.fixture
def world(now, settings, tmp_path, request):
    """With the parameter True the item asks enterprises to sign."""
    settings.DATA_DIR = tmp_path
    return makers.world(now, signature=getattr(request, "param", False))


def view(case, world, now):
    (found,) = queries.list_signatures(case, actor=world.clerk, now=now)
    return found


def stored(case) -> CaseSignature:
    with fan_out_allowed("a test"):
        return CaseSignature.objects.get(case_id=case)


def facts_of(case, action):
    """What the journal says of this step of the case."""
    entries = audit.list_rows(f"case:{case}", by=make.staff("audit.read"), bucket=bucket_of(case))
    rows = [json.loads(bytes(row.body)) for row in entries]
    (found,) = [row for row in rows if row["action"] == action]
    return found["facts"]


@pytest.fixture
def scan(world, now):
    """The statement that bears the chop, as the clerk scanned it."""
    return files.store(uploads.png(5), name="盖章件.png", holder=world.holder, by=world.clerk, now=now)


def at_the_window(world, now, signature, by=None):
    told = make.application(world, channel=Channel.WINDOW, signature=signature)
    return commands.submit(application=told, key="a-key-of-the-page", by=by or world.clerk, now=now).case


@pytest.mark.parametrize("world", [True], indirect=True)
def test_the_window_takes_a_chop_on_paper_and_says_so(world, scan, now, settings):
    settings.PRODUCTION = True  # no platform is connected
    case = at_the_window(world, now, OnPaper(scan.id, is_checked=True))
    found = view(case, world, now)
    assert (found.way, found.stands, found.file) == (Way.PAPER, Stands.INTACT, scan.id)
    assert (found.person, found.role, found.serial) == ("", "", "")
    assert facts_of(case, "cases.submit") == {
        "signed": "paper", "digest": stored(case).digest, "statement": scan.digest, "state": "submitted", "version": 1,
        "region": make.REGION, "organisation": make.BODY,
    }  # fmt: skip
    evidence = read_evidence(sealing.unseal(stored(case).evidence_sealed, stored(case).id)["evidence"])
    checked = signatures.check_evidence(evidence, at=now)
    assert (checked.way, checked.holds, checked.fault) == (Way.PAPER, False, ("signature", "signed_on_paper"))
    assert evidence == PaperEvidence(scan.id, scan.digest, world.clerk.account, make.BODY)


@pytest.mark.parametrize("world", [True], indirect=True)
def test_a_correction_may_be_signed_on_paper_too(world, scan, now):
    case = makers.case(world, now, materials=(make.CARD, Given("m2", How.PROMISE))).case
    told = {"case_id": case, "given": (make.BANK,), "now": now}
    commands.supply(**told, signature=OnPaper(scan.id, is_checked=True), by=world.clerk)
    assert [(str(each.way), each.stands) for each in queries.list_signatures(case, actor=world.clerk, now=now)] == [
        ("electronic", Stands.CORRECTED), ("paper", Stands.INTACT),
    ]  # fmt: skip
    assert facts_of(case, "cases.supply")["signed"] == "paper"
    makers.alter(case)
    assert [each.stands for each in queries.list_signatures(case, actor=world.clerk, now=now)] == [
        Stands.CORRECTED,
        Stands.ALTERED,
    ]


@pytest.mark.parametrize("world", [True], indirect=True)
def test_a_chop_counts_only_by_a_clerk_who_has_compared_it(world, scan, now):
    strange = files.store(uploads.png(7), name="别家的.png", holder=uuid.uuid4(), by=world.clerk, now=now)
    for given, code in (
        (OnPaper(scan.id, is_checked=False), "case.paper_unchecked"),
        (OnPaper(strange.id, is_checked=True), "case.file_unknown"),
        (OnPaper(uuid.uuid4(), is_checked=True), "case.file_unknown"),
    ):
        with pytest.raises(Invalid, match=code.replace(".", r"\.")):
            at_the_window(world, now, given)
    told = make.application(world, signature=OnPaper(scan.id, is_checked=True))
    with pytest.raises(NotAllowed, match=r"case\.not_allowed"):
        commands.submit(application=told, key="a-key-of-theirs", by=world.citizen, now=now)
    with fan_out_allowed("a test"):
        assert (Case.objects.count(), CaseSignature.objects.count()) == (0, 0)


def test_of_a_person_no_chop_is_taken(world, scan, now):
    person = parties.person(now, 1)
    own = files.store(uploads.png(6), name="件.png", holder=person, by=world.clerk, now=now)
    with pytest.raises(Invalid, match=r"case\.signature_not_offered"):
        at_the_window(dataclasses.replace(world, holder=person), now, OnPaper(own.id, is_checked=True))


def test_an_exchanged_scan_is_found(world, scan, now):
    case = at_the_window(world, now, OnPaper(scan.id, is_checked=True))
    with fan_out_allowed("a test"), connection.cursor() as cursor:
        cursor.execute("UPDATE files_storedfile SET digest = repeat('0', 64) WHERE id = %s", [scan.id])
    found = view(case, world, now)
    assert (found.stands, found.layer, found.reason) == (Stands.BROKEN, "paper", "scan_exchanged")


def test_the_archive_holds_the_scan(world, scan, now):
    case = at_the_window(world, now, OnPaper(scan.id, is_checked=True))
    commands.withdraw(case_id=case, reason="不办了", by=world.citizen, now=now)
    commands.conclude(case_id=case, now=now)
    commands.archive(case_id=case, now=now)
    archive = commands.open_archive(case_id=case, purpose="核对归档", by=world.clerk, now=now)
    assert (archive.manifest["signatures/01-盖章件.png"], archive.damaged) == (scan.digest, ())
    assert archive.package["signatures"][0]["evidence"]["way"] == "paper"
