"""How the values of a profile read, and what is told where one is refused."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from tongban.registers.regions.queries import profiles
from tongban.registers.regions.rules.profiles import Json, ProfileKey

LEVELS = (
    *(gettext_lazy("省"), gettext_lazy("市"), gettext_lazy("县")),
    *(gettext_lazy("乡镇、街道"), gettext_lazy("村、社区")),
)
STEPS = {"sign": gettext_lazy("签收"), "ordinary": gettext_lazy("一般问题"), "difficult": gettext_lazy("疑难问题")}
UNITS = {
    "working_day": gettext_lazy("工作日"),
    "half_day": gettext_lazy("半天"),
    "calendar_day": gettext_lazy("自然日"),
    "natural_hour": gettext_lazy("小时"),
}
FIELDS: dict[str, Promise] = {
    "profile.value_missing": gettext_lazy("还没有填"),
    "profile.value_too_many": gettext_lazy("太多了"),
    "profile.value_repeated": gettext_lazy("有重复的"),
    "profile.value_out_of_range": gettext_lazy("超出了允许的范围"),
    "profile.value_unexpected": gettext_lazy("有多余的内容"),
    "profile.value_malformed": gettext_lazy("格式不对"),
    "profile.value_is_float": gettext_lazy("不能是小数"),
    "profile.hours_out_of_order": gettext_lazy("时间要从早到晚，上午在下午之前"),
    "profile.basis_missing": gettext_lazy("请写文号或者理由"),
    "profile.basis_malformed": gettext_lazy("最多 200 个字，写在一行里"),
    "profile.date_missing": gettext_lazy("请写日期"),
    "profile.date_has_passed": gettext_lazy("不能早于今天，更正过去的要有更正权限"),
    "profile.key_not_lockable": gettext_lazy("这一项不能锁定"),
}


def in_language(names: Any) -> str:
    """The Chinese or English name of a key, a group or a role (`zh`, `en`)."""
    return str(names.en if get_language() == "en" else names.zh)


def group_name(code: str) -> str:
    return profiles.list_groups()[code]["en" if get_language() == "en" else "zh"]


def key_name(key: ProfileKey) -> str:
    """A theme without a name of its own goes by its code."""
    listed = key.code in profiles.list_keys()
    return in_language(key) if listed else f"{in_language(key)} {key.code.removeprefix('promise.')}"


def say(key: ProfileKey, value: Json) -> list[str]:
    """The value as lines to read; a promise nobody made says so."""
    return [_("没有承诺")] if value is None else _SAID[key.shape](value)


def say_limit(limit: Mapping[str, Any]) -> str:
    count = limit["count"]
    if limit == {"count": 1, "unit": "half_day"}:
        return _("半个工作日")
    said = {
        "working_day": ngettext("%(num)s 个工作日", "%(num)s 个工作日", count),
        "half_day": ngettext("%(num)s 个半天", "%(num)s 个半天", count),
        "calendar_day": ngettext("%(num)s 个自然日", "%(num)s 个自然日", count),
        "natural_hour": ngettext("%(num)s 小时", "%(num)s 小时", count),
    }
    return said[limit["unit"]] % {"num": count}


def _say_list(terms: list[str]) -> str:
    return _("、").join(terms) or _("没有")


_SAID: dict[str, Callable[[Any], list[str]]] = {
    "share": lambda share: [f"{int(share.removeprefix('0.'))}%"],
    "number": lambda number: [str(number)],
    "hours": lambda hours: ["–".join(hours["morning"]), "–".join(hours["afternoon"])],
    "terms_by_level": lambda terms: [
        _("%(what)s：%(value)s") % {"what": name, "value": _say_list(terms[str(level)])}
        for level, name in enumerate(LEVELS, 1)
    ],
    "limit": lambda limit: [say_limit(limit)],
    "limits_of_rectifying": lambda limits: [
        _("%(what)s：%(value)s") % {"what": name, "value": say_limit(limits[step])} for step, name in STEPS.items()
    ],
    "terms": lambda terms: [_say_list(terms)],
}
