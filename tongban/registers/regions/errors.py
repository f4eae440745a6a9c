"""What the region register refuses, with its stable codes, and what it says to people."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.foundation.ui.words import Words

TOLD_AT_MOST = 50


def region_abolished(code: str, name: str) -> Conflict:
    return Conflict("region_abolished", region=code, name=name)


def region_unknown(code: str) -> NotFound:
    return NotFound("region_unknown", region=code)


def loading_not_allowed(root: str) -> NotAllowed:
    return NotAllowed("regions_loading_not_allowed", region=root)


def tree_refused(faults: Sequence[tuple[int, str]]) -> Invalid:
    """Names the first lines that are wrong, at most 50, and how many there are."""
    fields = {f"line {line}": [code] for line, code in faults[:TOLD_AT_MOST]}
    return Invalid("region_tree_refused", fields, faults=len(faults))


def cursor_malformed() -> Invalid:
    return Invalid("request_invalid", {"cursor": ["cursor_malformed"]})


# --- profiles -----------------------------------------------------------------------------------------------------


def profile_key_unknown(key: str) -> NotFound:
    return NotFound("profile.key_unknown", key=key)


def profile_setting_not_allowed(region: str) -> NotAllowed:
    return NotAllowed("profile.setting_not_allowed", region=region)


def profile_reading_not_allowed(region: str) -> NotAllowed:
    return NotAllowed("profile.reading_not_allowed", region=region)


def profile_refused(key: str, fields: dict[str, list[str]]) -> Invalid:
    return Invalid("profile.refused", fields, key=key)


def profile_file_refused(fields: dict[str, list[str]]) -> Invalid:
    return Invalid("profile.file_refused", fields, faults=len(fields))


def profile_not_at_this_level(key: str, level: int, lowest: int) -> Conflict:
    return Conflict("profile.not_at_this_level", key=key, level=level, lowest=lowest)


def profile_locked_above(key: str, region: str, name: str, since: dt.date) -> Conflict:
    return Conflict("profile.locked_above", key=key, region=region, name=name, since=since.isoformat())


def profile_nothing_to_withdraw(key: str, region: str) -> Conflict:
    return Conflict("profile.nothing_to_withdraw", key=key, region=region)


def centre_name_wrong(name: str, terms: Sequence[str]) -> Invalid:
    return Invalid(
        "profile.centre_name_wrong", {"name": ["profile.centre_name_wrong"]}, name=name, terms="、".join(terms)
    )


WORDS = {
    "regions_loading_not_allowed": Words(
        _("您不能装入这个地区的区划"),
        _("您的岗位管不到区划 %(region)s。"),
        _("请找上一级的数据管理员。"),
    ),
    "profile.key_unknown": Words(
        _("没有这一项配置"),
        _("系统里没有叫 %(key)s 的配置项。"),
        _("请从区域配置页进入。"),
    ),
    "profile.setting_not_allowed": Words(
        _("您不能改这个地区的配置"),
        _("您的岗位管不到这个地区，或者只能看、不能改。"),
        _("请找管这个地区的系统管理员。"),
    ),
    "profile.reading_not_allowed": Words(
        _("您不能看这个地区的配置"),
        _("您的岗位管不到这个地区。"),
        _("上级定的、对您这里有效的配置，在您自己地区的页面上都看得到。"),
    ),
    "profile.refused": Words(
        _("这项配置没有保存"),
        _("填的内容有的地方不对。"),
        _("请按提示改好后再保存。"),
    ),
    "profile.file_refused": Words(
        _("配置没有装入"),
        _("文件里有 %(faults)s 条不对，一条都没有改。"),
        _("请按序号改好后再装。"),
    ),
    "profile.not_at_this_level": Words(
        _("这一级不能自己定"),
        _("这一项最低到第 %(lowest)s 级（1 省、2 市、3 县、4 乡、5 村）可以自己定，这里是第 %(level)s 级。"),
        _("需要不同的规定，请报上级设定。"),
    ),
    "profile.locked_above": Words(
        _("上级已经锁定"),
        _("%(name)s从 %(since)s 起统一规定，下级不能改。"),
        _("需要不同的规定，请报%(name)s。"),
    ),
    "profile.nothing_to_withdraw": Words(
        _("没有可以撤销的"),
        _("这个地区在那一天没有自己的规定。"),
        _("请看这一项的沿革，选对日期。"),
    ),
    "profile.centre_name_wrong": Words(
        _("名称不合规范"),
        _("“%(name)s”不合本地的统一规范名称。"),
        _("名称要以“%(terms)s”结尾。"),
    ),
    "region_unknown": Words(
        _("没有这个地区"),
        _("没有区划代码是 %(region)s 的地区。"),
        _("请检查代码，或者按名字查找。"),
    ),
    "region_abolished": Words(
        _("这个地区已经撤并"),
        _("%(name)s（%(region)s）已经不在现行的区划里了。"),
        _("请选并入后的地区。"),
    ),
    "region_tree_refused": Words(
        _("区划表没有装入"),
        _("表里有 %(faults)s 行不对，一行都没有改。"),
        _("请按行号改好后再装。"),
    ),
}
