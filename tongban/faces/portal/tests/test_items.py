"""The guide page of an item."""

import pytest

from tongban.faces.portal.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_sample_day(now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def text(answer):
    return answer.content.decode()


def test_the_page_of_a_guide(client, now):
    code, *_ = make.offered(now, make.FOOD)
    page = text(client.get(f"/items/{code}"))
    assert "12月2日（星期三）" in page
