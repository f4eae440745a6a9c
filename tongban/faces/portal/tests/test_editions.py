"""A published edition can be read by everybody, whole and by level."""

import datetime as dt

import pytest
from django.test import Client

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.catalogue.commands.editions import publish_edition
from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
HERE = f"/openness/editions/{make.PROVINCE}/2020-63"


@pytest.fixture
def published(now: dt.datetime) -> None:
    """An edition of the province with one entry for towns and villages."""
    make.template(now, 1)
    told = {"code": "2020-63", "document_number": "样政办发〔2020〕63号", "title": "样例目录"}
    publish_edition(**told, region=make.PROVINCE, by=SYSTEM, now=now)


@pytest.mark.req("CAT-01", part="a published edition is shown, and by level")
def test_an_edition_shows_its_rows_by_level(client: Client, published: None) -> None:
    assert "样政办发〔2020〕63号" in client.get("/openness?region=420902000000").text
    assert "高龄津贴发放" in client.get(HERE).text
    assert "高龄津贴发放" in client.get(f"{HERE}?level=6").text
    assert "高龄津贴发放" not in client.get(f"{HERE}?level=2").text


@pytest.mark.parametrize("path", [HERE.replace("63", "99"), HERE.replace("42", "99", 1)])
def test_an_unknown_edition_is_not_found(client: Client, published: None, path: str) -> None:
    assert client.get(path).status_code == 404
