"""Why the base catalogue refuses: adjustments and their plans, loads, admission, editions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tongban.registers.catalogue.errors.faults import Fault, content_refused

SENTENCES = {
    "catalogue.only_by_adjustment": _("已发布的业务办理项只能经批准的调整来改。"),
    "catalogue.name_taken": _("“%(leaf_name)s”和 %(leaf)s 同名，同一份目录里不能重名。"),
    "catalogue.rows_refused": _("有 %(count)s 处有问题，一行都没有导入。"),
    "catalogue.codes_used_up": _("%(prefix)s 下的顺序号已经用完。"),
    "catalogue.adjustment_unknown": _("没有这项调整。"),
    "catalogue.adjustment_refused": _("调整方案有问题，没有保存。"),
    "catalogue.edition_stands_already": _("编号为 %(edition)s 的清单已经发布过。"),
    "catalogue.edition_unknown": _("没有编号为 %(edition)s 的清单。"),
    "catalogue.edition_refused": _("清单没有发布：编号、文号和标题都要写。"),
    "adjustment.kind_unknown": _("没有“%(kind)s”这种调整。"),
    "adjustment.nothing_changes": _("和现在的版本比，什么都没有改。"),
    "adjustment.same_level": _("下放前后的层级不能相同。"),
    "adjustment.same_body": _("承接前后的机构不能相同。"),
    "adjustment.split_needs_two": _("拆分至少要有两项。"),
    "adjustment.name_twice": _("“%(name)s”写了两次。"),
    "adjustment.name_stands": _("这份目录里的 %(leaf)s 已经叫这个名称。"),
    "adjustment.level_unknown": _("层级应为省、市、县、乡、村之一。"),
    "adjustment.too_long": _("这里最多 %(most)s 个字。"),
    "adjustment.body_unknown": _("没有编码为 %(body)s 的机构。"),
    "adjustment.leaf_unknown": _("目录里没有编码为 %(leaf)s 的业务办理项。"),
    "adjustment.until_too_early": _("恢复时间要晚于暂停时间。"),
    "adjustment.step_not_now": _("调整现在的状态不允许这一步。"),
    "adjustment.not_its_author": _("只有起草人可以修改、提交或者撤回。"),
    "adjustment.own_work": _("自己起草的调整不能自己审。"),
    "adjustment.decided_already": _("这一轮您已经审过，下一步要由别人来审。"),
    "adjustment.moved_on": _("您打开页面之后，别人已经处理过这项调整。"),
    "adjustment.opinion_missing": _("退回要写明理由。"),
    "adjustment.base_moved": _("起草之后 %(leaf)s 有了新的版本，要退回给起草人按新版本再改。"),
    "adjustment.cancelled_already": _("%(subject)s 已经取消或者定了取消的时间。"),
    "adjustment.not_paused": _("%(subject)s 没有暂停。"),
    "adjustment.has_no_version": _("%(leaf)s 还没有发布过，没有内容可改。"),
    "adjustment.other_leaves_stand": _("%(entry)s 还有别的业务办理项，不能拆成子项。"),
    "adjustment.not_at_this_level": _("%(entry)s 现在不由这个层级办理。"),
    "admission.unknown": _("清单里没有编码为 %(item)s 的事项，不能受理。"),
    "admission.unpublished": _("%(item)s 没有发布，不能受理。"),
    "admission.cancelled": _("%(item)s 已经取消，不能受理。"),
    "admission.paused": _("%(item)s 现在暂停办理。"),
    "admission.not_yet": _("%(item)s 从 %(offered_from)s 起才能办理。"),
    "admission.ended": _("%(item)s 从 %(offered_until)s 起不再由这个机构办理。"),
    "admission.not_in_force": _("%(item)s 还没有生效。"),
    "admission.has_leaves": _("%(item)s 下面还有业务办理项，要选到最细的一项才能申请。"),
    "load.code_malformed": _("编码应为 12 位（业务办理项 14 位）数字，主项以 00Y 结尾。"),
    "load.code_of_another_region": _("编码的前两位不是本省的。"),
    "load.type_unknown": _("事项类型不在字典里。"),
    "load.code_twice": _("编码在表里出现了两次。"),
    "load.code_stands": _("编码已经有了。"),
    "load.name_missing": _("没有写名称。"),
    "load.name_twice": _("名称在表里出现了两次。"),
    "load.name_stands": _("名称已经有了。"),
    "load.too_long": _("写得太长。"),
    "load.levels_unreadable": _("行使层级应为 2 到 6 的数字。"),
    "load.parent_wrong": _("子项要写本主项（00Y）的编码，别的条目不写。"),
    "load.parent_unknown": _("表里和目录里都没有这个主项。"),
    "load.owner_unknown": _("没有这个编码的机构。"),
    "load.entry_unknown": _("表里和目录里都没有它的条目。"),
    "load.nothing_there": _("表里没有“条目”也没有“业务办理项”。"),
    "load.column_missing": _("少了这一列。"),
    "load.too_many_rows": _("行数太多，一次最多 1 万行。"),
    "load.heat_unreadable": _("热度应为最多 6 位的数字。"),
    "load.leaf_has_parts": _("已经拆分为子项的主项下不能有业务办理项。"),
    "content.filing_decides": _("备案不是审批：“%(step)s”是审查或者决定，不能写进流程。"),
    "content.filing_refuses": _("备案不是审批：不能写“%(word)s”这样的拒绝理由。"),
    "content.filing_gives_licence": _("备案不发证照，结果类型不能是证照。"),
}


def only_by_adjustment() -> NotAllowed:
    return NotAllowed("catalogue.only_by_adjustment")


def name_taken(name: str, leaf: str) -> Conflict:
    return Conflict("catalogue.name_taken", leaf_name=name, leaf=leaf)


def rows_refused(rows: Sequence[Mapping[str, Any]]) -> Invalid:
    """`rows`: `{"row", "column", "code", …facts}` in the order of the input."""
    return Invalid("catalogue.rows_refused", count=len(rows), rows=list(rows))


def codes_used_up(prefix: str) -> Conflict:
    return Conflict("catalogue.codes_used_up", prefix=prefix)


def adjustment_unknown() -> NotFound:
    return NotFound("catalogue.adjustment_unknown")


def adjustment_refused(faults: Iterable[Fault], leaf: str | None = None) -> Invalid:
    """As `content_refused`: `fields` by place in the plan, `details` with the facts."""
    told = content_refused(faults)
    return Invalid("catalogue.adjustment_refused", told.fields, leaf=leaf or "", **told.facts)


def step_refused(code: str, **facts: Any) -> Conflict:
    return Conflict(code, **facts)


def step_not_yours(code: str) -> NotAllowed:
    return NotAllowed(code)


def not_admitted(code: str, item: str, **facts: Any) -> Conflict:
    """Why no case may begin under this code: `admission.…` (清单之外无审批)."""
    return Conflict(code, item=item, **facts)


def edition_stands_already(code: str) -> Conflict:
    return Conflict("catalogue.edition_stands_already", edition=code)


def edition_unknown(code: str) -> NotFound:
    return NotFound("catalogue.edition_unknown", edition=code)


def edition_refused(fields: Mapping[str, list[str]]) -> Invalid:
    return Invalid("catalogue.edition_refused", fields)
