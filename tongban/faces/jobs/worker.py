"""The worker: drains the outbox, seals the journal, runs background jobs, sweeps, and says that it lives.

Here the clock is read: everything below gets `now` passed in. A SIGKILL at any moment loses nothing and doubles
nothing; SIGTERM and SIGINT finish the batch under way.
"""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from tongban.faces.jobs import background
from tongban.faces.jobs.loops import Loop, join, start
from tongban.foundation.audit import commands as audit
from tongban.foundation.audit.queries.anchors import ANCHORS
from tongban.foundation.files import commands as files
from tongban.foundation.keys.folder import KeyFolder
from tongban.foundation.outbox import commands as outbox
from tongban.foundation.outbox.events import Reactions
from tongban.foundation.outside import commands as outside
from tongban.foundation.routing import commands as spent_keys
from tongban.foundation.worklist import commands as worklist
from tongban.journeys import licensing
from tongban.registers.catalogue import commands as catalogue
from tongban.registers.catalogue.commands import findings, imports, lists, reports, workbooks
from tongban.services.cases import commands as cases
from tongban.services.cases.work_table import WORK_TABLE
from tongban.services.licences import commands as licences

log = logging.getLogger(__name__)

SEALED_AT_ONCE = 5000
KEYS_KEPT = timedelta(days=30)
TRIALS_KEPT = timedelta(days=14)
EXPORTS_KEPT = timedelta(days=7)
STOP_WITHIN = 15.0
"""Seconds that loops get to finish what they are doing; about one is usual, five after the database went away."""

Clock = Callable[[], datetime]


def run(reactions: Reactions, *, clock: Clock = timezone.now) -> int:
    """Works until SIGTERM or SIGINT; 0 after a clean stop, 1 when some loop had to be left in the middle."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    name = f"{socket.gethostname()}:{os.getpid()}"
    threads = start(loops(reactions, clock=clock, name=name, stop=stop), stop)
    log.info("worker %s works", name)
    stop.wait()
    left = join(threads, within=STOP_WITHIN)
    if left:
        log.error("worker %s stops in the middle of: %s; it is done again at the next start", name, ", ".join(left))
        return 1
    with suppress(DatabaseError):  # the database may have stopped first
        outbox.forget_beat(name)
    log.info("worker %s stopped", name)
    return 0


def loops(reactions: Reactions, *, clock: Clock, name: str, stop: threading.Event) -> list[Loop]:
    """Everything a worker does, each with its pause in seconds."""
    keys = KeyFolder(settings.KEY_DIR)

    def drain_events() -> bool:
        return outbox.drain_events(reactions=reactions, now=clock()).events > 0

    def drain_runs() -> bool:
        report = outbox.drain_runs(reactions=reactions, now=clock(), limit=1)
        return report.done + report.failed + report.parked > 0

    def seal() -> bool:
        anchors = settings.DATA_DIR / ANCHORS
        report = audit.seal(signer=keys.signer("audit-head"), now=clock(), limit=SEALED_AT_ONCE, anchors=anchors)
        return report.sealed == SEALED_AT_ONCE

    def sweep() -> bool:
        return outbox.sweep(now=clock()) > 0

    def tidy() -> bool:
        """Spent keys that nobody will send again, contents that no row names, files that waited for the scanner."""
        now = clock()
        spent_keys.forget_spent_keys(spent_before=now - KEYS_KEPT)
        files.collect_garbage()
        files.scan_waiting(now=now)
        licences.forget_codes(now=now)
        imports.forget_imports(started_before=now - TRIALS_KEPT, now=now)
        worklist.forget_exports(asked_before=now - EXPORTS_KEPT, now=now)
        return False

    def beat() -> bool:
        outbox.beat(name, now=clock())
        return False

    def play_reports() -> bool:
        return outside.play_reports(now=clock()) > 0

    simulated = [] if settings.PRODUCTION else [Loop("simulated parties", play_reports, 1.0)]
    return [
        *simulated,
        Loop("beat", beat, 2.0),
        Loop("drain events", drain_events, 0.25),
        Loop("drain runs 1", drain_runs, 0.5),
        Loop("drain runs 2", drain_runs, 0.5),
        *_catalogue_loops(clock),
        Loop("clocks of cases", lambda: licensing.sweep(now=clock()).is_full, 1.0),
        Loop("worklist exports", lambda: worklist.write_next_export(table=WORK_TABLE, clock=clock), 1.0),
        *_licence_loops(clock),
        Loop("close of the day", lambda: cases.find_past_closing(now=clock()) > 0, 60.0),
        Loop("vertical systems", lambda: cases.fetch_decisions(now=clock()) > 0, 5.0),
        Loop("ends of licences", lambda: licences.remind(now=clock()) > 0, 600.0),
        Loop("seal", seal, 1.0),
        Loop("sweep", sweep, 60.0),
        Loop("tidy", tidy, 600.0),
        Loop("background jobs", lambda: background.work_until(stop), 1.0),
    ]


def _licence_loops(clock: Clock) -> list[Loop]:
    return [
        Loop("licence runs", lambda: licences.advance_next_run(now=clock()), 1.0),
        Loop("licences that end", lambda: licences.expire(now=clock()) > 0, 60.0),
    ]


def _catalogue_loops(clock: Clock) -> list[Loop]:
    def advance_catalogue_runs() -> bool:
        """Also those whose worker died: nobody holds them."""
        return catalogue.advance_next(now=clock())

    def make_catalogue_reports() -> bool:
        """Reports on consistency that somebody has asked for."""
        return reports.work_off_next_report(now=clock())

    def watch_catalogue() -> bool:
        """What is wrong in the catalogue is a finding; the derived lists hold what belongs on them."""
        now = clock()
        findings.check_catalogue(now=now)
        lists.refresh_lists(now=now)
        return False

    return [
        Loop("catalogue runs", advance_catalogue_runs, 1.0),
        Loop("catalogue exports", lambda: workbooks.write_next_export(clock=clock), 1.0),
        Loop("catalogue imports", lambda: imports.work_off_next_import(clock=clock), 1.0),
        Loop("catalogue reports", make_catalogue_reports, 1.0),
        Loop("catalogue watch", watch_catalogue, 3600.0),
    ]
