"""Clients that apply and withdraw over HTTP, and never give up, while web server and worker are killed under them."""

import http.client
import json
import os
import signal
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench import whole_stack
from tests.runtime.house import free_port, until
from tongban.config import processes

PATH = "/api/v1/cases"
PATIENCE = 120
TOO_MANY = 429
AGAIN_AFTER = 0.25
"""Seconds. Sixteen clients that ask again at once take the processor that the web server needs to start."""


class Web:
    """A web server that is killed with all its workers, and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process = whole_stack.start(folder, self.port)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        self.process = whole_stack.start(self.folder, self.port)


@contextmanager
def web_server(folder: Path) -> Iterator[Web]:
    """It answers; it has ended afterwards."""
    web = Web(folder)
    try:
        until(lambda: whole_stack.answers(web.port), f"the first answer (see {folder / 'web.log'})", 60)
        yield web
    finally:
        processes.end(web.process, (signal.SIGTERM, 10), (signal.SIGKILL, 5))


@dataclass
class Client:
    """Submits `cases` times, each under a key of its own, and withdraws every other one."""

    port: int
    item: str
    headers: Mapping[str, str]
    cases: int
    receipts: list[dict[str, Any]] = field(default_factory=list)
    retries: int = 0
    failure: str = ""

    def run(self) -> None:
        try:
            for turn in range(self.cases):
                receipt = self._submit(str(uuid.uuid4()))
                self.receipts.append(receipt)
                if turn % 2:
                    self._withdraw(receipt["number"])
        except Exception as broken:
            self.failure = repr(broken)

    def _submit(self, key: str) -> dict[str, Any]:
        """The receipt, however often it has to be asked for."""
        materials = [{"code": "m1", "how": "paper"}, {"code": "m2", "how": "paper"}]
        told = {"item": self.item, "values": {"name": "样例甲"}, "materials": materials}
        status, answer = self._insist("", told, {"Idempotency-Key": key})
        assert status == 201, answer
        return answer

    def _withdraw(self, number: str) -> None:
        """A retry may hear that the first attempt, whose answer was lost, was heard."""
        status, answer = self._insist(f"/{number}/withdraw", {}, {})
        assert status == 200 or answer["code"] == "case.step_not_now", answer

    def _insist(self, path: str, told: Mapping[str, Any], headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                status, answer = self._post(path, told, headers)
                if status < 500 and status != TOO_MANY:
                    return status, answer
            except (OSError, http.client.HTTPException, ValueError):
                pass
            assert time.monotonic() < deadline, "no answer in time"
            self.retries += 1
            time.sleep(AGAIN_AFTER)

    def _post(self, path: str, told: Mapping[str, Any], headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        caller = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            sent = {**self.headers, **headers, "Content-Type": "application/json"}
            caller.request("POST", PATH + path, json.dumps(told), sent)
            answer = caller.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            caller.close()


@contextmanager
def at_work(clients: list[Client]) -> Iterator[None]:
    """They all run; afterwards each has finished."""
    threads = [threading.Thread(target=client.run, daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join(PATIENCE)
    assert "; ".join(client.failure for client in clients if client.failure) == ""
    assert not any(thread.is_alive() for thread in threads), "some client still waits"
