"""Hostile requests by hand: each is refused as a problem, tells nothing of others and leaves nothing behind."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.hostile import inputs, other_addresses
from tests.hostile.inputs import Hostile
from tests.hostile.world import NAMES, NOW, SECRET, World, build, stored
from tongban.faces.api.management.commands.describe_api import SNAPSHOT

LEAKS = (SECRET, "Traceback", 'File "', "psycopg", "django.", "SELECT ", "INSERT ", "/work/", "site-packages")
ALL = [*inputs.by_hand(), *other_addresses.by_hand()]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, dict[str, str]]]:
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), around:
        yield build(), stored()
        transaction.set_rollback(True)


@pytest.fixture
def world(made: tuple[World, dict[str, str]], db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Faces read the clock of the world."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return made[0]


def send(world: World, hostile: Hostile) -> Any:
    names = {name: str(getattr(world, name)) for name in NAMES}

    def fill(text: str) -> str:
        for name, value in names.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    body = hostile.body
    for name, value in names.items():
        body = body.replace(f"{{{name}}}".encode(), value.encode())
    headers = dict(world.callers[hostile.who]) | {name: fill(value) for name, value in hostile.headers.items()}
    path, _, query = fill(hostile.at + hostile.path).partition("?")
    return Client().generic(
        hostile.method, path, body, content_type=hostile.media, headers=headers, query_params=None,
        **({"QUERY_STRING": query.encode().decode("latin-1")} | hostile.extra),
    )  # fmt: skip


def fault(world: World, hostile: Hostile) -> str:
    """What is wrong with the answer; nothing for a refusal as it should be."""
    try:
        answer = send(world, hostile)
        told = answer.content.decode() + str(dict(answer.headers))
    except Exception as unexpected:
        return repr(unexpected)[:300]
    if not 400 <= answer.status_code < 500 or answer["Content-Type"] != "application/problem+json":
        return f"{answer.status_code} {answer.get('Content-Type')} {told[:300]}"
    if json.loads(answer.content)["status"] != answer.status_code:
        return "the problem tells another status"
    return ", ".join(leak for leak in LEAKS if leak in told)


@pytest.mark.req("NFR-03", part="hostile inputs")
def test_each_is_refused_as_a_problem_and_leaves_nothing_behind(world, made):
    assert len({each.name for each in ALL}) == len(ALL) >= 200
    found = {hostile.name: fault(world, hostile) for hostile in ALL}
    assert "\n".join(f"{name}: {wrong}" for name, wrong in found.items() if wrong) == ""
    assert stored() == made[1]


def test_every_operation_of_the_api_is_asked():
    """Whatever address the API gets next needs hostile inputs of its own."""
    described = json.loads(SNAPSHOT.read_text(encoding="utf-8"))["paths"]
    patterns = {path: re.compile(re.sub(r"{\w+}", "[^/]+", path) + r"/?(\?.*)?") for path in described}
    operations = {(method.upper(), path) for path, found in described.items() for method in found}
    hostile = {
        (each.method, path) for each in ALL for path in described if patterns[path].fullmatch(each.at + each.path)
    }
    assert operations - hostile == {("GET", "/api/v1/licence-keys")}, "which takes nothing"


def asked(world: World, who: str, path: str) -> list[tuple[int, dict[str, Any]]]:
    """What is told of a case that is somebody else's, and of one that nobody has; requests are numbered."""
    method = "POST" if path.count("/") > 1 else "GET"
    answers = [
        send(world, Hostile("", method, path.replace("{number}", number), b"{}" if method == "POST" else b"", who))
        for number in ("{number}", "{unknown}")
    ]
    return [(answer.status_code, answer.json() | {"request_id": ""}) for answer in answers]


@pytest.mark.parametrize("who", ["nobody", "citizen", "stranger", "elsewhere"])
@pytest.mark.parametrize("path", ["/{number}", "/{number}?code=12345678", "/{number}/accept", "/{number}/withdraw"])
def test_what_is_not_theirs_and_what_is_not_there_are_one_answer(world, who, path):
    theirs, nobodys = asked(world, who, path)
    assert theirs == nobodys


def test_a_key_of_somebody_else_opens_nothing_of_theirs(world):
    """The same key of two callers is two keys: neither learns that the other has used it."""
    body = inputs.told()
    first, again, other = (
        send(world, inputs.submit("", body, who=who)) for who in ("citizen", "citizen", "stranger")
    )  # fmt: skip
    assert (first.status_code, other.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.json()["number"] != other.json()["number"]


def test_a_key_used_for_something_else_stores_nothing(world):
    send(world, inputs.submit("", inputs.told()))
    before = stored()
    replayed = send(world, inputs.submit("", inputs.told(values={"name": "样例乙"})))
    assert (replayed.status_code, replayed.json()["code"]) == (409, "idempotency.reused")
    assert stored() == before
