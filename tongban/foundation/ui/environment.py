"""The Jinja2 environment every page is rendered with."""

from typing import Any

from jinja2 import Environment


def environment(**options: Any) -> Environment:
    return Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701 - Django passes autoescape=True
