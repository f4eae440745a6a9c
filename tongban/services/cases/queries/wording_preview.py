"""How a wording looks on paper, with an invented case: before anybody gets such a paper."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tongban.foundation.documents import queries as documents
from tongban.foundation.documents.rules import write_formal_date
from tongban.foundation.kernel.actor import Actor
from tongban.foundation.ui.rules import as_day, write_date
from tongban.services.cases import errors
from tongban.services.cases.queries.wordings import check_may_word
from tongban.services.cases.rules.life import Document
from tongban.services.cases.rules.wording import Value, Wording, fill, list_faults, list_variables

NUMBER = "0000000000000000"


def preview_wording(
    kind: Document, region: str, language: str, wording: Wording, *, actor: Actor, now: dt.datetime
) -> bytes:
    """The PDF, marked 样例, every paragraph shown. Raises NotAllowed case.not_allowed, Invalid case.wording_refused."""
    check_may_word(actor, region)
    faults = list_faults(kind, wording)
    if faults:
        raise errors.wording_refused(faults)
    address = f"{settings.PUBLIC_ADDRESS}/progress?number={NUMBER}"
    day = as_day(now)
    with override(language):
        title, paragraphs = fill(wording, sample_values(kind, language, day))
        data = {
            "organisation": _("样例市行政审批局（样例）"),
            "title": title,
            "number": _("编号：%(number)s") % {"number": NUMBER},
            "addressee": _("样例甲"),
            "paragraphs": paragraphs,
            "date": write_date(day, "en") if language == "en" else write_formal_date(day),
            "seal": _("未加盖电子印章"),
            "watermark": _("样例"),
            "qr": {"address": address, "label": _("扫码查进度")},
        }
    return documents.render_pdf("notice", data, language=language, made_on=day)


def sample_values(kind: Document, language: str, day: dt.date) -> Mapping[str, Value]:
    """Something to say for every variable of such papers. To be called under `language`."""
    known: dict[str, Value] = {
        "you": _("您"), "applicant": _("样例甲"), "item": _("食品经营许可（新办）"),
        "body": _("样例市行政审批局（样例）"), "case_number": NUMBER, "paper_number": NUMBER,
        "licence_law": _("《中华人民共和国行政许可法》"), "matter": _("行政许可"),
        "materials": ["1. " + _("居民身份证"), "2. " + _("申请表")], "defects": ["1. " + _("居民身份证")],
        "query_code": "00000000", "promised": _("当场"), "legal": "20", "days": "10",
        "reason": _("样例理由"), "basis": _("样例依据"), "result": _("样例结果"), "procedure": _("听证"),
        "review_body": _("本级人民政府"), "right_body": _("样例市行政审批局（样例）"),
        "delivery": _("窗口领取"), "way": _("窗口领取"), "receipt": _("样例甲"), "result_paper": NUMBER,
    }  # fmt: skip
    return {name: known.get(name, write_date(day, language)) for name in list_variables(kind)}
