"""What the region register refuses, with its stable codes, and what it says to people."""

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


WORDS = {
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

SENTENCES = {"regions_loading_not_allowed": _("您没有装入这个地区区划表的权限。")}
