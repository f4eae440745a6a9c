"""Twenty thousand items out, five thousand in: how long and how much memory, and nothing lost."""

import resource
import tempfile
import time

import pytest

from tongban.foundation.kernel.actor import SYSTEM
from tongban.foundation.spreadsheets.reading import read_table
from tongban.registers.catalogue.commands import workbooks
from tongban.registers.catalogue.commands.imports import READ_AT_MOST
from tongban.registers.catalogue.rules.workbook import Kind
from tongban.registers.catalogue.tests import books, make

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ITEMS = 20_000


def grown() -> float:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_twenty_thousand_items_are_written_in_constant_memory(now):
    item = make.published(now)
    make.offers(now, item.leaf_id, ITEMS - 1, like=make.BODY)
    before, started = grown(), time.perf_counter()
    with tempfile.TemporaryFile() as file:
        rows = workbooks.export(file=file, kind=Kind.LOCAL, asked=books.EVERYTHING, by=SYSTEM, now=now)
        seconds, size = time.perf_counter() - started, file.seek(0, 2)
        told = f"{rows / seconds:.0f} rows/s, +{grown() - before:.0f} MB, {size / 1e6:.1f} MB in {seconds:.1f} s"
        file.seek(0)
        sheet = read_table(file.read(), name="a.xlsx", limits=READ_AT_MOST).sheets[0]
    print(told)
    assert (rows, len(sheet.rows)) == (ITEMS, ITEMS + 1)
    assert seconds < 120, told


def test_five_thousand_changed_items_come_in_at_once(now):
    item = make.published(now)
    make.offers(now, item.leaf_id, 4_999, like=make.BODY)
    sheets = books.sheets_of(books.exported(now))
    head, *rows = sheets["事项"]
    at = head.index("承诺办结时限")
    for row in rows:
        row[at] = "3"
    started = time.perf_counter()
    view = books.tried(books.rebuilt({"事项": [head, *rows]}), now)
    tried = time.perf_counter() - started
    after = books.confirmed(view, now)
    print(f"tried in {tried:.1f} s, applied in {time.perf_counter() - started - tried:.1f} s, {grown():.0f} MB")
    assert (view.counts["faults"], after.state, len(books.drafts())) == (0, "applied", 5_000)
