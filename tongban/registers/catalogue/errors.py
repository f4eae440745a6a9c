"""Why the catalogue refuses."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import NotAllowed

SENTENCES = {
    "catalogue.not_allowed": _("您没有在这里维护事项目录的权限。"),
    "content.unknown_element": _("要素表里没有这一项。"),
    "content.not_common": _("这是个性要素，由各实施机构填写，不能写进共性部分。"),
    "content.not_individual": _("这是共性要素，由主管部门统一设定，本级不能修改。"),
    "content.derived_element": _("这一项由系统得出，不用填写。"),
    "content.not_rows": _("这里应为列表，最多 %(most)s 行。"),
    "content.not_text": _("这里应为文字，最多 %(most)s 个字。"),
    "content.unseen_letters": _("文字里有看不见的字符。"),
    "content.not_number": _("这里应为不小于 0 的数，最细到 0.5。"),
    "content.not_yes_or_no": _("这里应填是或者否。"),
    "content.not_in_dictionary": _("字典里没有“%(value)s”。"),
    "content.empty": _("这里不能空着。"),
    "content.promised_above_legal": _("承诺时限 %(promised)s 个工作日，超过了法定时限 %(legal)s 个工作日。"),
    "content.on_the_spot_too_long": _("即办件承诺时限不能超过 1 个工作日，现在是 %(promised)s 个。"),
}


def not_allowed(action: str) -> NotAllowed:
    return NotAllowed("catalogue.not_allowed", action=action)
