"""The page of a leaf's result samples, and what the guide shows of them."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tongban.registers.access.tests import make as accounts
from tongban.registers.catalogue.tests import make
from tongban.registers.catalogue.tests.test_samples import PICTURE

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(client):
    """An item, and a manager of the province's catalogue at the desk."""
    item = make.published(timezone.now() - dt.timedelta(hours=1))
    accounts.post(timezone.now(), accounts.account(timezone.now()), role="catalogue_manager", region=make.PROVINCE)
    client.post("/workbench/sign-in", {"phone": accounts.PHONE, "password": accounts.PASSWORD})
    return item


@pytest.mark.req("CAT-06", part="the sample of the result is a file that everybody can look at")
def test_an_attached_sample_is_on_the_guide_over_the_api_and_can_be_downloaded(client, offer):
    page, guide = f"/workbench/catalogue/leaves/{offer.leaf_id}/samples", f"/items/{offer.code}"
    assert "结果样本：" not in client.get(guide).text
    assert client.post(page, {"file": SimpleUploadedFile("证照.png", PICTURE)}).status_code == 303
    assert ("证照.png" in client.get(page).text, "结果样本：证照.png" in client.get(guide).text) == (True, True)
    (told,) = client.get(f"/api/v1/items/{offer.code}").json()["result_samples"]
    assert (told["name"], told["size"], told["is_sample"]) == ("证照.png", len(PICTURE), False)
    answer = client.get(told["url"])
    assert (b"".join(answer.streaming_content), answer.headers["Content-Type"]) == (PICTURE, "image/png")
    assert client.get(f"{guide}/result-samples/{uuid.uuid4()}").status_code == 404


def test_what_is_no_picture_is_refused_in_words_and_what_is_removed_is_gone(client, offer):
    page = f"/workbench/catalogue/leaves/{offer.leaf_id}/samples"
    assert client.post(page, {"file": SimpleUploadedFile("a.csv", b"a,b")}).status_code == 422
    assert client.post(page).status_code == 422
    client.post(page, {"file": SimpleUploadedFile("证照.png", PICTURE)})
    (told,) = client.get(f"/api/v1/items/{offer.code}").json()["result_samples"]
    sample = told["url"].rpartition("/")[2]
    assert client.post(f"{page}/{sample}/remove").status_code == 303
    assert client.get(told["url"]).status_code == 404
    assert client.get(f"/api/v1/items/{offer.code}").json()["result_samples"] == []
