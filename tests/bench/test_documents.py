"""Documents: milliseconds each, and what a process gains by making them. The limits are about three times today's."""

import subprocess
import sys
import time

import pytest

from tongban.foundation.documents import queries
from tongban.foundation.documents.tests import drawn, make
from tongban.services.licences.rules.layout import compose
from tongban.services.licences.tests import looks

pytestmark = pytest.mark.long
ROUNDS = 50
GAIN = """
import django; django.setup()
from pathlib import Path
from tongban.foundation.documents import queries
from tongban.foundation.documents.tests import make
def resident():
    return int(next(line for line in Path("/proc/self/status").open() if line.startswith("VmRSS")).split()[1]) // 1024
before = resident()
for lines in range(60):
    queries.render_pdf("form_sheet", make.filled_sheet(lines), language="en", made_on=make.DAY)
    queries.render_pdf("notice", make.notice(number=str(lines)), language="en", made_on=make.DAY)
print(resident() - before)
"""


@pytest.mark.parametrize(
    ("name", "template", "data", "limit"),
    [
        ("blank form, 1 page", "form_sheet", make.form_sheet(), 150),
        ("filled form, 3 pages", "form_sheet", make.filled_sheet(40), 300),
        ("notice, 1 page", "notice", make.notice(), 120),
    ],
)
def test_milliseconds_of_a_document(name, template, data, limit) -> None:
    queries.render_pdf(template, data, language="zh-hans", made_on=make.DAY)
    start = time.process_time()
    for number in range(ROUNDS):
        queries.render_pdf(template, data | {"number": str(number)}, language="zh-hans", made_on=make.DAY)
    spent = (time.process_time() - start) / ROUNDS * 1000
    print(f"\n{name}: {spent:.0f} ms")
    assert spent < limit


def test_memory_that_a_process_gains() -> None:
    told = subprocess.run([sys.executable, "-W", "ignore", "-c", GAIN], capture_output=True, text=True, check=True)
    print(f"\n120 documents: {told.stdout.strip()} MB more")
    assert int(told.stdout) < 120


@pytest.mark.parametrize("layout", looks.NAMES)
@pytest.mark.parametrize(("render", "limit"), [(queries.render_drawing_ofd, 24), (queries.render_drawing_pdf, 45)])
def test_milliseconds_of_a_licence(layout, render, limit) -> None:
    """Aimed at: 8 for an OFD, 15 for a PDF, on one core with nothing beside it."""
    drawings = [compose(looks.layout(layout), looks.facts(layout, number=f"{at}"))[0] for at in range(ROUNDS)]
    render(drawings[0], made_at=drawn.NOON)
    start = time.process_time()
    for drawing in drawings:
        render(drawing, made_at=drawn.NOON)
    spent = (time.process_time() - start) / ROUNDS * 1000
    print(f"\n{layout}, {render.__name__}: {spent:.1f} ms")
    assert spent < limit
