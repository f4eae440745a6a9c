"""The virus scanner over its real protocol: on arrival, later, and when it does not answer."""

import pytest

from tests.written import emitted_events, journal_actions
from tongban.foundation.files import commands, queries
from tongban.foundation.files.commands import ScanReport
from tongban.foundation.files.rules import Limits
from tongban.foundation.files.tests import make
from tongban.foundation.files.tests.simulated_clamd import clamd
from tongban.foundation.kernel.errors import Conflict, Invalid, Unavailable

pytestmark = pytest.mark.django_db
INFECTED = make.PDF.replace(b"%%EOF", make.EICAR + b"\nstartxref\n9\n%%EOF")


@pytest.fixture
def socket(settings, tmp_path):
    settings.CLAMAV = str(tmp_path / "clamd.sock")
    return tmp_path / "clamd.sock"


def state_of(file) -> str:
    file.refresh_from_db()
    return file.scan_state


def test_a_clean_file_is_noted_as_clean(now, socket):
    with clamd(socket) as scanner:
        assert make.file(now).scan_state == "clean"
    assert scanner.scanned == [len(make.PDF)]


def test_a_large_file_is_sent_whole_over_tcp_too(now, settings):
    content = make.PDF + b" " * 1_000_000 + make.PDF
    with clamd() as scanner:
        settings.CLAMAV = scanner.address
        assert make.file(now, content).scan_state == "clean"
    assert scanner.scanned == [len(content)]


def test_an_infected_file_is_not_kept(now, socket, contents):
    with clamd(socket), pytest.raises(Invalid) as refused:
        make.file(now, INFECTED)
    assert (refused.value.code, refused.value.facts) == ("file.infected", {"signature": "Win.Test.EICAR_HDB-1"})
    assert queries.list_files(make.HOLDER) == []
    assert [path for path in contents.root.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("instead", [b"PONG\0", b"stream: Can't allocate memory ERROR\0"])
def test_while_the_scanner_is_silent_files_wait_unscanned(now, socket, settings, instead):
    assert make.file(now).scan_state == "unscanned"
    settings.CLAMAV_REQUIRED = True
    with clamd(socket, instead=instead), pytest.raises(Unavailable, match=r"file\.scanner_silent"):
        make.file(now)
    assert len(queries.list_files(make.HOLDER)) == 1


def test_a_file_too_large_for_the_scanner_is_unscannable(now, socket, settings):
    with clamd(socket, instead=b"INSTREAM size limit exceeded. ERROR\0"):
        assert make.file(now).scan_state == "unscannable"
        settings.CLAMAV_REQUIRED = True
        with pytest.raises(Invalid, match=r"file\.unscannable"):
            make.file(now)


def test_waiting_files_are_scanned_later_and_infected_ones_no_longer_open(now, socket):
    clean, infected = make.file(now), make.file(now, INFECTED)
    with clamd(socket):
        assert commands.scan_waiting(now=now, limit=1) == ScanReport(1, 0, 0, waiting=0)
        assert commands.scan_waiting(now=now) == ScanReport(0, 1, 0, waiting=0)
        assert commands.scan_waiting(now=now) == ScanReport(0, 0, 0, waiting=0)
    assert (state_of(clean), state_of(infected)) == ("clean", "infected")
    with pytest.raises(Conflict, match=r"file\.blocked"):
        queries.open_content(infected)
    assert journal_actions() == ["files.stored", "files.stored", "files.found_infected"]
    assert emitted_events() == ["files.stored", "files.stored", "files.found_infected"]


def test_the_later_scan_gives_up_on_a_silent_scanner(now, socket):
    files = [make.file(now) for _ in range(5)]
    assert commands.scan_waiting(now=now) == ScanReport(0, 0, 0, waiting=5)
    assert {state_of(file) for file in files} == {"unscanned"}


def test_a_lost_content_does_not_hold_up_the_others(now, socket, contents):
    lost, other = make.file(now), make.file(now, make.png(), "照片.png", limits=Limits(1000))
    contents.discard(lost.digest)
    with clamd(socket):
        assert commands.scan_waiting(now=now) == ScanReport(1, 0, 1, waiting=0)
    assert (state_of(lost), state_of(other)) == ("unscannable", "clean")
