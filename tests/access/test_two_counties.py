"""A clerk of county A reaches nothing of county B: not by list, search, count, export or a guessed id."""

import pytest

from tests.access.world import NOW, TODAY, actor
from tongban.foundation.audit import queries as audit
from tongban.foundation.files import queries as files
from tongban.foundation.kernel.errors import NotAllowed, NotFound
from tongban.foundation.outbox import queries as jobs
from tongban.foundation.worklist import commands as desk
from tongban.foundation.worklist import queries as worklist
from tongban.foundation.worklist.queries import Narrow
from tongban.registers.access import queries as access
from tongban.registers.orgs import queries as orgs
from tongban.registers.parties import commands as people
from tongban.registers.parties import queries as parties

pytestmark = pytest.mark.req("REG-03", part="a clerk of county A reaches nothing of county B")


@pytest.fixture
def clerk(world):
    own, _ = world
    return actor(access.get_role("clerk"), own.region, own.body)


@pytest.fixture
def chief(world):
    """The widest post of county A: its administrator."""
    return actor(access.get_role("administrator"), world[0].region)


def test_the_worklist(world, clerk):
    own, sibling = world
    assert own.rows["open"] in {row.id for row in worklist.list_unit(clerk, own.body, now=NOW).rows}
    for ask in (worklist.list_unit, worklist.count_unit):
        with pytest.raises(NotAllowed, match="authority_not_yours"):
            ask(clerk, sibling.body, now=NOW)
    assert worklist.list_mine(clerk, now=NOW).rows == []
    for authority in (own.body, sibling.body):
        with pytest.raises(NotFound):
            worklist.get_row(clerk, sibling.rows["open"], authority)
        with pytest.raises(NotFound):
            desk.claim(sibling.rows["open"], authority, by=clerk, by_name="样例", now=NOW)


def test_searching_the_own_list_finds_nothing_of_the_other(world, chief):
    own, _ = world
    found = worklist.list_unit(chief, own.body, now=NOW, narrow=Narrow(text="食品")).rows
    assert {row.authority for row in found} == {own.body}


def test_files(world, clerk, chief):
    for by in (clerk, chief):
        with pytest.raises(NotFound):
            files.get_file(by, world[1].rows["file"].id)


def test_staff(world, chief):
    own, sibling = world
    assert [member.id for member in orgs.list_staff(own.body, actor=chief)] == [own.rows["staff"]]
    with pytest.raises(NotAllowed):
        orgs.list_staff(sibling.body, actor=chief)


def test_parked_jobs(world, clerk):
    with pytest.raises(NotAllowed):
        jobs.list_parked(clerk)
    with pytest.raises(NotAllowed):
        jobs.get_run(clerk, world[1].rows["job"])


def test_the_journal(world, clerk, chief):
    own, sibling = world
    assert {row.region for row in audit.list_rows(own.rows["subject"], by=chief)} == {own.region}
    assert audit.list_rows(sibling.rows["subject"], by=chief) == []
    with pytest.raises(NotAllowed):
        audit.list_rows(own.rows["subject"], by=clerk)


def test_accounts_and_posts(world, clerk, chief):
    own, sibling = world
    listed = access.list_holders(own.region, by=chief, today=TODAY)
    assert [holder.account.id for holder in listed.holders] == [own.rows["account"]]
    for region in (sibling.region, "420900000000"):
        with pytest.raises(NotAllowed):
            access.list_holders(region, by=chief, today=TODAY)
    with pytest.raises(NotFound):
        access.get_holder(sibling.rows["account"], by=chief, today=TODAY)
    with pytest.raises(NotAllowed):
        access.list_holders(own.region, by=clerk, today=TODAY)


def test_files_of_people(world, clerk, chief):
    own, sibling = world
    assert own.rows["person"] in {row.id for row in parties.list_parties(clerk, own.region).items}
    for ask in (parties.list_parties, parties.count_parties):
        for by in (clerk, chief):
            with pytest.raises(NotAllowed, match="region_not_yours"):
                ask(by, sibling.region)
    with pytest.raises(NotAllowed):
        people.export(region=sibling.region, purpose="样例核对", by=clerk, now=NOW)
    with pytest.raises(NotFound):
        parties.get_file(clerk, sibling.rows["person"], now=NOW)
    number = {"document_kind": "111", "number": sibling.rows["number"], "purpose": "样例核对"}
    assert people.find_by_document(by=clerk, now=NOW, **number) is None
