"""The body's seal under its papers: once, kept as sealed, and refused where it may not stand."""

import io

import pytest
from pypdf import PdfReader

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.seals import commands as seals
from tongban.registers.seals.errors import SealRefused
from tongban.registers.seals.tests import make as seal_makers
from tongban.services.cases import commands, queries
from tongban.services.cases.models import CaseDocument
from tongban.services.cases.rules.life import Document
from tongban.services.cases.tests import make
from tongban.services.cases.tests.make import at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(now, settings, tmp_path):
    settings.FILE_STORE = tmp_path / "files"
    return make.world(now, default_grant=True)


def seal(now, kind="approval", **more):
    return seal_makers.seal(now, organisation=make.BODY, kind=kind, **more)


def paper(case_id, kind=Document.GRANT):
    return CaseDocument.objects.get(case=case_id, kind=kind)


def granted(world, now):
    case_id = make.at_decision(world, now).id
    commands.grant(case_id=case_id, opinion="同意", by=world.approver, now=now)
    return case_id


@pytest.mark.req("SUP-04", part="the paper of a default grant bears the seal that was authorised before")
def test_a_default_grant_is_sealed_of_itself(world, now):
    seal(now, automatic=True)
    case_id = make.accepted(world, now).id
    later = at("12-04 03:00")
    commands.sweep(now=later)
    assert (commands.seal_papers(case_id=case_id, now=later), paper(case_id).sealed_at) == (1, later)
    assert commands.seal_papers(case_id=case_id, now=later) == 0


@pytest.mark.req("SUP-04", part="no automatic seal without prior authorisation")
def test_without_prior_authorisation_a_default_grant_stays_unsealed(world, now):
    kept = seal(now, automatic=False)
    case_id = make.accepted(world, now).id
    later = at("12-04 03:00")
    commands.sweep(now=later)
    with pytest.raises(SealRefused, match=r"seal\.not_automatic"):
        commands.seal_papers(case_id=case_id, now=later)
    assert (paper(case_id).sealed_at, paper(case_id).file) == (None, None)
    seals.authorise_seal(seal_id=kept.id, steps=["grant_by_default"], automatic=True, by=SYSTEM, now=later)
    assert commands.seal_papers(case_id=case_id, now=later) == 1


def test_a_sealed_paper_is_given_out_as_it_was_sealed(world, now):
    seal(now)
    case_id = granted(world, now)
    commands.seal_papers(case_id=case_id, now=now)
    looks = [
        queries.render_paper(paper(case_id).id, actor=world.citizen, language=language, now=now)[0]
        for language in ("zh-hans", "zh-hans", "en")
    ]
    assert looks[0] == looks[1]
    fields = [PdfReader(io.BytesIO(look)).get_fields() or {} for look in looks]
    assert [len(each) for each in fields] == [1, 1, 0]
    assert "未加盖电子印章" not in PdfReader(io.BytesIO(looks[0])).pages[0].extract_text()


def test_each_kind_of_paper_bears_its_own_seal_and_a_receipt_none(world, now):
    seal(now)
    seal(now, kind="case", steps=["paper"], automatic=True)
    case_id = granted(world, now)
    assert commands.seal_papers(case_id=case_id, now=now) == 2
    sealed = CaseDocument.objects.filter(case=case_id, sealed_at__isnull=False).order_by("version")
    assert [each.kind for each in sealed] == [Document.ACCEPTANCE, Document.GRANT]


def test_a_body_without_a_seal_leaves_its_papers_unsealed(world, now):
    case_id = granted(world, now)
    assert commands.seal_papers(case_id=case_id, now=now) == 0
    assert paper(case_id).sealed_at is None
