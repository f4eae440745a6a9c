"""The pages of the catalogue's reports and checks: figures with what they are made of, and who may look."""

import pytest

from tongban.faces.workbench.tests.desks import sit_down

pytestmark = pytest.mark.django_db
PAGES = (
    "reports",
    "reports/indicators",
    "reports/reductions",
    "reports/lists",
    "reports/lists/one_visit",
    "findings",
    "proofs",
    "reports/indicators/online",
)


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_catalogue_has_a_page_for_everything(client, now, page):
    sit_down(client, now, "supervisor")
    assert client.get(f"/workbench/{page}").status_code == 200
