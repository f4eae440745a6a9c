"""What a record says, in the visitor's language: its English companion, its dictionaries, its limits in words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup

from tongban.registers.catalogue.queries.elements import get_dictionaries

Row = Mapping[str, Any]
_NUMBER = re.compile(r"(\b(?:0[0-9]{2,3}-[0-9]{7,8}|1[0-9]{10}|12[0-9]{3})\b)", re.ASCII)
HALF = Decimal("0.5")


def _working_days(count: int | Decimal) -> str:
    return ngettext("%(num)s 个工作日", "%(num)s 个工作日", int(count)) % {"num": f"{count:g}"}


def _calendar_days(count: int | Decimal) -> str:
    return ngettext("%(num)s 天", "%(num)s 天", int(count)) % {"num": f"{count:g}"}


def _months(count: int | Decimal) -> str:
    return ngettext("%(num)s 个月", "%(num)s 个月", int(count)) % {"num": f"{count:g}"}


def _years(count: int | Decimal) -> str:
    return ngettext("%(num)s 年", "%(num)s 年", int(count)) % {"num": f"{count:g}"}


_UNITS = {"1": _working_days, "2": _calendar_days, "3": _months, "4": _years}


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks Chinese, or English where the record has it; Chinese inside an English page is marked as such."""

    english: bool

    def say(self, row: Row, key: str) -> str:
        """The text of `key`, or nothing."""
        own, companion = row.get(key), row.get(f"{key}_en")
        if not self.english or not own:
            return str(own or "")
        return str(companion) if companion else foreign(str(own))

    def name_of(self, dictionary: str, code: Any) -> str:
        """The word that the dictionary has for the code; the code itself where it has none."""
        row = get_dictionaries().get(dictionary, {}).get(str(code))
        return str(row["en" if self.english else "zh"]) if row else str(code or "")

    def names_of(self, dictionary: str, codes: Iterable[Any] | None) -> str:
        return self.between.join(self.name_of(dictionary, code) for code in codes or ())

    @property
    def between(self) -> str:
        return ", " if self.english else "、"

    def limit(self, row: Row, key: str) -> str:
        """5 个工作日, 半个工作日, 当场办好; nothing where the record does not say."""
        value = row.get(key)
        if value is None:
            return ""
        count, unit = Decimal(str(value)), str(row.get(f"{key}_unit") or "1")
        if count == 0:
            return _("当场办好")
        if count == HALF and unit == "1":
            return _("半个工作日")
        return _UNITS.get(unit, _working_days)(count)

    def yes_no(self, value: Any) -> str:
        return "" if value is None else (_("是") if value else _("否"))


def foreign(text: str) -> Markup:
    """Chinese that stands inside an English page, so that it is read out as Chinese."""
    return Markup('<span lang="zh-CN">{}</span>').format(text)


def dial(text: str | None) -> str:
    """The text with every telephone number as a link, or where to ask instead."""
    if not text:
        return _("以窗口告知为准")
    parts = _NUMBER.split(text)
    linked = Markup('<a href="tel:{0}">{0}</a>')
    return Markup("").join(linked.format(part) if _NUMBER.fullmatch(part) else part for part in parts)


def current_voice() -> Voice:
    return Voice(english=get_language() == "en")
