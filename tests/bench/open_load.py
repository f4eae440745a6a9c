"""A load that comes when it comes: callers at steady rates who do not wait for each other's answers."""

import http.client
import itertools
import json
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

CONNECTIONS = 6
SUBMITS_EVERY = 10
"""One call in ten applies, the others ask how a case stands."""
PATH = "/api/v1/cases"


@dataclass
class Region:
    """One region's program: what it sends, and what it got. Waits are seconds from when a call was due."""

    headers: Mapping[str, str]
    item: str
    number: str = ""
    waits: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    refused_badly: int = 0

    def p99(self) -> float:
        return quantiles(self.waits, n=100)[98]

    def forget(self) -> None:
        self.waits, self.statuses, self.refused_badly = [], [], 0


def apply_once(port: int, region: Region) -> None:
    """The region has a case to ask about."""
    caller = _Caller(port, region)
    caller.call(0)
    caller.close()
    assert region.statuses == [201], region.statuses
    region.forget()


def saturate(port: int, regions: list[Region], seconds: float) -> float:
    """Answers a second when every connection of every region asks again at once. 429 is no answer."""
    _run([(port, region, itertools.repeat(0.0), seconds) for region in regions for _ in range(CONNECTIONS // 2)])
    answered = sum(status < 400 for region in regions for status in region.statuses)
    for region in regions:
        region.forget()
    return answered / seconds


def play(port: int, rates: list[tuple[Region, float]], seconds: float) -> None:
    """Each region's calls come evenly at its rate (a second), whether or not the last were answered."""
    for region, _ in rates:
        region.forget()
    calls = []
    for region, rate in rates:
        due = _Due(rate)
        calls += [(port, region, due, seconds) for _ in range(CONNECTIONS)]
    _run(calls)


class _Due:
    """When calls are due, handed out to whichever connection is free."""

    def __init__(self, rate: float) -> None:
        self._turns, self._rate, self._lock = itertools.count(), rate, threading.Lock()

    def __iter__(self) -> "_Due":
        return self

    def __next__(self) -> float:
        with self._lock:
            return next(self._turns) / self._rate


def _run(calls: list[tuple[int, Region, Any, float]]) -> None:
    begun = time.perf_counter() + 0.2
    threads = [threading.Thread(target=_serve, args=(begun, *call)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _serve(begun: float, port: int, region: Region, due: Any, seconds: float) -> None:
    caller = _Caller(port, region)
    for turn, after in enumerate(due):
        at = max(begun + after, begun) if after else time.perf_counter()
        if max(at, time.perf_counter()) >= begun + seconds:
            break
        time.sleep(max(0.0, at - time.perf_counter()))
        caller.call(turn + 1, at)
    caller.close()


class _Caller:
    """One connection."""

    def __init__(self, port: int, region: Region) -> None:
        self.region, self._connection = region, http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def call(self, turn: int, at: float | None = None) -> None:
        at = at or time.perf_counter()
        request = self._application() if turn % SUBMITS_EVERY == 0 else self._question()
        try:
            answer, body = self._send(*request)
        except ConnectionError:  # a refusal may close the connection: what was left of the request is not waited for
            self._connection.close()
            answer, body = self._send(*request)
        if answer.status == 201:
            self.region.number = json.loads(body)["number"]
        if answer.status == 429:
            proper = answer.headers["Content-Type"] == "application/problem+json" and answer.headers["Retry-After"]
            self.region.refused_badly += not proper
        else:
            self.region.waits.append(time.perf_counter() - at)
        self.region.statuses.append(answer.status)

    def _send(self, *request: Any) -> tuple[http.client.HTTPResponse, bytes]:
        self._connection.request(*request)
        answer = self._connection.getresponse()
        return answer, answer.read()

    def _question(self) -> tuple[Any, ...]:
        return "GET", f"{PATH}/{self.region.number}", None, dict(self.region.headers)

    def _application(self) -> tuple[Any, ...]:
        materials = [{"code": "m1", "how": "paper"}, {"code": "m2", "how": "paper"}]
        told = {"item": self.region.item, "values": {"name": "样例甲"}, "materials": materials}
        headers = {**self.region.headers, "Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        return "POST", PATH, json.dumps(told), headers

    def close(self) -> None:
        self._connection.close()
