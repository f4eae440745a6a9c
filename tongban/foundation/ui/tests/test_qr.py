"""A code as a path: the very modules of the library, framed by a quiet zone."""

import re

import segno

from tongban.foundation.ui.qr import QUIET_ZONE, draw

ADDRESS = "https://zwfw.example/items/11420100MB1234567X4000117018001"


def modules(path: str) -> set[tuple[int, int]]:
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)]
    return {(x + at, y) for x, y, width in runs for at in range(width)}


def test_the_path_is_the_code():
    code = draw(ADDRESS)
    matrix = segno.make_qr(ADDRESS, error="m", boost_error=False).matrix
    dark = {(x + 4, y + 4) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert (modules(code.path), code.size) == (dark, len(matrix) + 2 * QUIET_ZONE)


def test_a_code_holds_nothing_to_run():
    picture = draw('"><script>alert(1)</script>').as_svg()
    assert (picture.count("<"), "script" in picture, "style" in picture) == (3, False, False)


def test_equal_text_gives_equal_codes():
    assert draw(ADDRESS) == draw(ADDRESS) != draw(ADDRESS + "?")
