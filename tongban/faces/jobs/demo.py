"""`tongban demo`: plays what stands, over HTTP, as citizen, clerk and auditor; the first wrong answer ends it.

It uses the house that answers on PORT, or starts one and stops it again.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tongban.faces.jobs.demo_visitor import Visitor, WentWrong, expect

STARTS_WITHIN = 1800
"""Seconds. The first start on a slow machine loads the sample for minutes; one that has ended is not waited for."""
SEALED_WITHIN = 30


Step = tuple[str, Callable[[str, Path], str]]


def play(base: str, folder: Path, steps: list[Step], told: Callable[[str], None]) -> None:
    """Every step has shown what it promises. Raises WentWrong at the first that has not."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (promise, step) in enumerate(steps, 1):
        begin = time.monotonic()
        shown = step(base, folder)
        told(f"{number:2}. {promise}：{shown}  ({(time.monotonic() - begin) * 1000:.0f} ms)")


@contextmanager
def house(port: int, told: Callable[[str], None]) -> Iterator[str]:
    """The address of a house that answers; one that was started here, as it says itself, is stopped here."""
    base = f"http://127.0.0.1:{port}"
    if _answers(base):
        yield base
        return
    told("正在启动通办 · starting Tongban …")
    command = [sys.executable, "-m", "tongban.config.cli", "run"]
    process = subprocess.Popen(command, start_new_session=True)
    try:
        deadline = time.monotonic() + STARTS_WITHIN
        while not _answers(base):
            if process.poll() is not None or time.monotonic() > deadline:
                raise WentWrong("通办没有启动 · Tongban did not start")
            time.sleep(0.3)
        yield base
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _answers(base: str) -> bool:
    try:
        return Visitor(base).get("/healthz").status == 200
    except OSError:
        return False


def _regions(base: str, **asked: str) -> list[Mapping[str, object]]:
    answer = Visitor(base).get(f"/api/v1/regions?{urllib.parse.urlencode(asked)}")
    expect(answer.status, 200, "GET /api/v1/regions")
    items: list[Mapping[str, object]] = json.loads(answer.text)["items"]
    return items


def ready(base: str, folder: Path) -> str:
    answer = Visitor(base).get("/readyz")
    expect(answer.status, 200, "GET /readyz")
    return "、".join(json.loads(answer.text)["warnings"]) or "—"


def two_trees(base: str, folder: Path) -> str:
    names = [str(region["name"]) for region in _regions(base)]
    expect({"湖北省", "徐州市"} - set(names), set(), "roots")
    counties = _regions(base, parent="420900000000")
    expect(len(counties), 7, "counties of 孝感市")
    return f"{' · '.join(names)}；孝感市 {len(counties)} 个县市区"


def traditional_search(base: str, folder: Path) -> str:
    found = _regions(base, q="黃石市")
    expect([region["code"] for region in found], ["420200000000"], "黃石市")
    return f"黃石市 → {found[0]['name']}"


def unknown_region(base: str, folder: Path) -> str:
    answer = Visitor(base).get("/api/v1/regions?parent=999999999999", **{"Accept-Language": "en"})
    expect(answer.status, 404, "unknown region")
    return str(json.loads(answer.text)["title"])


def portal_in_two_languages(base: str, folder: Path) -> str:
    visitor = Visitor(base)
    expect("今天要办什么事" in visitor.get("/").text, True, "portal in Chinese")
    english = visitor.post("/preferences", language="en", next="/")
    expect(bool(re.search(r"<html[^>]+lang=\"en", english.text)), True, "portal in English")
    return "中文 · English"


def choose_region(base: str, folder: Path) -> str:
    home = Visitor(base).post("/region", code="420902000000", next="/")
    expect("孝南区" in home.text, True, "孝南区 on the home page")
    return "孝南区"


def claim_once(base: str, folder: Path) -> str:
    clerk = staff(base, "19900000011")
    row = first(r'/workbench/work/([0-9a-f-]{36})/claim"', clerk.get("/workbench/unit").text, "work to claim")
    expect(f"row-{row}" in clerk.post(f"/workbench/work/{row}/claim").text, True, "claimed work in my list")
    expect(clerk.get("/workbench/unit").text.count(row), 0, "claimed work in the unit's list")
    expect(f"row-{row}" in clerk.post(f"/workbench/work/{row}/release").text, False, "released work in my list")
    return row


def nobody_enters(base: str, folder: Path) -> str:
    answer = Visitor(base).get("/workbench/unit")
    expect("/workbench/sign-in" in answer.address or answer.status == 403, True, "workbench without signing in")
    return "请先登录"


def journal_holds(base: str, folder: Path) -> str:
    deadline = time.monotonic() + SEALED_WITHIN
    while (head := run_tongban("export-audit-head")).returncode and time.monotonic() < deadline:
        time.sleep(0.5)
    expect(head.returncode, 0, f"export-audit-head {head.stderr}")
    path = folder / "audit-head.json"
    path.write_text(head.stdout)
    checked = run_tongban("verify-audit", "--head", str(path))
    expect(checked.returncode, 0, f"verify-audit {checked.stdout} {checked.stderr}")
    return checked.stdout.strip().splitlines()[-1]


STEPS: list[Step] = [
    ("已就绪 ready", ready),
    ("两棵区划树 two region trees", two_trees),
    ("繁体也查得到 traditional characters", traditional_search),
    ("说明错在哪里 an error that says why", unknown_region),
    ("门户两种语言 portal in two languages", portal_in_two_languages),
    ("选办事地区 region switch", choose_region),
    ("未登录进不了工作台 closed to strangers", nobody_enters),
    ("领取待办只成一次 work is claimed once", claim_once),
    ("审计日志核验 the journal verifies", journal_holds),
]


def staff(base: str, phone: str) -> Visitor:
    """A member of staff, signed in."""
    from tongban.faces.jobs.sample import read_accounts

    visitor = Visitor(base)
    visitor.get("/workbench/sign-in")
    answer = visitor.post("/workbench/sign-in", phone=phone, password=read_accounts()[1], next="/workbench/")
    expect(answer.address, f"{base}/workbench/", "signed in")
    return visitor


def first(pattern: str, text: str, what: str) -> str:
    """The first group of the first match. Raises WentWrong."""
    found = re.search(pattern, text)
    if found is None:
        raise WentWrong(f"{what}: none")
    return found[1]


def run_tongban(*words: str) -> subprocess.CompletedProcess[str]:
    """A command of the operator's, in the same house."""
    command = [sys.executable, "-m", "tongban.config.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=os.environ)
