"""What is said of a picture that cannot be read well, and of what is none."""

import io

import pytest
from PIL import Image, ImageDraw, ImageFilter

from tongban.foundation.files.quality import Hint, list_hints


def page(shade: int = 250, size: tuple[int, int] = (1200, 900)) -> Image.Image:
    """Sharp lines on paper of this shade."""
    picture = Image.new("L", size, shade)
    pen = ImageDraw.Draw(picture)
    for at in range(0, size[0], 24):
        pen.line((at, 0, size[0] - at, size[1]), fill=max(0, shade - 200), width=2)
    return picture


def hints(picture: Image.Image) -> list[Hint]:
    content = io.BytesIO()
    picture.save(content, "PNG")
    content.seek(0)
    return list_hints(content, "image/png")


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (page(), []),
        (page(size=(800, 600)), [Hint.SMALL]),
        (Image.new("L", (1200, 900), 250), [Hint.BLANK]),
        (page(shade=40), [Hint.DARK]),
        (page().filter(ImageFilter.GaussianBlur(8)), [Hint.BLURRED]),
    ],
    ids=["well", "small", "blank", "dark", "blurred"],
)
@pytest.mark.req("APP-01", part="hints on scans")
def test_a_picture_is_looked_at(picture, said):
    assert hints(picture) == said


def test_what_cannot_be_decoded_gets_no_hint():
    assert list_hints(io.BytesIO(b"\x89PNG\r\n\x1a\nbroken"), "image/png") == []
    assert list_hints(io.BytesIO(b"%PDF-1.7"), "application/pdf") == []
