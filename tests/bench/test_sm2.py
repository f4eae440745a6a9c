"""SM2 through our binding: at least 80 % of `openssl speed sm2` on the same core, median of pairs."""

import re
import subprocess
import time

import pytest

from tongban.foundation.keys.libcrypto import PrivateKey

pytestmark = pytest.mark.long
ROUNDS = 5
SECONDS = 1


def openssl_signatures_per_second() -> float:
    """`openssl speed` counts CPU time by itself."""
    told = subprocess.run(
        ["openssl", "speed", "-seconds", str(SECONDS), "sm2"], capture_output=True, text=True, check=True
    )
    last = re.findall(r"SM2.*?([\d.]+)\s+[\d.]+$", told.stdout, re.MULTILINE)
    return float(last[-1])


def our_signatures_per_second(key: PrivateKey) -> float:
    start, count = time.process_time(), 0
    while (spent := time.process_time() - start) < SECONDS:
        key.sign(b"a signed tree head of 36 bytes or so")
        count += 1
    return count / spent


def test_signing_reaches_four_fifths_of_libcrypto() -> None:
    key = PrivateKey.generate()
    pairs = [(our_signatures_per_second(key), openssl_signatures_per_second()) for _ in range(ROUNDS)]
    ratio = sorted(ours / theirs for ours, theirs in pairs)[ROUNDS // 2]
    assert ratio >= 0.80, pairs
