"""Fixtures of the stories: the regions they happen in, and a look over the page as a person and as axe see it."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from tests.browser.test_components import LOOKS
from tongban.registers.regions.tests import make as regions

VIEWS = [(390, LOOKS["elder"]), (390, LOOKS["dark"]), (1440, LOOKS["light"])]
DRESSES = list(product([390, 1440], LOOKS, ["zh", "en"]))
EVERYDAY = [(390, "elder", "zh"), (390, "dark", "en"), (1440, "light", "zh")]


@pytest.fixture
def _regions(transactional_db: None, now: Any) -> None:
    regions.tree(now)
    regions.tree(
        now, "320300000000 徐州市 2 -\n320302000000 鼓楼区 3 320300000000\n320302001000 黄楼街道 4 320302000000"
    )


@pytest.fixture
def look_over(assert_accessible: Any, assert_no_sideways_scroll: Any, keep_picture: Any) -> Callable[..., None]:
    """`look_over(page, "home")`: not too wide, nothing for axe to report, a picture where one is asked for.

    The window grows to the page's height first: a bar that sticks to its bottom covers nothing then.
    """

    def look(page: Any, name: str) -> None:
        assert_no_sideways_scroll(page)
        width = page.viewport_size["width"]
        height = page.evaluate("Math.max(innerHeight, document.documentElement.scrollHeight)")
        page.set_viewport_size({"width": width, "height": height})
        assert_accessible(page)
        keep_picture(page, f"{name}-{width}")

    return look


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A story that asks for `dress` is told in each width, look and language, one that asks for `view` in three pairs.

    Every day it is told in one view or in three dresses; `make soak` tells the others.
    """
    if "view" in metafunc.fixturenames:
        metafunc.parametrize("view", [VIEWS[0], *(pytest.param(view, marks=pytest.mark.long) for view in VIEWS[1:])])
    if "dress" in metafunc.fixturenames:
        seldom = [dress for dress in DRESSES if dress not in EVERYDAY]
        metafunc.parametrize("dress", [*EVERYDAY, *(pytest.param(dress, marks=pytest.mark.long) for dress in seldom)])
