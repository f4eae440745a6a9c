"""Language, theme and size by cookie, without script and without account."""

import pytest
from django.test import Client


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.mark.parametrize(("field", "value", "cookie"), [("language", "en", "tb_lang"), ("size", "elder", "tb_size")])
def test_a_choice_is_kept_for_a_year(client, field, value, cookie):
    answer = client.post("/preferences", {field: value, "next": "/x?y=1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/x?y=1")
    assert (answer.cookies[cookie].value, answer.cookies[cookie]["max-age"]) == (value, 31_536_000)


def test_an_empty_or_unknown_choice_clears_the_cookie(client):
    client.post("/preferences", {"theme": "dark"})
    client.post("/preferences", {"theme": "purple"})
    assert client.cookies["tb_theme"].value == ""


def test_only_the_fields_sent_change(client):
    client.post("/preferences", {"theme": "dark"})
    assert list(client.post("/preferences", {"size": "elder"}).cookies) == ["tb_size"]


@pytest.mark.parametrize("target", ["", "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_one_returns_only_to_our_own_paths(client, target):
    assert client.post("/preferences", {"size": "elder", "next": target}).headers["Location"] == "/"


@pytest.mark.req("NFR-08", part="elder mode")
def test_pages_carry_the_choices(client):
    client.cookies.load({"tb_lang": "en", "tb_theme": "dark", "tb_size": "elder"})
    answer = client.get("/nowhere")
    assert '<html lang="en" data-bs-theme="dark" data-size="elder">' in answer.text
    assert (answer.headers["Content-Language"], "Cookie" in answer.headers["Vary"]) == ("en", True)


def test_unknown_cookies_count_as_unset(client):
    client.cookies.load({"tb_lang": "<", "tb_theme": "x", "tb_size": "y"})
    assert '<html lang="zh-CN">' in client.get("/nowhere").text
