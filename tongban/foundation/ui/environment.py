"""The Jinja2 environment every page is rendered with: gettext, addresses, icons, and the filters of `rules`."""

import datetime as dt
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static as find_static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from tongban.foundation.ui import navigation, qr, rules, strip
from tongban.foundation.ui.preferences import Preferences


def environment(**options: Any) -> Environment:
    """An environment that escapes everything (Django passes autoescape) and binds gettext to Django's catalogues."""
    made = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701
    made.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)  # type: ignore[attr-defined]
    made.globals.update(static=static, url=_url, icon=icon, light_mark=light_mark, bare_shell=navigation.BARE)
    made.globals.update(default_preferences=Preferences(), qr_code=qr.draw)
    made.filters.update(
        count=_count,
        percent=rules.write_percentage,
        money=rules.write_money,
        masked=rules.mask,
        masked_name=rules.mask_name,
        grouped=rules.group,
        clock_time=rules.write_time,
        slashed=_slashed,
        short_weekday=_short_weekday,
        folded=strip.fold,
        day=_day,
        plain_date=_date,
        short_day=_short_day,
        moment=_moment,
    )
    return made


def _language() -> str:
    return get_language() or "zh-hans"


def _url(name: str, /, **parts: Any) -> str:
    return reverse(name, kwargs=parts) if parts else address(name)


def address(name: str) -> str:
    """The address of a page that takes nothing; found once, for every page's frame names dozens of them."""
    return _address(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@cache
def _address(name: str, _urlconf: str, _prefix: str) -> str:
    return reverse(name)


@cache
def static(path: str) -> str:
    """Where the browser gets this file; the same as long as the process lives."""
    return find_static(path)


@lru_cache(1024)  # a page of a list shows hundreds, of a few kinds
def icon(name: str, label: str = "") -> Markup:
    """One symbol of the sprite; silent beside a word, an image with a name where `label` is given."""
    told = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="tb-icon" {}><use href="{}#{}"/></svg>').format(told, static("ui/icons.svg"), name)


@cache
def light_mark(name: str) -> Markup:
    """The shape of a clock light, always beside its word."""
    return Markup('<svg aria-hidden="true"><use href="{}#light-{}"/></svg>').format(static("ui/icons.svg"), name)


# Whatever depends on the language takes the context, else Jinja would fold `126400 | count` once for everybody.
@pass_context
def _count(context: Context, number: int | Decimal) -> str:
    return rules.write_count(number, _language())


@pass_context
def _slashed(context: Context, value: dt.date) -> str:
    return rules.write_slashed(value, _language())


@pass_context
def _short_weekday(context: Context, value: dt.date) -> str:
    return rules.short_weekday(value, _language())


@pass_context
def _day(context: Context, value: dt.date) -> str:
    return rules.write_day(value, _language(), _today(context))


@pass_context
def _date(context: Context, value: dt.date) -> str:
    return rules.write_date(value, _language(), _today(context))


@pass_context
def _short_day(context: Context, value: dt.date) -> str:
    return rules.write_short_day(value, _today(context))


@pass_context
def _moment(context: Context, value: dt.datetime) -> str:
    return rules.write_moment(value, _language(), _today(context))


def _today(context: Context) -> dt.date | None:
    """A page passes `today`; without it every date carries its year."""
    today = context.get("today")
    return rules.as_day(today) if isinstance(today, dt.date) else None
