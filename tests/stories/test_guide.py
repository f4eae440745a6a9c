"""A citizen reads a guide, answers its questions, prints it: in every look, in both languages, without scripts."""

import pytest

from tests.browser.test_components import LOOKS
from tongban.faces.portal.tests import make

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("_regions")]


@pytest.fixture(autouse=True)
def _on_the_sample_day(now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.mark.req("NFR-08", part="guide")
def test_the_guide_suits_everybody(page_at, look_over, now, width, look, language):
    code, *_ = make.offered(now, make.FOOD)
    page = page_at(width, f"/items/{code}", language=language, **LOOKS[look])
    look_over(page, f"guide-{look}-{language}")
