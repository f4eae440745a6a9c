"""A published change is seen by every worker within a second, whatever each of them keeps."""

import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from tests.bench.whole_stack import Stack, served
from tongban.registers.catalogue.tests import make

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with served(tmp_path) as found:
        yield found


@pytest.mark.req("GUI-01", part="a change is seen within a second by every web worker")
def test_every_worker_shows_a_change_within_a_second(stack: Stack) -> None:
    item = make.published(timezone.now())
    callers = [http.client.HTTPConnection("127.0.0.1", stack.port, timeout=10) for _ in range(24)]
    assert {_limit(caller, item.code) for caller in callers} == {5}
    for limit in (4, 3, 2):
        make.version(timezone.now(), item.leaf_id or "", defaults={"promised_limit": limit})
        published = time.monotonic()
        while {_limit(caller, item.code) for caller in callers} != {limit}:
            assert time.monotonic() < published + 1
        print(f"\n  seen by all after {time.monotonic() - published:.2f} s")
    for caller in callers:
        caller.close()


def _limit(caller: http.client.HTTPConnection, code: str | None) -> int:
    caller.request("GET", f"/api/v1/items/{code}")
    limit: int = json.loads(caller.getresponse().read())["content"]["promised_limit"]
    return limit
