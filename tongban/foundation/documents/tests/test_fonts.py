"""What the fonts can draw, and what happens without them."""

import datetime as dt

import pytest

from tongban.foundation.documents import queries
from tongban.foundation.documents.tests import make
from tongban.foundation.kernel.errors import Unavailable


@pytest.mark.parametrize("letters", ["𬭊㙍𫟼𬺈𬀩𫓧𬬻𬱖", "㛃䶮𠅤", "〇〓□√〔〕①Ⅳ℃㎡", " \u3000\u00a0·•—…“”《》￥"])
def test_rare_characters_can_be_drawn(letters):
    assert queries.find_undrawable(letters) == ""


def test_what_cannot_be_drawn_is_named_once_each():
    assert queries.find_undrawable("王😀བོ😀\n〓\u200d") == "😀བོ"


def test_missing_fonts_are_told(settings, tmp_path):
    settings.DOCUMENT_FONTS = tmp_path
    with pytest.raises(Unavailable) as refusal:
        queries.render_pdf("notice", make.notice(), language="en", made_on=dt.date(2026, 11, 25))
    assert refusal.value.code == "document.fonts_missing"
