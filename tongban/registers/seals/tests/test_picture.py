"""How a seal looks, as far as a machine can tell."""

import io

import pytest
from PIL import Image, ImageDraw

from tongban.registers.seals.picture import draw_seal

LONG = "样例省样例土家族苗族自治州样例市住房和城乡建设与城市管理综合行政执法局经济开发区分局"
EACH = pytest.mark.parametrize(
    ("name", "kind"), [("样例市公安局", ""), ("样例市行政审批局", "行政审批专用章"), (LONG, "证照专用章（1）")]
)


@EACH
def test_a_seal_is_small_sharp_and_red(name, kind):
    png = draw_seal(name, kind, "4201000012345")
    picture = Image.open(io.BytesIO(png))
    dpi = picture.info["dpi"][0]
    assert (picture.size[0] / dpi * 25.4, dpi >= 300, len(png) <= 30_000) == (pytest.approx(42, abs=0.01), True, True)
    colours = picture.convert("RGBA").getcolors()
    assert (len(colours) <= 32, {colour[:3] for _, colour in colours}) == (True, {(204, 14, 30)})


def test_the_ground_is_clear_and_the_star_full():
    picture = Image.open(io.BytesIO(draw_seal("样例市公安局", "", "4201000012345"))).convert("RGBA")
    middle = picture.size[0] // 2
    assert [picture.getpixel((x, middle))[3] for x in (0, middle, middle + 140)] == [0, 255, 0]


def test_no_letter_of_a_long_name_runs_into_the_star_or_the_rim():
    """Between the rim and the name, and between the name and the star, runs a clear ring."""
    picture = Image.open(io.BytesIO(draw_seal(LONG, "", ""))).convert("RGBA").getchannel("A")
    for radius in (19.0, 8.0):
        ring = Image.new("L", picture.size)
        box = [(21 - radius) * 15, (21 - radius) * 15, (21 + radius) * 15, (21 + radius) * 15]
        ImageDraw.Draw(ring).ellipse(box, outline=255, width=2)
        assert max(value for value, is_ring in zip(picture.tobytes(), ring.tobytes(), strict=True) if is_ring) == 0


def test_equal_words_give_equal_pictures():
    made = [draw_seal(name, "公章", "1") for name in ("甲局", "甲局", "乙局")]
    assert (made[0] == made[1], made[0] == made[2]) == (True, False)
