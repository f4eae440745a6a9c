"""Taking files in, handing them out, removing them, clearing away: row, content, usage, journal, event."""

import datetime as dt
import hashlib
import os
import stat
import time

import pytest
from django.db import transaction

from tests.clients import at_once
from tests.written import emitted_events, journal_actions
from tongban.foundation.files import commands, queries
from tongban.foundation.files.models import StoredFile
from tongban.foundation.files.rules import Limits
from tongban.foundation.files.tests import make
from tongban.foundation.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from tongban.foundation.routing.ids import new_id

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def on_disk(contents) -> list[str]:
    return sorted(path.name for path in contents.root.rglob("*") if path.is_file())


def nothing_kept(contents) -> bool:
    kept = (on_disk(contents), queries.list_files(make.HOLDER), journal_actions(), emitted_events())
    return kept == ([], [], [], []) and queries.get_usage(make.HOLDER) == (0, 0)


def test_a_file_is_kept_whole_with_row_usage_journal_and_event(now, contents):
    file = make.file(now, name="C:\\营业执照.PDF")
    assert (file.name, file.media_type, file.size) == ("营业执照.PDF", "application/pdf", len(make.PDF))
    assert (file.bucket, file.uploaded_by, file.stored_at) == (7, make.CITIZEN.account, now)
    assert (file.digest, file.scan_state) == (hashlib.sha256(make.PDF).hexdigest(), "unscanned")
    with queries.open_content(queries.get_file(make.CITIZEN, file.id)) as content:
        assert content.read() == make.PDF
    assert queries.get_usage(make.HOLDER) == (len(make.PDF), 1)
    assert (journal_actions(), emitted_events()) == (["files.stored"], ["files.stored"])


def test_only_the_platform_can_read_the_folders(now, contents):
    make.file(now)
    for path in [contents.root, *contents.root.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o600 if path.is_file() else 0o700)


def test_the_same_content_twice_is_one_content_and_two_rows(now, contents):
    first, second = make.file(now), make.file(now, name="副本.pdf", holder=new_id(8))
    assert first.digest == second.digest
    assert on_disk(contents) == [first.digest]
    assert (first.bucket, second.bucket) == (7, 8)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (make.EXE, "营业执照.pdf", "file.disguised"),
        (make.HTML, "照片.png", "file.disguised"),
        (make.SVG, "照片.jpg", "file.disguised"),
        (make.package({"a": b"a"}), "合同.docx", "file.disguised"),
        (make.office(make.SHEET), "合同.docx", "file.disguised"),
        (make.PDF + make.package({"a": b"a"}), "合同.pdf", "file.disguised"),
        (make.PDF[:-20], "合同.pdf", "file.damaged"),
        (make.office()[:-30], "合同.docx", "file.damaged"),
        (make.EXE, "setup.exe", "file.kind_not_allowed"),
        (make.PDF, "合同.pdf.exe", "file.kind_not_allowed"),
        (b"", "空.pdf", "file.empty"),
        (make.PDF, "a.pdf\x00.png", "file.name_unreadable"),
        (make.PDF, "长" * 10_000_000, "file.name_too_long"),
    ],
    ids=lambda value: repr(value)[:25],
)
def test_what_is_refused_leaves_nothing(now, contents, content, name, code):
    with pytest.raises(Invalid) as refused:
        make.file(now, content, name)
    assert refused.value.fields == {"file": [code]}
    assert nothing_kept(contents)


class Endless:
    """A sender that never stops, and counts what was taken."""

    taken = 0

    def read(self, size: int, /) -> bytes:
        self.taken += size
        return make.PDF.ljust(size, b" ")[:size]


def test_an_oversize_stream_is_cut_off_just_beyond_the_limit(now, contents):
    sender = Endless()
    with pytest.raises(Invalid) as refused:
        make.file(now, sender, limits=Limits(file_bytes=1_500_000))
    assert (refused.value.code, refused.value.facts) == ("file.too_large", {"limit_mb": "1.5"})
    assert sender.taken == 1_500_001
    assert nothing_kept(contents)


def test_a_file_of_exactly_the_limit_is_taken(now):
    assert make.file(now, limits=Limits(file_bytes=len(make.PDF))).size == len(make.PDF)


def test_a_sender_that_breaks_off_leaves_nothing(now, contents):
    class BreaksOff:
        def read(self, size: int, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        make.file(now, BreaksOff())
    assert nothing_kept(contents)


def test_a_full_disk_is_told_in_one_sentence(now, contents, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match=r"file\.store_full"):
        make.file(now)
    assert nothing_kept(contents)


def test_the_content_is_flushed_before_it_gets_its_name_and_the_folder_before_the_row(now, monkeypatch):
    done, fsync, create = [], os.fsync, StoredFile.objects.bulk_create
    monkeypatch.setattr(os, "fsync", lambda fd: (done.append(os.readlink(f"/proc/self/fd/{fd}")), fsync(fd)))
    monkeypatch.setattr(StoredFile.objects, "bulk_create", lambda rows: (done.append("row"), create(rows)))
    digest = make.file(now).digest
    assert "/incoming/" in done[0]
    assert done[1].endswith(f"/{digest[:2]}/{digest[2:4]}")
    assert done[-1] == "row"


def test_a_holder_over_quota_is_refused_and_may_again_after_removing(now, contents):
    limits = Limits(file_bytes=1000, holder_files=1)
    first = make.file(now, limits=limits)
    with pytest.raises(Conflict, match=r"file\.quota_files"):
        make.file(now, make.png(), "照片.png", limits=limits)
    assert on_disk(contents) == [first.digest]
    commands.remove(first.id, holder=make.HOLDER, by=make.CITIZEN, now=now)
    assert queries.get_usage(make.HOLDER) == (0, 0)
    make.file(now, make.png(), "照片.png", limits=limits)


def test_files_kept_together_are_all_kept_or_none(now, contents):
    limits = Limits(file_bytes=1000, holder_files=2)
    three = [(make.PDF + b"\n" * number, f"{number}.pdf") for number in range(3)]
    told = {"holder": make.HOLDER, "by": make.CITIZEN, "now": now, "limits": limits}
    with pytest.raises(Conflict, match=r"file\.quota_files"):
        commands.store_together(three, **told)
    assert (queries.list_files(make.HOLDER), queries.get_usage(make.HOLDER), on_disk(contents)) == ([], (0, 0), [])
    kept = commands.store_together(three[:2], **told)
    assert [file.name for file in kept] == ["0.pdf", "1.pdf"]
    assert queries.get_usage(make.HOLDER) == (2 * len(make.PDF) + 1, 2)
    assert on_disk(contents) == sorted(file.digest for file in kept)


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("NFR-03", part="quota")
def test_uploads_at_once_never_pass_the_quota(now, contents):
    limits = Limits(file_bytes=1000, holder_files=5)
    answers = at_once(20, lambda number: make.file(now, make.PDF + b"\n" * (number % 4), limits=limits))
    refusals = [answer.code for answer in answers if isinstance(answer, Conflict)]
    files = queries.list_files(make.HOLDER)
    assert (len(files), refusals) == (5, ["file.quota_files"] * 15)
    assert queries.get_usage(make.HOLDER) == (sum(file.size for file in files), 5)
    assert on_disk(contents) == sorted({file.digest for file in files})
    assert journal_actions() == emitted_events() == ["files.stored"] * 5


def test_nobody_reads_a_file_by_guessing_its_id(now):
    file, stranger = make.file(now), make.CITIZEN.__class__(new_id(1), "citizen")
    assert queries.get_file(stranger, file.id, holder=make.HOLDER) == file
    for holder in (None, new_id(7)):
        with pytest.raises(NotFound):
            queries.get_file(stranger, file.id, holder=holder)
    with pytest.raises(NotFound):
        commands.remove(file.id, holder=new_id(7), by=stranger, now=now)
    assert queries.list_files(make.HOLDER) == [file]


def test_handing_out_leaves_its_trace(now):
    file = make.file(now)
    handed, content = commands.hand_out(file.id, by=make.CITIZEN, purpose="下载", now=now)
    with content:
        assert (handed, content.read()) == (file, make.PDF)
    assert journal_actions() == ["files.stored", "files.handed_out"]


def test_a_lost_content_is_told_and_leaves_no_trace(now, contents):
    file = make.file(now)
    contents.discard(file.digest)
    with pytest.raises(Unavailable, match=r"file\.content_missing"):
        commands.hand_out(file.id, by=make.CITIZEN, purpose="下载", now=now)
    assert journal_actions() == ["files.stored"]


def test_storing_takes_few_statements(now, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):  # savepoints, usage 3, lock, row, journal, event
        make.file(now)


def test_a_rolled_back_store_leaves_no_row_and_its_content_is_cleared_away(now, contents):
    with transaction.atomic():
        make.file(now)
        transaction.set_rollback(True)
    assert queries.list_files(make.HOLDER) == []
    assert len(on_disk(contents)) == 1
    age(contents, 2 * DAY)
    assert commands.collect_garbage() == commands.GarbageReport(1, 0)
    assert nothing_kept(contents)


def age(contents, by: dt.timedelta) -> None:
    placed = time.time() - by.total_seconds()
    for path in contents.root.rglob("*"):
        os.utime(path, (placed, placed))


def test_clearing_away_spares_what_is_named_and_what_is_young(now, contents):
    kept = make.file(now)
    removed = make.file(now, make.png(), "照片.png")
    commands.remove(removed.id, holder=make.HOLDER, by=make.CITIZEN, now=now)
    age(contents, DAY / 2)
    assert commands.collect_garbage() == commands.GarbageReport(0, 0)
    age(contents, 2 * DAY)
    assert commands.collect_garbage() == commands.GarbageReport(1, 0)
    assert on_disk(contents) == [kept.digest]


def test_arrivals_that_broke_off_are_cleared_away(now, contents):
    make.file(now)
    (contents.root / "incoming" / "broken-off").write_bytes(b"half a file")
    age(contents, 2 * DAY)
    assert commands.collect_garbage() == commands.GarbageReport(0, 1)


def test_clearing_away_is_bounded(now, contents):
    for number in range(3):
        file = make.file(now, make.PDF + b"\n" * number)
        commands.remove(file.id, holder=make.HOLDER, by=make.CITIZEN, now=now)
    age(contents, 2 * DAY)
    assert [commands.collect_garbage(limit=2).contents for _ in range(2)] == [2, 1]


@pytest.mark.django_db(transaction=True)
def test_clearing_away_beside_an_upload_of_the_same_old_content_spares_it(now, contents):
    first = make.file(now)
    commands.remove(first.id, holder=make.HOLDER, by=make.CITIZEN, now=now)
    with transaction.atomic():
        again = make.file(now)
        age(contents, 2 * DAY)
        [cleared] = at_once(1, lambda _: commands.collect_garbage())
    assert cleared.contents == 0
    with queries.open_content(again) as content:
        assert content.read() == make.PDF


@pytest.mark.django_db(transaction=True)
def test_uploads_and_clearing_at_once_never_part_a_row_from_its_content(now, contents):
    def act(number: int):
        if number % 4 == 0:
            return commands.collect_garbage(grace=-DAY)
        file = make.file(now, holder=new_id(number))
        if number % 4 == 1:
            commands.remove(file.id, holder=file.holder, by=make.CITIZEN, now=now)
        return file

    answers = at_once(24, act)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    for number in (n for n in range(24) if n % 4 > 1):
        queries.open_content(answers[number]).close()
