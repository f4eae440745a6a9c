"""The archive of a closed case: all parts, uploads and papers, found out when touched, every look known (LIC-08)."""

import hashlib
import zipfile

import pytest

from tests.written import journal_actions
from tongban.foundation.files import commands as files
from tongban.foundation.files.store import content_store
from tongban.foundation.files.tests import make as uploads
from tongban.foundation.kernel.errors import Invalid, NotFound
from tongban.services.cases import commands, queries
from tongban.services.cases.models import CaseArchive
from tongban.services.cases.rules.materials import Given, How
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return make.world(now)


@pytest.fixture
def upload(world, now):
    return files.store(uploads.png(), name="银行卡.png", holder=world.holder, by=world.citizen, now=now)


@pytest.fixture
def archived(world, upload, now):
    given = (make.CARD, Given("m2", How.UPLOAD, file=upload.id))
    case = make.submitted(world, now, materials=given).case
    commands.withdraw(case_id=case, reason="不办了", by=world.citizen, now=now)
    commands.conclude(case_id=case, now=now)
    return commands.archive(case_id=case, now=now)


def opened(case, world, now, purpose="核对归档"):
    return commands.open_archive(case_id=case.id, purpose=purpose, by=world.clerk, now=now)


@pytest.mark.req("LIC-08")
def test_the_package_names_each_upload_and_paper_by_its_digest(archived, world, upload, now):
    archive = opened(archived, world, now)
    receipt = f"papers/{archived.number}-01-receipt.pdf"
    assert archive.damaged == ()
    assert archive.manifest["materials/01-银行卡.png"] == upload.digest
    assert set(archive.package["files"]) == {
        "materials/01-银行卡.png", receipt, f"papers/{archived.number}-02-termination.pdf",
    }  # fmt: skip


@pytest.mark.req("LIC-08")
def test_what_is_carried_away_can_be_checked_by_anybody(archived, world, now):
    with queries.zip_archive(opened(archived, world, now)) as file, zipfile.ZipFile(file) as packed:
        sums = dict(line.split("  ", 1)[::-1] for line in packed.read("SHA256SUMS").decode().splitlines())
        assert {name: hashlib.sha256(packed.read(name)).hexdigest() for name in sums} == sums
        assert set(packed.namelist()) - set(sums) == {"SHA256SUMS", "archive.json"}
        assert packed.read(f"papers/{archived.number}-01-receipt.pdf")[:5] == b"%PDF-"


@pytest.mark.req("LIC-08")
def test_a_file_that_was_changed_on_the_disk_is_found_out(archived, world, upload, now):
    with content_store().open(upload.digest) as content:
        path = content.name
    with open(path, "r+b") as content:
        content.write(b"changed")
    assert opened(archived, world, now).damaged == ("materials/01-银行卡.png",)


def test_a_file_that_is_gone_is_found_out_and_left_out(archived, world, upload, now):
    files.remove(upload.id, holder=world.holder, by=world.citizen, now=now)
    archive = opened(archived, world, now)
    assert archive.damaged == ("materials/01-银行卡.png",)
    with queries.zip_archive(archive) as file:
        assert "materials/01-银行卡.png" not in zipfile.ZipFile(file).namelist()


def test_a_changed_manifest_is_found_out(archived, world, now):
    row = CaseArchive.objects.get(case=archived)
    CaseArchive.objects.filter(case=archived).update(manifest=row.manifest | {"form": "0" * 64})
    assert opened(archived, world, now).damaged == ("manifest", "form")


@pytest.mark.req("LIC-08")
def test_every_look_says_why_and_stands_in_the_journal(archived, world, now):
    opened(archived, world, now)
    assert journal_actions()[-1] == "cases.archive_opened"
    with pytest.raises(Invalid, match=r"case\.reason_missing"):
        opened(archived, world, now, purpose=" ")
    open_case = make.submitted(world, now).case
    with pytest.raises(NotFound, match=r"case\.archive_missing"):
        commands.open_archive(case_id=open_case, purpose="核对", by=world.clerk, now=now)
    assert journal_actions().count("cases.archive_opened") == 1
