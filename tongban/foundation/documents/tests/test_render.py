"""Whole documents, opened again by an independent reader."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from tongban.foundation.documents import queries
from tongban.foundation.documents.tests import make
from tongban.foundation.kernel.errors import Invalid, NotFound

BOTH = pytest.mark.parametrize(("template", "data"), [("form_sheet", make.filled_sheet()), ("notice", make.notice())])


def test_the_templates():
    assert queries.list_templates() == ["form_sheet", "notice"]


def test_a_blank_form_has_every_label_and_no_watermark():
    (page,) = make.pages("form_sheet", make.form_sheet())
    told = (
        "申请表",
        "样例市消防救援支队",
        "一、申请人信息",
        "统一社会信用代码",
        "必填",
        "首次申请",
        "规格型号",
        "（签字）",
    )
    assert [word for word in told if word not in page] == []
    assert ("第 1 页，共 1 页" in page, "2026" in page, "李𬭊" in page) == (True, False, False)


def test_a_filled_form_shows_its_values():
    page = make.pages("form_sheet", make.filled_sheet())[0]
    told = ("91420100MA00000000", "李𬭊", "2026年11月25日", "场所改造后重新投入使用。", "设备3", "编号：样-2026-0001")
    assert [word for word in told if word not in page.replace(" ", "")] == []


def test_long_lists_flow_over_pages_and_repeat_their_heads():
    pages = make.pages("form_sheet", make.filled_sheet(lines=40))
    assert [("二、主要设备清单" in page, "规格型号" in page) for page in pages] == [(True, True)] * 3
    assert [f"第 {n} 页，共 3 页" in page for n, page in enumerate(pages, start=1)] == [True] * 3
    lines = "\n".join(pages).splitlines()
    assert all(any(f"XY-{n}" in line.split() for line in lines) for n in range(1, 41))


def test_a_line_of_a_list_stays_on_one_page():
    sheet = make.filled_sheet()
    sheet["sections"][1]["lines"] = [[f"始{n}始" + "长" * 50 + f"终{n}终", "", ""] for n in range(40)]
    pages = ["".join(page.split()) for page in make.pages("form_sheet", sheet)]
    begun, ended = ([[f"{mark}{n}{mark}" in page for n in range(40)] for page in pages] for mark in "始终")
    assert (len(pages) > 2, begun == ended, [sum(page) for page in zip(*begun, strict=True)]) == (True, True, [1] * 40)


def test_any_text_is_only_text():
    told = "".join(make.pages("form_sheet", make.sheet_saying(make.NASTY))).replace("\n", "").replace(" ", "")
    for piece in (
        '#不是标题*不加粗*_x_$x^2$<标签>\\n\\@ref#panic("x")`code`[x]//注释/**/~-----',
        "&lt;&反转",
        "A" * 200,
    ):
        assert piece in told, piece
    assert ("𬭊㙍𫟼𬺈" in told, "😀" in told, "〓〓〓〓" in told) == (True, False, True)


def test_a_form_of_nearly_nothing_is_a_form():
    rows = [make.field("", value=None, hint=""), make.field("选", "choice", options=["甲"])]
    columns = [{"label": ""}]
    empty = {"title": "表", "sections": [{"title": "节", "rows": rows}, {"title": "节", "rows": []}]}
    empty["sections"].append({"title": "节", "columns": columns, "lines": [], "blank_lines": 0})
    assert "甲" in make.pages("form_sheet", empty | {"qr": None, "number": None, "watermark": None})[0]


def test_a_notice_names_who_says_what_to_whom():
    (page,) = make.pages("notice", make.notice())
    told = ("受理通知书", "样审受字〔2026〕第 1 号", "（样例）：", "420100-2026-000123-7", "二〇二六年十一月二十五日")
    assert [word for word in told if word not in page] == []


def test_the_fixed_words_follow_the_language():
    (page,) = make.pages("form_sheet", make.form_sheet(number="7"), "en")
    assert [word for word in ("Page 1 of 1", "Required", "No. 7", "Day ____ Month ____") if word not in page] == []


@BOTH
def test_a_document_says_what_it_is(template, data):
    reader = make.read(template, data)
    root = reader.trailer["/Root"]
    assert (reader.metadata.title, reader.metadata.author) == (data["title"], data["organisation"])
    assert reader.metadata.creation_date == dt.datetime(2026, 11, 24, 16, tzinfo=dt.UTC)
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("zh-CN", True)
    claims = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2<" in claims
    assert "<pdfuaid:part>1<" in claims


@BOTH
def test_only_our_fonts_are_used_and_all_are_embedded(template, data):
    fonts = [font for page in make.read(template, data).pages for font in page["/Resources"]["/Font"].values()]
    below = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts]
    assert {font["/BaseFont"].partition("+")[2].partition("-")[0] for font in below} <= {"NotoSansSC", "NotoSerifSC"}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in below)


def test_equal_input_gives_equal_bytes_in_every_thread():
    def render(at: int) -> bytes:
        return queries.render_pdf("notice", make.notice(number=f"{at % 2}"), language="zh-hans", made_on=make.DAY)

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(render, range(16)))
    assert (len(set(made)), made[0] == made[14], made[0] == render(0)) == (2, True, True)


def test_another_day_is_another_document():
    noon = dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC)
    days = [queries.render_pdf("notice", make.notice(), language="en", made_on=at) for at in (make.DAY, noon)]
    assert days[0] != days[1]


def test_an_unknown_template_is_refused():
    with pytest.raises(NotFound) as refusal:
        queries.render_pdf("../notice", {}, language="en", made_on=make.DAY)
    assert refusal.value.code == "document.template_unknown"


@pytest.mark.parametrize(
    ("data", "where", "rule"),
    [
        ({}, "title", "required"),
        (make.form_sheet(sections=[]), "sections", "minItems"),
        (make.form_sheet(sections=[{"title": "一", "rows": [{"label": "甲"}]}]), "sections/0/rows/0/kind", "required"),
        (make.form_sheet(sections=[{"title": "一", "columns": [{}]}]), "sections/0/columns/0/label", "required"),
        (
            make.form_sheet(sections=[{"title": "一", "columns": [{"label": "甲"}], "lines": [["1"], ["1", "2"]]}]),
            "sections/0/lines/1",
            "columns",
        ),
        (make.form_sheet(title="\u3000\u200b"), "title", "pattern"),
        (make.form_sheet(organisation=None), "organisation", "type"),
        (make.form_sheet(qr={"address": "x" * 501, "label": "x"}), "qr/address", "maxLength"),
        (make.form_sheet(unknown=1), "/", "additionalProperties"),
    ],
)
def test_wrong_data_are_told_by_their_place(data, where, rule):
    with pytest.raises(Invalid) as refusal:
        queries.render_pdf("form_sheet", data, language="en", made_on=make.DAY)
    assert refusal.value.facts == {"template": "form_sheet", "where": where, "rule": rule}


def test_an_instant_with_fractions_of_a_second_dates_the_document():
    noon = dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC)
    made = [
        queries.render_pdf("notice", make.notice(), language="en", made_on=at)
        for at in (noon, noon.replace(microsecond=123456))
    ]

    assert made[0] == made[1]


def test_a_notice_has_room_for_a_seal_over_its_date_and_a_form_has_none():
    _, spot = queries.render_for_seal("notice", make.notice(), language="zh-hans", made_on=make.DAY)
    assert spot is not None
    assert (spot.page, spot.x) == (1, 135.0)
    assert 100 < spot.y < 297 - 42
    assert queries.render_for_seal("form_sheet", make.form_sheet(), language="zh-hans", made_on=make.DAY)[1] is None
