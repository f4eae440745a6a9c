"""Where lines break, at which size."""

import pytest

from tongban.foundation.documents.lines import measure, set_text
from tongban.foundation.documents.tests.drawn import text


def widths(content: str) -> list[float]:
    return [1.0 if letter > "\u2000" else 0.5 for letter in content]


def lines(content: str, room: float, **changes) -> list[str]:
    mark = text(content, width=room * 4, size=4, **changes)
    return [line.text for line in set_text(mark, content, widths)]


@pytest.mark.parametrize(
    ("content", "room", "broken"),
    [
        ("一二三四五六七", 3, ["一二三", "四五六", "七"]),
        ("一二三，四五六。", 3, ["一二", "三，四", "五六。"]),
        ("一二（三四）五", 3, ["一二", "（三", "四）五"]),
        ("“一二”三", 2, ["“一", "二”", "三"]),
        ("一二——三", 3, ["一", "二——", "三"]),
        ("阿卜杜·买买提", 4, ["阿卜杜·", "买买提"]),
        ("共 abcd 个 12345 元", 4, ["共 abcd", "个 12345", "元"]),
        ("价3.5万元", 3, ["价3.5", "万元"]),
        ("至100%为止", 3, ["至100%", "为止"]),
        ("abcdefghijkl", 4, ["abcdefgh", "ijkl"]),
        ("见 http://a.example/0123456789012345", 8, ["见 http://a.exam", "ple/012345678901", "2345"]),
        ("f(x)(一)", 3, ["f(x)", "(一)"]),
        ("一\n\n二三四", 2, ["一", "二三", "四"]),
        ("\u3000\u3000一二三", 3, ["\u3000\u3000一", "二三"]),
        ("一  二 ", 1, ["一", "二"]),
        ("一", 0.5, ["一"]),
        ("", 3, []),
    ],
)
def test_lines(content, room, broken):
    assert lines(content, room) == broken


def test_empty_lines_keep_their_room():
    set_lines = set_text(text("一\n\n二", y=0, size=4), "一\n\n二", widths)
    assert [round(line.y, 2) for line in set_lines] == [3.52, 15.52]


@pytest.mark.parametrize(("height", "size"), [(100, 4), (9, 3.6), (4, 2.2)])
def test_text_shrinks_until_it_stands_within_its_height(height, size):
    content = "一二三四五六七八九十" * 4
    set_lines = set_text(text(content, width=88, size=4, height=height), content, widths)
    assert {round(line.size, 2) for line in set_lines} == {size}
    assert "".join(line.text for line in set_lines) == content


@pytest.mark.parametrize(
    ("align", "xs"), [("left", [20, 20]), ("center", [20, 24]), ("right", [20, 28]), ("justify", [20, 20])]
)
def test_alignment(align, xs):
    set_lines = set_text(text("一二三四", width=12, size=4, align=align), "一二三四", widths)
    assert [round(line.x, 3) for line in set_lines] == xs


def test_stretched_lines_end_at_the_edge():
    stretched = set_text(text("一二，三四", width=13, size=4, align="justify"), "一二，三四", widths)
    assert [line.places()[-1] - line.gap for line in stretched] == [33.0, 28.0]
    (label,) = set_text(text("名称", width=20, size=4, align="spread"), "名称", widths)
    assert label.places() == [20, 36, 52]


def test_marks_that_meet_give_up_half_their_width():
    (line,) = set_text(text("（甲）；“乙”。"), "（甲）；“乙”。", widths)
    assert (list(line.advances), line.squeezed) == ([1, 1, 0.5, 0.5, 1, 1, 0.5, 1], (2, 3, 6))


def test_letters_keep_their_distance_when_tracked():
    (line,) = set_text(text("甲乙", width=20, size=4, tracking=2, align="center"), "甲乙", widths)
    assert line.places()[:2] == [25, 31]


def test_a_long_scope_is_measured_once():
    (paragraph,) = measure("食品销售；" * 300, widths)
    assert [len(paragraph.broken(room)) for room in (10, 50, 1500)] == [150, 30, 1]
