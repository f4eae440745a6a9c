"""Open data: every item that is offered, as lines and as a table."""

import csv
import io
import json

import pytest
from django.utils import timezone

from tongban.registers.catalogue.tests import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/open-data/items"


def download(client, form, **query):
    answer = client.get(f"{URL}.{form}", query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.fixture
def item():
    return make.published(timezone.now(), name='=SUM(A1) "高龄"\t津贴\\x')


def test_each_item_is_a_line_of_json(client, item):
    lines = download(client, "jsonl").decode().splitlines()
    told = json.loads(lines[0])
    assert (len(lines), told["code"], told["name"]) == (1, item.code, '=SUM(A1) "高龄"\t津贴\\x')
    assert (told["region_path"], told["promised_days"], told["hours"]) == (
        "湖北省 孝感市 孝南区",
        5,
        make.HERE["hours"],
    )


def test_the_table_opens_in_a_spreadsheet_and_computes_nothing(client, item):
    body = download(client, "csv")
    assert body.startswith(b"\xef\xbb\xbfcode,leaf,name,")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert [(row["code"], row["name"]) for row in rows] == [(item.code, '\'=SUM(A1) "高龄"\t津贴\\x')]


def test_a_region_has_what_is_offered_there_and_below(client, item):
    assert download(client, "jsonl", region=make.CITY)
    assert download(client, "jsonl", region=make.TOWN) == b""
    assert client.get(f"{URL}.csv", {"region": "430000000000"}).json()["code"] == "region_unknown"


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_what_has_not_changed_is_not_sent_again(client, item, form):
    first = client.head(f"{URL}.{form}")
    again = client.get(f"{URL}.{form}", headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    make.place(timezone.now(), make.BODY, hours="周一")
    changed = client.get(f"{URL}.{form}", headers={"If-None-Match": first["ETag"]})
    assert "周一" in b"".join(changed.streaming_content).decode()
