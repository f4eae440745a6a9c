"""What every template keeps: no inline script or style, no eval, short files, words through gettext, named controls."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
LONGEST = 120
TEMPLATES = sorted((PROJECT / "tongban").glob("**/templates/**/*.html"))

_JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_SAID = re.compile(r"""(?:_|gettext|ngettext|pgettext|npgettext)\(\s*(?:"[^"]*"|'[^']*')(?:\s*,\s*"[^"]*")*""")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_TAG = re.compile(r"<(?!/)[a-z][^<>]*>", re.DOTALL)
_ICON_ONLY = re.compile(r"<(a|button|summary)\b([^<>]*)>\s*\{\{\s*icon\(([^}]*)\)\s*\}\}\s*</\1>", re.DOTALL)
_OWN_LANGUAGE = {"中文"}
"""A language is named in itself, whatever the page speaks."""


def _tags(text: str) -> Iterator[str]:
    """Opening tags with what Jinja writes taken out, so that a comparison inside {% %} is no attribute."""
    yield from _TAG.findall(_JINJA.sub("·", text))


def faults(text: str) -> list[str]:
    """Every rule the template breaks, with the place."""
    found = [f"longer than {LONGEST} lines"] if text.count("\n") > LONGEST else []
    for tag in _tags(text):
        if tag.startswith("<script") and "src=" not in tag:
            found.append(f"inline script: {tag}")
        if tag.startswith("<style") or re.search(r"\sstyle\s*=", tag):
            found.append(f"inline style: {tag}")
        if re.search(r"\s(on[a-z]+|(data-)?hx-on[:\w-]*)\s*=", tag) or re.search(r"=\s*[\"']?(js|javascript):", tag):
            found.append(f"inline handler: {tag}")
        if tag.startswith("<img") and " alt=" not in tag:
            found.append(f"picture without alt: {tag}")
        if re.search(r"\shx-trigger=\"[^\"]*\[", tag):
            found.append(f"trigger filter needs eval: {tag}")
    for kind, attributes, arguments in _ICON_ONLY.findall(_COMMENT.sub("", text)):
        if "aria-label" not in attributes and "," not in arguments:
            found.append(f"{kind} with an icon and no name: {attributes.strip()}")
    words = _CHINESE.findall(_SAID.sub("", _COMMENT.sub("", text)))
    return found + [f"not through gettext: {word}" for word in words if word not in _OWN_LANGUAGE]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PROJECT / "tongban")))
def test_a_template_keeps_the_rules(path):
    assert faults(path.read_text()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "<script>alert(1)</script>",
        '<p style="color: red">',
        "<style>p {}</style>",
        '<button onclick="x()">{{ _("好") }}</button>',
        '<p hx-on:click="x()">',
        '<a href="javascript:x()">x</a>',
        '<img src="x.png">',
        '<p hx-trigger="click[ctrlKey]">',
        '<a href="/x">{{ icon("x") }}</a>',
        "<p>没有翻译</p>",
        '<p>{{ "没有翻译" }}</p>',
        "\n" * 121,
    ],
)
def test_each_rule_is_really_checked(wrong):
    assert len(faults(wrong)) == 1


@pytest.mark.parametrize(
    "right",
    [
        '<a href="/x">{{ icon("x", _("关闭")) }}</a>',
        '<p>{# 中文说明 #}{{ ngettext("%(num)s 件", "%(num)s 件", n) }}</p>',
        '<p{% if a %} class="b"{% endif %}>{{ _("好") }}</p>',
        '<script src="/static/ui/page.js" defer></script>',
    ],
)
def test_the_rules_let_good_templates_pass(right):
    assert faults(right) == []
