import uuid

import pytest

from tongban.services.cases import queries
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(now):
    return make.submitted(make.world(now), now)


@pytest.fixture
def address(receipt):
    [line] = queries.list_papers(receipt.number, receipt.query_code, language="zh-hans")
    return f"/cases/{receipt.number}/papers/{line.id}.pdf"


def test_a_paper_opens_by_its_query_code_which_stands_in_no_address(client, receipt, address):
    answer = client.post(address, {"code": receipt.query_code})
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert answer["Content-Disposition"] == f'inline; filename="{receipt.number}-01-receipt.pdf"'
    assert client.post(address, {"code": "00000000"}).status_code == 404


def test_whoever_has_no_code_is_asked_to_sign_in(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (303, f"/sign-in?next={address.replace('/', '%2F')}")
    assert client.post(f"/cases/1/papers/{uuid.uuid4()}.pdf").status_code == 404
