"""A million rows of work of fifty bodies, as they come in over the day; the cases of one body are really there."""

import datetime as dt
import os
import uuid
from collections.abc import Iterator

from django.db import connection

from tests.bench import many_cases
from tongban.foundation.routing.guard import fan_out_allowed
from tongban.foundation.routing.ids import new_id
from tongban.foundation.worklist.models import WorklistRow
from tongban.foundation.worklist.rules import NO_CLOCK, sought_in
from tongban.services.cases.queries import Case
from tongban.services.cases.tests import make

ROWS, OWN = int(os.environ.get("BENCH_ROWS") or 1_000_000), 20_000
BODIES = ROWS // OWN
COLUMNS = (
    "id", "authority", "region", "kind", "subject", "number", "title", "applicant", "step", "due_at", "warn_at",
    "alarm_at", "paused", "order_at", "version", "state", "claimed_by", "claimed_by_name", "claimed_at", "sought",
)  # fmt: skip
TITLES = ("食品经营许可（新办）", "公共场所卫生许可（延续）", "药品经营许可（零售）变更", "个体工商户设立登记")
STEPS = ("submitted", "check", "decide", "deliver")
LEAGUE = ("孝感样例甲餐饮有限公司", "样例丁", "孝南区样例面馆", "孝感样例大药房连锁有限公司槐荫大道第三门店")


def load(like: Case, mine: uuid.UUID, now: dt.datetime) -> None:
    """The body of the case `like` has OWN rows, each about a case like it; every other body as many about nothing."""
    table = WorklistRow._meta.db_table
    many_cases.load(like, OWN, 1)
    with connection.cursor() as cursor, fan_out_allowed("a bench lists what it has loaded"):
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute("SELECT id FROM cases_case WHERE id <> %s ORDER BY sequence", [like.id])
        cases = [case_id for (case_id,) in cursor.fetchall()]
        with cursor.copy(f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in _rows(now, str(mine), cases):
                copy.write_row(row)
        cursor.execute("CHECKPOINT")  # until it is on disk, VACUUM takes no row for seen by all, and reads stay slow
        cursor.execute(f"VACUUM ANALYZE {table}, cases_case")


def _rows(now: dt.datetime, mine: str, cases: list[uuid.UUID]) -> Iterator[tuple[object, ...]]:
    """A third are claimed, by forty clerks of each body, one of them `mine`."""
    for number in range(ROWS):
        body, own = number % BODIES, number // BODIES
        due = now + dt.timedelta(minutes=(own * 7919) % 28_800 - 4_800)
        paused = own % 11 == 0
        clerk = (mine if own % 120 == 0 else f"00000000-0000-7000-8000-{own % 40:012}") if own % 3 == 0 else None
        yield (
            new_id(number % 65_536), f"TE{body:016}" if body else make.BODY, make.REGION, "case",
            f"case:{number if body else cases[own]}", f"{number * 7:016}", TITLES[own % 4], LEAGUE[own % 4],
            STEPS[own % 4], due, due - dt.timedelta(days=3), due - dt.timedelta(days=1), paused,
            NO_CLOCK if paused else due, 3, "claimed" if clerk else "open", clerk,
            "样例戊" if clerk else "", now if clerk else None,
            sought_in(f"{number * 7:016}", TITLES[own % 4], LEAGUE[own % 4]),
        )  # fmt: skip
