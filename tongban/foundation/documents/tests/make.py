"""Documents to look at: a blank form, a filled one, a notice. People, enterprises and bodies are samples."""

import datetime as dt
import io
from typing import Any

from pypdf import PdfReader

from tongban.foundation.documents.queries import render_pdf
from tongban.foundation.documents.rules import write_formal_date

DAY = dt.date(2026, 11, 25)
ADDRESS = "https://zwfw.example/items/11420100MB1234567X4000117018001"
NASTY = (
    '# 不是标题 *不加粗* _x_ $x^2$ <标签> \\n \\ @ref #panic("x") `code` [x] // 注释 /* */ ~ -- --- "引" \'号\' {{ x }}'
    f" 😀👨‍👩‍👧 𬭊㙍𫟼𬺈 &lt; & \u202e反转\u202c "
    f"{'A' * 200} https://x.example/{'很长/' * 3}{'path/' * 60}\n第二行\t制表"
)


def field(label: str, kind: str = "line", **more: Any) -> dict[str, Any]:
    return {"label": label, "kind": kind} | more


def form_sheet(**changes: Any) -> dict[str, Any]:
    """A blank form with every kind of row, a list to fill and a place to sign."""
    rows = [
        field("单位名称", required=True, hint="与营业执照一致"),
        field("统一社会信用代码", half=True, required=True),
        field("法定代表人", half=True),
        field("申请日期", "date", half=True),
        field("联系电话", half=True),
        field("申请类型", "choice", options=["首次申请", "变更", "延续", "注销", "补证（证照遗失或者损毁）"]),
        field("申请事由和主要内容（名称很长时换行显示，不会超出格子）", "lines", hint="不超过 500 字"),
    ]
    columns = [{"label": "名称", "share": 2}, {"label": "规格型号"}, {"label": "数量"}]
    return {
        "title": "公众聚集场所投入使用、营业前消防安全检查申请表",
        "organisation": "样例市消防救援支队（样例）",
        "qr": {"address": ADDRESS, "label": "扫码在线办理"},
        "source": ADDRESS,
        "version": "第 3 版",
        "sections": [
            {"title": "一、申请人信息", "rows": rows},
            {"title": "二、主要设备清单", "note": "可另附页", "columns": columns, "blank_lines": 5},
        ],
        "signature": {
            "statement": "本单位承诺以上内容真实、准确、完整，并对所提交材料的真实性负责。",
            "lines": ["法定代表人（签字）", "经办人（签字）", "单位（盖章）", "日期"],
        },
    } | changes


def filled_sheet(lines: int = 3) -> dict[str, Any]:
    """The same form as a sample, with so many lines in its list."""
    sheet = form_sheet(watermark="样例", number="样-2026-0001")
    values = ("样例市某某娱乐有限公司（样例）", "91420100MA00000000", "李𬭊", DAY, "138****0000")
    for row, value in zip(sheet["sections"][0]["rows"], values, strict=False):
        row["value"] = value
    sheet["sections"][0]["rows"][5]["chosen"] = ["变更"]
    sheet["sections"][0]["rows"][6]["value"] = "场所改造后重新投入使用。"
    sheet["sections"][1] |= {"lines": [[f"设备 {n}", f"XY-{n}", str(n)] for n in range(1, lines + 1)], "blank_lines": 0}
    return sheet


def sheet_saying(text: str) -> dict[str, Any]:
    """The text in every place of a form that takes any."""
    rows = [
        field(text[:400], value=text, hint=text[:400]),
        field("选", "choice", options=[text[:400]], chosen=[text[:400]]),
    ]
    listed = {"title": text[:400], "columns": [{"label": text[:400]}, {"label": "备注"}], "lines": [[text, text]]}
    return {"title": text[:60], "sections": [{"title": "一", "rows": rows}, listed]}


def notice(**changes: Any) -> dict[str, Any]:
    return {
        "organisation": "样例市行政审批局（样例）",
        "title": "受理通知书",
        "number": "样审受字〔2026〕第 1 号",
        "addressee": "样例市某某娱乐有限公司（样例）",
        "paragraphs": [
            "你单位于2026年11月25日提出的公众聚集场所投入使用、营业前消防安全检查申请，申请材料齐全、符合法定形式，"
            "根据《中华人民共和国行政许可法》第三十二条第一款第五项的规定，决定予以受理。"
        ],
        "facts": [
            {"label": "办件编号", "value": "420100-2026-000123-7"},
            {"label": "办结期限", "value": "2026年12月2日（星期三）17:30 前"},
        ],
        "closing": ["特此通知。"],
        "date": write_formal_date(DAY),
        "qr": {"address": ADDRESS, "label": "扫码核验"},
        "source": ADDRESS,
    } | changes


def read(template: str, data: dict[str, Any], language: str = "zh-hans") -> PdfReader:
    """The rendered document, opened by an independent reader."""
    return PdfReader(io.BytesIO(render_pdf(template, data, language=language, made_on=DAY)))


def pages(template: str, data: dict[str, Any], language: str = "zh-hans") -> list[str]:
    """The text of each page, without the places where long words may break."""
    return [page.extract_text().replace("\u200b", "") for page in read(template, data, language).pages]
