"""Answers kept in this process as bytes, for as long as they are true.

A shelf asks twice a second for a number that counts up with every change (its `generation`). While that stands still,
what it keeps is true until its `fresh_until`. When it has moved, each answer asks once for the `stamp` of what it
shows and is made anew only where that has changed. So a change is seen within a second by every process.
"""

import datetime as dt
import hashlib
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

_OVERHEAD = 1_000
"""Bytes that an answer takes beside its body, roughly."""
_shelves: "weakref.WeakSet[Shelf]" = weakref.WeakSet()


class Made(NamedTuple):
    """An answer with status 200: what it shows is true while `stamp` is the same, and only until `fresh_until`."""

    body: bytes
    content_type: str
    stamp: str
    fresh_until: dt.datetime | None = None


@dataclass(slots=True)
class _Kept:
    made: Made
    etag: str
    generation: int

    @property
    def size(self) -> int:
        return len(self.made.body) + _OVERHEAD


def of_visitor(request: HttpRequest, *parts: Hashable) -> Hashable | None:
    """A key for a page with these parts as the visitor wants to see it; None for whoever has a session or a message."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES:
        return None
    return (request.preferences, *parts)  # type: ignore[attr-defined]


class Shelf:
    """Answers of one process, at most `bytes_at_most` of them: those not asked for longest go first."""

    def __init__(self, *, bytes_at_most: int, generation: Callable[[], int]) -> None:
        self._bytes_at_most, self._ask = bytes_at_most, generation
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._size, self._lock = 0, threading.Lock()
        self._generation, self._asked_at, self._asking = -1, float("-inf"), threading.Lock()
        _shelves.add(self)

    def answer(
        self,
        request: HttpRequest,
        *,
        key: Hashable | None,
        now: dt.datetime,
        stamp: Callable[[], str],
        build: Callable[[], Made],
    ) -> HttpResponse:
        """The answer under `key`, built where it is not kept or no longer true; 304 where `If-None-Match` names it.

        With `key` None it is built for this request alone. What `build` raises is raised, and nothing is kept.
        """
        if key is None:
            made = build()
            return _respond(request, made, _etag(made.body))
        generation = self._current()
        kept = self._find(key, generation, now, stamp)
        if kept is None:
            made = build()
            kept = _Kept(made, _etag(made.body), generation)
            self._keep(key, kept)
        return _respond(request, kept.made, kept.etag)

    def forget(self) -> None:
        """Nothing is kept, and the next request asks for the generation."""
        with self._lock:
            self._kept.clear()
            self._size, self._asked_at = 0, float("-inf")

    def _current(self) -> int:
        """The generation, at most `KEPT_ASKED_EVERY` seconds old; while one thread asks, others go on with the last."""
        if time.monotonic() - self._asked_at < settings.KEPT_ASKED_EVERY:
            return self._generation
        if self._asking.acquire(blocking=self._generation < 0):
            try:
                began = time.monotonic()
                self._generation = self._ask()
                self._asked_at = began
            finally:
                self._asking.release()
        return self._generation

    def _find(self, key: Hashable, generation: int, now: dt.datetime, stamp: Callable[[], str]) -> _Kept | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
        if kept is None or (kept.made.fresh_until is not None and kept.made.fresh_until <= now):
            return None
        if kept.generation != generation:
            if stamp() != kept.made.stamp:
                return None
            kept.generation = generation
        return kept

    def _keep(self, key: Hashable, kept: _Kept) -> None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._kept[key] = kept
            self._size += kept.size - (before.size if before else 0)
            while self._size > self._bytes_at_most and self._kept:
                self._size -= self._kept.popitem(last=False)[1].size


def forget_all() -> None:
    """No shelf of this process keeps anything: for tests, whose databases forget."""
    for shelf in _shelves:
        shelf.forget()


def _etag(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'


def _respond(request: HttpRequest, made: Made, etag: str) -> HttpResponse:
    response = HttpResponse(made.body, content_type=made.content_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    if "HTTP_IF_NONE_MATCH" in request.META:
        return get_conditional_response(request, etag=etag, response=response) or response
    return response
