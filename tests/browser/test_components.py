"""Every component in every state: accessible, and no wider than the window, in each look, width and language."""

import pytest

pytestmark = [pytest.mark.story, pytest.mark.req("NFR-08", part="components")]
LOOKS = {"light": {"theme": "light"}, "dark": {"theme": "dark"}, "elder": {"theme": "light", "size": "elder"}}


@pytest.mark.parametrize(
    ("look", "language"),
    [("light", "zh"), ("dark", "zh"), ("elder", "en")]
    + [pytest.param(*each, marks=pytest.mark.long) for each in (("light", "en"), ("dark", "en"), ("elder", "zh"))],
)
def test_components_can_be_read_by_everybody(
    page_at, assert_accessible, assert_no_sideways_scroll, keep_picture, look, language
):
    page = page_at(1440, "/dev/components", language=language, **LOOKS[look])
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        keep_picture(page, f"components-{width}-{look}-{language}")
        assert_no_sideways_scroll(page)
        assert_accessible(page)
