"""How figures over cases are written for staff."""

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from tongban.foundation.ui.rules import write_percentage
from tongban.insight import reuse
from tongban.registers.catalogue.queries.terms import Terms
from tongban.services.cases.queries import Accountability
from tongban.services.cases.queries.figures import Row
from tongban.services.cases.queries.waiving import MaterialRow
from tongban.services.cases.rules.figures import Figure
from tongban.services.cases.words import CHANNELS

MODES: dict[str, Promise] = {
    "real_time": gettext_lazy("实时归集"),
    "push": gettext_lazy("数据推送"),
    "secondary_entry": gettext_lazy("二次录入"),
}
HOW: dict[str, Promise] = {
    "licence": gettext_lazy("免提交，电子证照"),
    "upload": gettext_lazy("上传"),
    "paper": gettext_lazy("交了纸质件"),
    "promise": gettext_lazy("容缺，承诺后补"),
}
BASES: dict[str, Promise] = {
    "consent": gettext_lazy("持证人同意"),
    "code": gettext_lazy("扫亮码"),
    "law": gettext_lazy("依法调取"),
    "share": gettext_lazy("共享接口"),
    "own": gettext_lazy("本人"),
}
OUTCOMES: dict[str, Promise] = {
    "granted": gettext_lazy("准予"),
    "denied": gettext_lazy("不予许可"),
    "declined": gettext_lazy("不予受理"),
    "withdrawn": gettext_lazy("已撤回"),
    "lapsed": gettext_lazy("已终止"),
    "": gettext_lazy("办理中"),
}


def shown(figure: Figure | reuse.Figure) -> str:
    """A share, or how many there were."""
    if figure.value is None:
        return "—"
    return write_percentage(figure.value) if figure.indicator.is_share else f"{figure.numerator:,}"


def made_of(figure: Figure) -> str:
    return _("%(whole)s 件里的 %(part)s 件") % {"part": f"{figure.numerator:,}", "whole": f"{figure.denominator:,}"}


def reused_of(figure: reuse.Figure) -> str:
    """What a figure of reuse was made of."""
    told = {"part": f"{figure.numerator:,}", "whole": f"{figure.denominator:,}"}
    if figure.indicator == reuse.WAIVED:
        return _("%(whole)s 份材料里，%(part)s 份没有让人交") % told
    if figure.indicator == reuse.COVERED:
        return _("%(whole)s 个有审批结果的事项里，%(part)s 个发电子证照") % told
    return _("用在 %(whole)s 件里") % told


def channel(code: str) -> str:
    return str(CHANNELS.get(code, code))


def way(channel_code: str, mode: str) -> str:
    """The channel, and the mode where another system runs the case."""
    return f"{channel(channel_code)} · {MODES.get(mode, mode)}" if mode else channel(channel_code)


def outcome(code: str) -> str:
    return str(OUTCOMES.get(code, code))


def item_name(row: Row | Accountability | MaterialRow) -> str:
    """In the reader's language, where the item has a name in it."""
    return _either(row.item_name, row.item_name_en)


def lasting(span: dt.timedelta) -> str:
    """A latency in its two largest units at most: 40 seconds, 3 minutes, 2 days 4 hours."""
    seconds = max(int(span.total_seconds()), 0)
    days, hours, minutes = seconds // 86_400, seconds % 86_400 // 3600, seconds % 3600 // 60
    parts = [
        ngettext("%(num)s 天", "%(num)s 天", days) % {"num": days} if days else "",
        ngettext("%(num)s 小时", "%(num)s 小时", hours) % {"num": hours} if hours else "",
        ngettext("%(num)s 分钟", "%(num)s 分钟", minutes) % {"num": minutes} if minutes and not days else "",
    ]
    said = " ".join(part for part in parts if part)
    return said or ngettext("%(num)s 秒", "%(num)s 秒", seconds) % {"num": seconds}


def step_name(row: Accountability) -> str:
    return _either(row.step_name, row.step_name_en)


def terms_name(item: Terms | None, code: str) -> str:
    """An item's name, its code where it is offered no more."""
    return _either(item.name, item.name_en) if item else code


def _either(chinese: str, english: str) -> str:
    return english if english and get_language() == "en" else chinese
