"""Sealing one OFD and one PDF: at most 35 ms of CPU, of the 60 that a decision with its licence may take."""

import datetime as dt
import time

import pytest

from tongban.foundation.documents import queries as documents
from tongban.foundation.documents.drawing import Drawing, Page, Text
from tongban.registers.seals.commands import Place
from tongban.registers.seals.tests import make

pytestmark = [pytest.mark.long, pytest.mark.django_db]
ROUNDS, REPEATS = 5, 20
MOST = 0.035
MADE_AT = dt.datetime(2026, 11, 25, 1, tzinfo=dt.UTC)
WORDS = "统一社会信用代码法定代表人经营范围住所注册资本成立日期登记机关许可项目食品销售餐饮服务凭有效许可证件"
PLACE = Place(page=0, x=130, y=220, size=40)


@pytest.fixture
def files() -> dict[str, bytes]:
    """A page of text with embedded fonts in both formats, as large as a licence."""
    marks = tuple(Text(x=20, y=20 + 8 * line, width=170, text=WORDS[line:] + WORDS[:line]) for line in range(24))
    page = Page(width=210, height=297, marks=marks)
    sheet = Drawing(title="样例证照", author="样例机构", subject="样例", keywords=(), pages=(page,), metadata={})
    return {
        "ofd": documents.render_drawing_ofd(sheet, made_at=MADE_AT),
        "pdf": documents.render_drawing_pdf(sheet, made_at=MADE_AT),
    }


def seconds_each(now, files) -> float:
    start = time.process_time()
    for _ in range(REPEATS):
        make.seal_both(now, **files, place=PLACE)
    return (time.process_time() - start) / REPEATS


def test_sealing_both_files_costs_little(now, files) -> None:
    make.body(now)
    make.seal(now, picture=None)
    seconds_each(now, files)
    rounds = sorted(seconds_each(now, files) for _ in range(ROUNDS))
    print(f"sealing OFD and PDF: {rounds[ROUNDS // 2] * 1000:.1f} ms CPU, {sum(map(len, files.values()))} bytes")
    assert rounds[ROUNDS // 2] <= MOST, rounds
