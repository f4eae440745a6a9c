"""The stories, the words of errors, icons and catalogues."""

import datetime as dt
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.utils import translation
from jinja2 import Environment

from tongban.foundation.kernel.errors import Conflict
from tongban.foundation.ui import words
from tongban.foundation.ui.environment import environment, icon
from tongban.foundation.ui.stories import STORIES, TODAY
from tongban.foundation.ui.translations import compile_stale

MACROS = Path(__file__).parents[1] / "templates/ui/components"


@pytest.fixture
def jinja() -> Environment:
    return environment(autoescape=True)


@pytest.mark.parametrize("name", STORIES)
def test_every_story_stands_on_a_page_of_its_own(name):
    answer = Client().get(f"/dev/components/{name}")
    assert answer.status_code == 200
    assert f'id="story-{name}"' in answer.text


@pytest.mark.parametrize("path", ["/dev/components", "/dev/components/light", "/dev/layouts/portal"])
def test_production_has_no_stories(path):
    with override_settings(PRODUCTION=True):
        assert Client().get(path).status_code == 404


def test_every_macro_file_is_told_by_some_story():
    told = "".join(path.read_text() for path in (MACROS.parent / "stories").glob("*.html"))
    assert [path.name for path in MACROS.glob("*.html") if f"components/{path.name}" not in told] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_all_words_of_errors_can_be_filled(language):
    with translation.override(language):
        told = [words.words_for(Conflict(code)) for code in words._CODES]
    assert all("%(" not in text for triple in told for text in triple)


def test_a_face_adds_words_for_its_codes(monkeypatch):
    monkeypatch.setattr(words, "_CODES", dict(words._CODES))
    words.add_words({"thing.late": words.Words("晚了 %(days)s 天", "原因", "办法")})
    assert words.words_for(Conflict("thing.late", days=2))[0] == "晚了 2 天"


def test_an_icon_is_silent_beside_a_word_and_named_alone():
    assert 'aria-hidden="true"' in icon("home")
    assert 'role="img" aria-label="&lt;Home&gt;"' in icon("home", "<Home>")


def test_filters_follow_the_language(jinja):
    page = jinja.from_string("{{ day | day }} {{ 126400 | count }}")
    with translation.override("zh-hans"):
        assert page.render(day=dt.date(2026, 11, 27), today=TODAY) == "11月27日（星期五） 12.64万"
    with translation.override("en"):
        assert page.render(day=dt.date(2026, 11, 27), today=TODAY) == "Friday 27 November 126,400"


def test_what_was_typed_is_shown_and_escaped(jinja):
    field = '{% import "ui/components/fields.html" as f %}{{ f.field("a", "A", "<b>", error="e", maxlength=9) }}'
    jinja.loader = _loader()
    shown = jinja.from_string(field).render()
    assert 'value="&lt;b&gt;"' in shown
    assert 'aria-describedby="a-error" aria-invalid="true" maxlength="9"' in shown


def _loader():
    from jinja2 import FileSystemLoader

    return FileSystemLoader(MACROS.parents[1])


def test_pages_without_any_shell_can_be_rendered():
    assert "通办" in render_to_string("ui/portal.html", {})


def test_a_catalogue_is_compiled_only_when_stale(tmp_path):
    folder = tmp_path / "en/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid ""\nmsgstr ""\n\nmsgid "好"\nmsgstr "Good"\n')
    assert compile_stale(tmp_path) == [folder / "django.mo"]
    assert compile_stale(tmp_path) == []
