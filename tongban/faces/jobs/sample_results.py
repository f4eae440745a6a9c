"""What people get, shown beforehand: a result sample for the main items of the sample, each page marked 样例."""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tongban.foundation.documents.queries import render_pdf
from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.catalogue.commands.samples import attach_sample
from tongban.registers.catalogue.queries.samples import list_samples

FILE = Path(__file__).parents[2] / "sample/catalogue/results.json"
MADE_ON = dt.datetime(2026, 7, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


def load(*, now: dt.datetime) -> None:
    """Each leaf of the file has its sample; one that has any is left alone."""
    for row in json.loads(FILE.read_text(encoding="utf-8")):
        if not list_samples(row["leaf"]):
            attach_sample(leaf=row["leaf"], content=_draw(row), name=row["name"], by=SYSTEM, now=now)


def _draw(row: Mapping[str, Any]) -> bytes:
    rows = [{"label": label, "kind": "line", "value": value} for label, value in row["rows"]]
    data = {
        "title": row["title"],
        "subtitle": "结果样本：样例，内容都是虚构的，不能当证照使用",
        "watermark": "样例",
        "sections": [{"title": "登记内容", "rows": rows}],
    }
    return render_pdf("form_sheet", data, language="zh-hans", made_on=MADE_ON)
