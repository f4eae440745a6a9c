"""Figures over the cases of this year on the public page."""

import pytest

from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db
URL = "/openness"


@pytest.mark.req("KPI-02", part="on the public page")
def test_the_public_page_shows_how_many_applied_online(client, now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    world = make.world(now)
    make.submitted(world, now)
    make.submitted(world, now, channel=make.Channel.WINDOW, by=world.clerk)
    page = client.get(URL, {"region": "420000000000"}).content.decode()
    assert all(text in page for text in ("今年的办件", "网办件占比", "50.00%", "2 件里的 1 件"))
    assert "按时办结率" not in page  # nothing is decided yet
