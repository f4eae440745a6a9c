"""Kept answers: true, bounded, and for whom."""

import datetime as dt

import pytest
from django.test import RequestFactory

from tongban.foundation.ui import kept
from tongban.foundation.ui.preferences import Preferences

DAY = dt.timedelta(days=1)


class Source:
    """What an answer is made of, and how often it was asked."""

    def __init__(self):
        self.text, self.generation, self.fresh_until, self.asked = "one", 1, None, []
        self.shelf = kept.Shelf(bytes_at_most=5_000, generation=lambda: self.generation)

    def stamp(self):
        self.asked.append("stamp")
        return self.text

    def build(self):
        self.asked.append("build")
        return kept.Made(self.text.encode(), "text/plain", self.text, self.fresh_until)

    def get(self, now, key="k", **headers):
        request = RequestFactory().get("/", headers=headers)
        return self.shelf.answer(request, key=key, now=now, stamp=self.stamp, build=self.build)


@pytest.fixture
def source():
    return Source()


def test_what_is_kept_is_not_made_again(source, now):
    assert [source.get(now).content for _ in range(3)] == [b"one"] * 3
    assert source.asked == ["build"]


def test_a_change_elsewhere_costs_one_stamp(source, now):
    source.get(now)
    source.generation = 2
    assert [source.get(now).content for _ in range(2)] == [b"one"] * 2
    assert source.asked == ["build", "stamp"]


def test_a_change_of_its_own_is_shown(source, now):
    source.get(now)
    source.generation, source.text = 2, "two"
    assert source.get(now).content == b"two"
    assert source.asked == ["build", "stamp", "build"]


def test_what_was_built_while_something_changed_is_looked_at_again(source, now):
    source.get(now, key="other")

    def build():
        source.generation, source.text = 2, "two"
        return kept.Made(b"one", "text/plain", "one")

    request = RequestFactory().get("/")
    source.shelf.answer(request, key="k", now=now, stamp=source.stamp, build=build)
    assert source.get(now).content == b"two"


def test_what_is_fresh_until_an_instant_is_made_again_then(source, now):
    source.fresh_until = now + DAY
    source.get(now)
    source.get(now + DAY - dt.timedelta(microseconds=1))
    source.get(now + DAY)
    assert source.asked == ["build", "build"]


def test_the_generation_is_asked_for_only_so_often(source, now, settings):
    settings.KEPT_ASKED_EVERY = 60
    source.get(now)
    source.generation, source.text = 2, "two"
    assert source.get(now).content == b"one"
    source.shelf.forget()
    assert source.get(now).content == b"two"


def test_what_was_not_asked_for_longest_goes_first(source, now):
    source.text = "x" * 1_500
    for key in ("a", "b", "a", "c", "a", "b"):
        source.get(now, key=key)
    assert source.asked == ["build"] * 4


def test_an_answer_larger_than_the_shelf_is_not_kept(source, now):
    source.text = "x" * 6_000
    assert [len(source.get(now).content) for _ in range(2)] == [6_000] * 2
    assert source.asked == ["build"] * 2


def test_without_a_key_nothing_is_kept(source, now):
    source.get(now, key=None)
    source.get(now, key=None)
    assert source.asked == ["build", "build"]


def test_a_failure_is_not_kept(source, now):
    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        source.shelf.answer(RequestFactory().get("/"), key="k", now=now, stamp=source.stamp, build=fail)
    assert source.get(now).content == b"one"


def test_whoever_has_it_already_gets_304(source, now):
    first = source.get(now)
    again = source.get(now, If_None_Match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert source.get(now, If_None_Match='"other"').status_code == 200


@pytest.mark.parametrize(("cookie", "is_kept"), [("tb_region", True), ("sessionid", False), ("messages", False)])
def test_pages_are_kept_for_visitors_without_a_session(cookie, is_kept):
    request = RequestFactory().get("/")
    request.COOKIES, request.preferences = {cookie: "x"}, Preferences(language="en")
    assert kept.of_visitor(request, "guide", 7) == ((Preferences(language="en"), "guide", 7) if is_kept else None)
