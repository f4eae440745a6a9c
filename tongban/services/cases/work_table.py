"""A list of work as a table to take along: the columns of the page, a line for each row."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tongban.foundation.kernel.actor import Actor
from tongban.foundation.spreadsheets.writing import Column, Value
from tongban.foundation.worklist.queries import WorklistRow
from tongban.foundation.worklist.tables import Table
from tongban.registers.calendars.rules.clock import OFFICE_ZONE
from tongban.services.cases import words
from tongban.services.cases.queries import WorkLine, list_lines


def _columns() -> list[Column]:
    titles = (
        _("编号"),
        _("事项"),
        _("申请人"),
        _("环节"),
        _("时钟"),
        _("剩余工作日"),
        _("最迟办结"),
        _("谁在办"),
        _("渠道"),
        _("提示"),
    )
    widths = (20, 36, 28, 14, 10, 14, 18, 14, 12, 20)
    return [Column(title, width, edited=False) for title, width in zip(titles, widths, strict=True)]


def _lines(rows: Sequence[WorklistRow], by: Actor, now: dt.datetime) -> Iterator[list[Value]]:
    return map(_line, list_lines(rows, actor=by, now=now))


def _line(line: WorkLine) -> list[Value]:
    row = line.row
    due = f"{row.due_at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}" if row.due_at else ""
    light = str(words.LIGHTS[line.light]) if line.light else ""
    return [
        row.number, row.title, row.applicant, line.step, light, line.remaining, due, row.claimed_by_name, line.channel,
        _("、").join(line.hints),
    ]  # fmt: skip


WORK_TABLE = Table(lambda: _("待办"), _columns, _lines)
