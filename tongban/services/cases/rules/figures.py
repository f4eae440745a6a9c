"""Figures over cases, each with the conditions of its whole and its part: exact, half up, two places (NFR-06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tongban.foundation.kernel.rates import percentage
from tongban.services.cases.rules.told import Mode
from tongban.services.cases.rules.words import Channel

ONLINE = (Channel.WEB, Channel.APP, Channel.THIRD_PARTY, Channel.TERMINAL)
"""Channels by which somebody applies without a clerk. What counts is where a case came in: later steps change nothing.

A terminal is among them by our rule: the applicant works it alone, wherever it stands."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """`base` and `counted` are conditions over the facts of a case (`queries.figures`). A share, or a plain count."""

    code: str
    row: str
    zh: str
    en: str
    base: str
    counted: str
    is_share: bool = True


_ONLINE = "channel IN ({})".format(", ".join(f"'{channel.value}'" for channel in ONLINE))
CAME, TOLD, ENDED = "came", "came AND mode <> ''", "ended"
_IN_TIME = "NOT by_default AND decided_at <= promised_due_at"
INDICATORS: Mapping[str, Indicator] = {
    indicator.code: indicator
    for indicator in (
        Indicator("online_cases", "KPI-02", "网办件占比", "Cases applied for online", CAME, _ONLINE),
        Indicator("in_time", "KPI-23", "按时办结率", "Decided in time", ENDED, _IN_TIME),
        Indicator("overdue", "KPI-23", "超时率", "Decided too late", ENDED, f"NOT ({_IN_TIME})"),
        Indicator("warned", "KPI-23", "预警率", "Warned of", ENDED, "warned"),
        Indicator("by_default", "KPI-23", "超时默认件数", "Granted by default", ENDED, "by_default", is_share=False),
        *(
            Indicator(mode, "UAP-05", zh, en, TOLD, f"mode = '{mode.value}'")
            for mode, zh, en in (
                (Mode.REAL_TIME, "实时归集占比", "Gathered in real time"),
                (Mode.PUSH, "数据推送占比", "Gathered by pushing"),
                (Mode.SECONDARY_ENTRY, "二次录入占比", "Typed a second time"),
            )
        ),
    )
}
"""Too late is whatever was not in time: a grant by default too, for nobody decided. Paused time is not in the promised
instant, so that it counts for nobody."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with what it was made of; `value` in per cent, or a number of cases; None without a whole."""

    indicator: Indicator
    value: Decimal | None
    numerator: int
    denominator: int


def compute_figure(indicator: Indicator, base: int, counted: int) -> Figure:
    value = percentage(counted, base) if indicator.is_share else Decimal(counted)
    return Figure(indicator, value, counted, base)
