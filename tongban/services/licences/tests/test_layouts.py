"""How licences look: every layout with usual, long and few values, in both formats."""

import datetime as dt

import pytest

from tongban.foundation.documents import queries
from tongban.foundation.documents.drawing import Code, Drawing, Picture, Text
from tongban.foundation.documents.placing import PlacedText, place
from tongban.foundation.documents.tests import drawn
from tongban.services.licences.rules.layout import compose
from tongban.services.licences.tests import looks

NOON = dt.datetime(2026, 11, 22, 4, tzinfo=dt.UTC)
EVERY = pytest.mark.parametrize("name", looks.NAMES)
LONG = {"issuer_name": "样例省样例土家族苗族自治州样例市市场监督管理局高新技术产业开发区分局"}
COPY = {"copy_note": "仅供样例市公安局办理“公众聚集场所投入使用检查”使用，有效期至2026年12月25日，再次复制无效"}


def variants(name):
    usual = looks.facts(name)
    longest = (*usual.fields[:-1], (usual.fields[-1][0], looks.LONG_SCOPE))
    many = tuple((f"项目{number}名称", f"第 {number} 项的内容") for number in range(24))
    return [
        usual,
        looks.facts(name, fields=longest, **LONG, **COPY),
        looks.facts(name, fields=many),
        looks.facts(name, fields=(), number="", type_name_en="", valid_until=None),
        looks.facts(name, type_name="建筑施工企业安全生产许可证（高新技术产业开发区试点通用）副本"),
    ]


def text_of(drawing: Drawing) -> str:
    return "\n".join(mark.text for page in drawing.pages for mark in page.marks if isinstance(mark, Text))


@EVERY
@pytest.mark.req("LIC-02", part="layout")
def test_both_formats_show_the_same_at_the_same_places(name):
    for facts in variants(name)[:2]:
        drawing, _ = compose(looks.layout(name), facts)
        pdf = queries.render_drawing_pdf(drawing, made_at=NOON)
        assert drawn.apart(pdf, queries.render_drawing_ofd(drawing, made_at=NOON)) < 0.3


@EVERY
def test_nothing_stands_under_the_seal_or_over_the_edge(name):
    for facts in variants(name):
        drawing, spot = compose(looks.layout(name), facts)
        for number, page in enumerate(place(drawing)):
            for left, top, right, bottom in boxes(page):
                assert (left > 12, right < page.page.width - 12, top > 12, bottom < page.page.height - 12) == (
                    True,
                ) * 4
                under = left < spot.x + spot.size and right > spot.x and top < spot.y + spot.size and bottom > spot.y
                assert not (number == spot.page and under), facts


def boxes(page):
    for mark in page.marks:
        if isinstance(mark, PlacedText) and not mark.mark.turn:
            for line in mark.lines:
                yield line.x, line.y - 0.88 * line.size, line.places()[-1] - line.gap, line.y + 0.12 * line.size


@EVERY
def test_no_two_texts_overlap(name):
    for facts in variants(name):
        for page in place(compose(looks.layout(name), facts)[0]):
            found = sorted(boxes(page), key=lambda box: box[1])
            for at, (left, top, right, bottom) in enumerate(found):
                for other in found[at + 1 :]:
                    apart = other[1] >= bottom - 0.3 or other[0] >= right - 0.1 or other[2] <= left + 0.1
                    assert apart, (facts.fields, (left, top, right, bottom), other)


@EVERY
def test_everything_told_is_on_the_licence(name):
    facts = variants(name)[1]
    drawing, _ = compose(looks.layout(name), facts)
    told = text_of(drawing).replace("\n", "").replace("……（续见第 2 页）", "")
    assert [value for _, value in facts.fields[:-1] if value not in told] == []
    assert (facts.identifier in told, facts.number in told, facts.issuer_name in told) == (True, True, True)
    pieces = looks.LONG_SCOPE.split("；")
    assert [piece for piece in pieces if piece not in told] == []
    assert facts.copy_note in told


@EVERY
def test_the_long_text_stays_readable(name):
    drawing, _ = compose(looks.layout(name), variants(name)[1])
    sizes = [mark.lines[0].size for page in place(drawing) for mark in page.marks if isinstance(mark, PlacedText)]
    assert min(sizes) >= 2.4
    assert len(drawing.pages) <= 4


@EVERY
def test_rare_characters_can_be_read_in_both(name):
    drawing, _ = compose(looks.layout(name), looks.facts(name))
    ofd = "".join(letter for *_, letter in drawn.ofd_letters(queries.render_drawing_ofd(drawing, made_at=NOON)))
    pdf = "".join(drawn.pdf_text(queries.render_drawing_pdf(drawing, made_at=NOON)).split())
    assert [letter for letter in "𫟼" if letter not in ofd or letter not in pdf] == []


@EVERY
def test_every_licence_carries_its_code_and_its_data(name):
    facts = looks.facts(name)
    drawing, _ = compose(looks.layout(name), facts)
    codes = [mark for page in drawing.pages for mark in page.marks if isinstance(mark, Code)]
    assert [(code.address, code.size >= 30) for code in codes] == [(facts.code_address, True)]
    assert drawing.metadata["证照标识"] == facts.identifier
    assert drawing.metadata["证照有效期截止日期"] == "2031-11-21" or facts.valid_until is None


@EVERY
def test_a_text_of_any_length_flows_on_within_the_pages(name):
    book = "".join(f"第{number}款内容；" for number in range(1200))
    drawing, _ = compose(looks.layout(name), looks.facts(name, fields=(("甲", "一"), ("经营范围", book))))
    placed = place(drawing)
    assert max(bottom for page in placed for *_, bottom in boxes(page)) < drawing.pages[0].height - 12
    told = text_of(drawing).replace("\n", "")
    assert [number for number in range(1200) if f"第{number}款内容；" not in told] == []


@EVERY
def test_few_fields_stand_large(name):
    few, many = (place(compose(looks.layout(name), fact)[0])[0] for fact in (variants(name)[3], variants(name)[0]))
    holder = next(
        mark for mark in few.marks if isinstance(mark, PlacedText) and looks.facts(name).holder_name in mark.mark.text
    )
    assert holder.lines[0].size >= (4.4 if name == "approval" else 5)
    assert len(few.marks) < len(many.marks)


@EVERY
def test_odd_values_are_drawn_all_the_same(name):
    odd = (
        ("", "无名"),
        ("一" * 60, "A" * 300),
        ("空", " "),
        ("行", "一\n\n二\r\n三"),
        ("码", "😀<&>"),
        ("数", "1" * 40),
    )
    facts = looks.facts(name, fields=odd * 3, copy_note="注" * 300, type_name="证" * 100, holder_name="B" * 80)
    drawing, _ = compose(looks.layout(name), facts)
    told = "".join(letter for *_, letter in drawn.ofd_letters(queries.render_drawing_ofd(drawing, made_at=NOON)))
    assert [piece for piece in ("A" * 300, "一" * 60, "〓<&>", "证" * 100, "注" * 300) if piece not in told] == []
    assert queries.render_drawing_pdf(drawing, made_at=NOON).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("title", "size", "lines"),
    [
        ("营业执照", 19, ["营业执照"]),
        ("建筑施工企业安全生产许可证", 11.7, ["建筑施工企业安全生产许可证"]),
        ("营业执照（高新技术产业开发区试点通用）", 9.3, ["营业执照", "（高新技术产业开发区试点通用）"]),
    ],
)
def test_a_long_title_is_set_closer_then_smaller_then_on_two_lines(title, size, lines):
    drawing, _ = compose(looks.layout("certificate"), looks.facts("certificate", type_name=title))
    placed = next(
        mark
        for mark in place(drawing)[0].marks
        if isinstance(mark, PlacedText) and mark.mark.bold and mark.mark.size > 9
    )
    assert [line.text for line in placed.lines] == lines
    assert placed.lines[0].size == pytest.approx(size, abs=0.1)


def test_an_approval_is_signed_below_its_last_line():
    layout = looks.layout("approval")
    brief, usual = (
        compose(layout, looks.facts("approval", fields=looks.facts("approval").fields[:count])) for count in (1, 5)
    )
    assert (len(brief[0].pages), len(usual[0].pages), brief[1].y < usual[1].y) == (1, 1, True)


def test_a_preview_shows_the_seal_where_it_will_stand():
    drawing, spot = compose(looks.layout("permit"), looks.facts(), seal_png=b"png")
    (picture,) = [mark for mark in drawing.pages[spot.page].marks if isinstance(mark, Picture)]
    assert (picture.x, picture.y, picture.width, picture.png) == (spot.x, spot.y, spot.size, b"png")
