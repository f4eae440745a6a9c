"""How many journal rows a second are recorded, sealed and verified; the sealer must keep up with 1,000."""

import threading
import time
from functools import partial

import pytest
from django.db import connections, transaction
from django.utils import timezone

from tongban.foundation.audit import commands as audit
from tongban.foundation.audit.tests.make import CLERK, found, loaded, verified
from tongban.foundation.keys.folder import KeyFolder

pytestmark = [
    pytest.mark.long,
    pytest.mark.req("NFR-05"),
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]


@pytest.fixture
def keys(tmp_path):
    return KeyFolder(tmp_path / "keys")


@pytest.mark.parametrize("batch", [1_000, 10_000])
def test_sealing_and_verifying_a_backlog(now, keys, batch, report):
    loaded(100_000, now)
    seal = partial(audit.seal, signer=keys.signer("audit-head"), now=now, limit=batch)
    began = time.perf_counter()
    while seal().sealed:
        pass
    sealed = time.perf_counter()
    verification = verified(keys)
    ended = time.perf_counter()
    report(f"batches of {batch}: sealed {100_000 / (sealed - began):,.0f} rows/s")
    report(f"verified {100_000 / (ended - sealed):,.0f} rows/s under {verification.heads} heads")
    assert (found(verification), verification.size) == ([], 100_000)
    assert 100_000 / (sealed - began) >= 1_000


def test_the_sealer_keeps_up_with_a_thousand_rows_a_second(keys, report):
    """Two writers record 1,000 rows a second for twenty seconds, ten to a transaction; no row waits for five."""
    stop, lags = threading.Event(), []
    sealer = threading.Thread(target=_seal_until, args=(stop, keys, lags))
    sealer.start()
    began = time.perf_counter()
    writers = [threading.Thread(target=_write, args=(began, 10_000)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    took = time.perf_counter() - began
    stop.set()
    sealer.join()
    report(f"recorded {20_000 / took:,.0f} rows/s; longest batch {max(lags):.2f} s")
    assert (verified(keys).size, verified(keys).unsealed) == (20_000, 0)
    assert max(lags) < 5


def _write(began, count):
    """`count` rows at 500 a second."""
    for number in range(0, count, 10):
        time.sleep(max(0.0, began + number / 500 - time.perf_counter()))
        with transaction.atomic():
            for step in range(10):
                subject = f"worklist:{number + step}"
                audit.record("worklist.claimed", by=CLERK, now=timezone.now(), subject=subject)
    connections.close_all()


def _seal_until(stop, keys, lags):
    """Like the worker: a batch about every second, at once when there is more; one last time after `stop`."""
    while True:
        last = stop.wait(1)
        began = time.perf_counter()
        audit.seal(signer=keys.signer("audit-head"), now=timezone.now())
        lags.append(time.perf_counter() - began)
        if last:
            connections.close_all()
            return
