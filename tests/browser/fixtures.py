"""A real browser for the tests: Debian's Chromium, driven by Playwright, looked over by axe.

`page_at(390, language="en", size="elder")` opens a page with those cookies in a context of its own. The house's
content security policy stays in force; a page that logs an error fails its test. Without Chromium these tests are
skipped, with `REQUIRE_BROWSER=1` they fail. `TONGBAN_SCREENSHOTS` names a folder that keeps the pictures.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
AXE = PROJECT / "node_modules/axe-core/axe.min.js"
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HEIGHTS = {390: 844, 1440: 900}
COOKIES = {"language": "tb_lang", "theme": "tb_theme", "size": "tb_size"}


def _missing() -> str:
    if not shutil.which("chromium"):
        return "no browser: Debian's package chromium is not installed"
    return "" if AXE.exists() else "axe-core is not installed: npm ci"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole run."""
    if reason := _missing():
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)(reason)
    from playwright.sync_api import sync_playwright

    # Playwright's own event loop runs in this thread; Django must not take it for ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _is_fault(said: Any, expected: int) -> bool:
    """Chromium reports an expected error page as an error too, and a form that comes back with its mistakes (422)."""
    return said.type == "error" and not any(f"status of {status}" in said.text for status in (expected, 422))


@pytest.fixture
def page_at(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """`page_at(width, path="/", language="zh", theme="light", size="", scripts=True)` opens `path`."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(width: int, path: str = "/", *, scripts: bool = True, expect: int = 200, **preferences: str) -> Any:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        chosen = {"language": "zh", "theme": "light", **preferences}
        context.add_cookies([{"name": COOKIES[n], "value": v, "url": live_server.url} for n, v in chosen.items() if v])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if _is_fault(said, expect) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        answer = page.goto(path)
        assert answer.status == expect, f"{path} answered {answer.status}"
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def assert_accessible() -> Callable[[Any], None]:
    """Fails on any violation of WCAG 2.0–2.2 A and AA or of axe's best practice, naming rule and place."""
    axe = AXE.read_text(encoding="utf-8")

    def check(page: Any) -> None:
        if page.evaluate("typeof axe === 'undefined'"):
            page.evaluate(axe)
        found = page.evaluate(_AXE, RULES)
        told = [
            f"{violation['id']}: {node['html'][:200]} — {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"][:5]
        ]
        assert not told, "\n".join(told)

    return check


_AXE = "rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"


@pytest.fixture
def assert_no_sideways_scroll() -> Callable[[Any], None]:
    """Fails when the page is wider than the window or a box cuts its content off, naming what sticks out."""

    def check(page: Any) -> None:
        page.wait_for_load_state()  # a click comes back before the styles have
        found = page.evaluate(_STICKING_OUT)
        assert not found, "\n".join(found)

    return check


_STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const all = [...document.querySelectorAll('body *')];
  const scrolls = document.documentElement.scrollWidth > width;
  const wide = scrolls ? all.filter(e => e.getBoundingClientRect().right > width + 1) : [];
  const cut = all.filter(e => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX) && e.clientWidth > 1
    && e.scrollWidth > e.clientWidth + 1 && !e.matches('.tb-sr, .tb-pick, svg, input, progress'));
  return [...wide, ...cut].map(e => e.outerHTML.slice(0, 160)).slice(0, 5);
}"""


@pytest.fixture
def look_signed_in(
    client: Any, page_at: Any, assert_accessible: Any, assert_no_sideways_scroll: Any, keep_picture: Any
) -> Callable[..., Any]:
    """Opens the path signed in, looked at in this dress (width, preferences); keeps a picture, the page stays open."""
    from tongban.registers.access.tests import make as access  # this plugin is loaded before Django

    def at(path: str, name: str, dress: tuple[int, dict[str, str]], sign_in: str = "/sign-in") -> Any:
        width, preferences = dress
        client.post(sign_in, {"phone": access.PHONE, "password": access.PASSWORD})
        page = page_at(width, "/help", **preferences)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url}
        page.context.add_cookies([session])
        assert page.goto(path).status == 200
        keep_picture(page, f"{name}-{width}-{'-'.join(preferences.values()) or 'plain'}")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")  # away from under the bar at the bottom
        assert_accessible(page)
        assert_no_sideways_scroll(page)
        return page

    return at


@pytest.fixture
def keep_picture() -> Callable[[Any, str], None]:
    """`keep_picture(page, "home-390")` stores a picture of the whole page where somebody asked for pictures."""

    def keep(page: Any, name: str) -> None:
        if folder := os.environ.get("TONGBAN_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return keep
