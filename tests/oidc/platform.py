"""The national identity platform of the tests, a process of its own, and a person's browser in front of it."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import requests

CALLBACK = "http://testserver/sign-in/platform/callback"
HERE = Path(__file__).parent
PERSON = {
    "name": "样例甲",
    "phone_number": "19900000077",
    "phone_number_verified": True,
    "real_name_level": 2,
    "document_kind": "111",
    "document_hash": "ab" * 32,
}


class Platform:
    """`issuer`, and what a test tells it to do."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def control(self, **told: Any) -> None:
        requests.post(f"{self.issuer}/control", data=json.dumps(told), timeout=10).raise_for_status()

    def visit(self, address: str) -> str:
        """Where the platform sends the browser that opens `address`: the callback, path and query."""
        browser = requests.Session()
        for _ in range(8):
            answer = browser.get(address, allow_redirects=False, timeout=10)
            assert answer.status_code in (302, 303), answer.text[:2000]
            address = urljoin(address, answer.headers["Location"])
            if address.startswith(CALLBACK):
                return f"{urlsplit(address).path}?{urlsplit(address).query}"
        raise AssertionError(f"the platform does not come back: {address}")


@pytest.fixture(scope="session")
def platform_process() -> Iterator[Platform]:
    if not shutil.which("node") or not (HERE.parents[1] / "node_modules/oidc-provider").exists():
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip)("oidc-provider is missing: npm ci")
    command = ["node", "--no-warnings", str(HERE / "provider.mjs"), CALLBACK]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdin
    assert process.stdout
    issuer = process.stdout.readline().strip()
    assert issuer.startswith("http://127.0.0.1:"), "the provider did not start"
    yield Platform(issuer)
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


@pytest.fixture
def platform(platform_process: Platform, settings: Any, tmp_path: Path) -> Platform:
    """A platform without faults at which the sample person signs in, configured in the settings."""
    platform_process.control(person="person-1", fault=None, claims=PERSON)
    secret = tmp_path / "keys" / "national-platform-secret"
    shutil.copytree(settings.KEY_DIR, secret.parent) if settings.KEY_DIR.exists() else secret.parent.mkdir(mode=0o700)
    secret.write_text("a-secret-for-tests\n")
    secret.chmod(0o600)
    settings.KEY_DIR = secret.parent
    settings.NATIONAL_PLATFORM_ISSUER = platform_process.issuer
    settings.NATIONAL_PLATFORM_CLIENT = "tongban"
    return platform_process
