"""The numbered papers: right words and facts for each step, for whoever may see them, the same ever after (文书)."""

import io
import uuid

import pytest
from pypdf import PdfReader

from tongban.foundation.kernel.errors import NotFound
from tongban.services.cases import commands, queries
from tongban.services.cases.models import Case, CaseDocument
from tongban.services.cases.rules.life import Document
from tongban.services.cases.tests import make

pytestmark = pytest.mark.django_db
REMEDIES = ("六十日内依法向孝南区人民政府申请行政复议", "六个月内依法向人民法院提起行政诉讼")


@pytest.fixture
def world(now):
    return make.world(now)


def papers_of(case_id: uuid.UUID) -> dict[Document, CaseDocument]:
    return {Document(paper.kind): paper for paper in CaseDocument.objects.filter(case=case_id).order_by("version")}


def text_of(case_id: uuid.UUID, kind: Document, language: str = "zh-hans") -> str:
    """What stands on the paper, without blanks."""
    paper = papers_of(case_id)[kind]
    pdf, _ = queries.render_paper(paper.id, actor=make.staff(), language=language, now=paper.made_at)
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def every_paper(world, now) -> dict[Document, uuid.UUID]:
    """Kind → a case that has such a paper."""
    corrected = make.told_to_correct(world, now, "m2").id
    commands.correct(case_id=corrected, given=[make.BANK], by=world.citizen, now=make.at("11-26 10:00"))
    declined = make.submitted(world, now).case
    commands.decline(case_id=declined, reason="不属于本机关职权", right_body="样例市民政局", by=world.clerk, now=now)
    paused = make.accepted(world, now).id
    commands.suspend(case_id=paused, kind="hearing", basis="第四十五条", days=10, by=world.reviewer, now=now)
    commands.resume(case_id=paused, kind="hearing", result="听证笔录", by=world.reviewer, now=now)
    commands.extend(case_id=paused, days=5, reason="案情复杂", by=world.head, now=now)
    granted = make.at_decision(world, now, delivery="window").id
    commands.grant(case_id=granted, opinion="同意", by=world.approver, now=now)
    commands.conclude(case_id=granted, now=now)
    commands.deliver(case_id=granted, how="window", receipt="样例甲签收", by=world.clerk, now=now)
    denied = make.at_decision(world, now).id
    commands.deny(case_id=denied, reason="年龄不满八十周岁", by=world.approver, now=now)
    withdrawn = make.submitted(world, now).case
    commands.withdraw(case_id=withdrawn, reason="材料还没有备齐", by=world.citizen, now=now)
    cases = (corrected, declined, paused, granted, denied, withdrawn)
    return {kind: case for case in cases for kind in papers_of(case)}


SAID = {
    Document.RECEIPT: ("材料接收凭证", "1.居民身份证（电子证照）2.银行卡（纸质）", "2026年12月2日17:30"),
    Document.CORRECTION_NOTICE: ("补正材料通知书", "补正〔2026〕1号", "1.银行卡：请重新提交", "2026年12月16日17:30"),
    Document.CORRECTION_RECEIPT: ("补正材料接收凭证", "1.银行卡（纸质）", "二〇二六年十一月二十六日"),
    Document.ACCEPTANCE: ("受理通知书", "自2026年11月25日起予以受理", "5个工作日内办结", "20个工作日", "第三十二条"),
    Document.REFUSAL_TO_ACCEPT: ("不予受理决定书", "理由：不属于本机关职权", "由样例市民政局办理", *REMEDIES),
    Document.SPECIAL_PROCEDURE: ("特别程序告知书", "需要进行听证", "预计需要10日", "依据：第四十五条"),
    Document.RESUMPTION: ("恢复办理通知书", "听证，已于2026年11月25日结束", "结果：听证笔录"),
    Document.EXTENSION: ("延长办理期限告知书", "延长5个工作日", "理由：案情复杂", "第四十二条"),
    Document.GRANT: ("准予行政许可决定书", "编号：准许〔2026〕1号", "决定准予行政许可", "窗口领取"),
    Document.DENIAL: ("不予行政许可决定书", "理由：年龄不满八十周岁", "第三十八条第二款", *REMEDIES),
    Document.TERMINATION: ("终止办理通知书", "已于2026年11月25日按您的要求撤回", "材料还没有备齐"),
    Document.DELIVERY: ("送达回证", "办理结果（准许〔2026〕1号）已经送达样例甲", "签收人或者凭据：样例甲签收"),
}  # fmt: skip


@pytest.mark.req("UAP-02", part="each step has its numbered paper; the seal comes with the e-seals")
def test_every_step_has_its_paper_with_its_own_words(world, now):
    made = every_paper(world, now)
    assert set(made) == set(Document) == set(SAID)
    for kind, case in made.items():
        said = text_of(case, kind)
        number = Case.objects.get(id=case).number
        assert [words for words in (*SAID[kind], "样例甲：", number, "未加盖电子印章") if words not in said] == []
        assert f"/progress?number={number}" in said
        assert "{" not in said


def test_a_paper_is_told_in_english_too_and_says_which_text_counts(world, now):
    receipt = make.submitted(world, now)
    said = text_of(receipt.case, Document.RECEIPT, "en")
    assert "Wehavereceivedyourapplicationfor“Allowancefortheveryold”of25November2026" in said
    assert "theChinesetextistheofficialone" in said


def test_what_is_deemed_accepted_and_what_is_granted_by_default_says_so(now):
    world = make.world(now, default_grant=True)
    case = make.submitted(world, now).case
    commands.sweep(now=make.at("12-02 17:30"))
    assert "即为受理" in text_of(case, Document.ACCEPTANCE)
    assert "予以受理" not in text_of(case, Document.ACCEPTANCE)


def test_what_is_not_a_licence_is_not_based_on_the_licensing_law(world, now):
    receipt = make.submitted(world, now)
    item = Case.objects.get(id=receipt.case).item
    Case.objects.filter(id=receipt.case).update(item=item[:21] + "05" + item[23:])
    commands.decline(case_id=receipt.case, reason="不属于本机关职权", by=world.clerk, now=now)
    said = text_of(receipt.case, Document.REFUSAL_TO_ACCEPT)
    assert "行政许可法" not in said
    assert REMEDIES[0] in said


def test_whoever_may_not_know_of_the_case_finds_no_paper(world, now):
    paper = papers_of(make.submitted(world, now).case)[Document.RECEIPT]
    stranger = make.staff(region="420923000000")
    for document, actor in ((paper.id, stranger), (uuid.uuid4(), world.citizen)):
        with pytest.raises(NotFound, match=r"case\.paper_not_found"):
            queries.render_paper(document, actor=actor, language="zh-hans", now=now)


def test_the_applicant_has_the_same_paper_by_account_and_by_query_code(world, now):
    receipt, other = make.submitted(world, now), make.submitted(world, now)
    [line] = queries.list_papers(receipt.number, receipt.query_code, language="zh-hans")
    assert (line.title, line.number) == ("材料接收凭证", receipt.number)
    by_account = queries.render_paper(line.id, actor=world.citizen, language="zh-hans", now=now)
    assert by_account == queries.render_paper_by_code(receipt.number, receipt.query_code, line.id, language="zh-hans")
    with pytest.raises(NotFound, match=r"case\.not_found"):
        queries.render_paper_by_code(receipt.number, "00000000", line.id, language="zh-hans")
    with pytest.raises(NotFound, match=r"case\.paper_not_found"):
        queries.render_paper_by_code(other.number, other.query_code, line.id, language="zh-hans")
