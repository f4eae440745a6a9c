"""What the refusals of documents say to people, and how they are made."""

from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import Invalid, NotFound, Unavailable

SENTENCES = {
    "document.template_unknown": _("没有名为“%(template)s”的文书模板。"),
    "document.data_wrong": _("文书模板“%(template)s”的数据不对：%(where)s（%(rule)s）。"),
    "document.fonts_missing": _("文书所用的字体没有装好（%(path)s），现在不能生成文书。"),
}


def template_unknown(template: str) -> NotFound:
    return NotFound("document.template_unknown", template=template)


def data_wrong(template: str, where: str, rule: str) -> Invalid:
    """`where` is the path of the value, "sections/0/title"; `rule` the broken keyword; never the value."""
    return Invalid("document.data_wrong", {where: ["document.data_wrong"]}, template=template, where=where, rule=rule)


def fonts_missing(path: str) -> Unavailable:
    return Unavailable("document.fonts_missing", path=path)
