"""How dates and money are written, in the reader's language and office time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from babel.dates import format_date, format_datetime, format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency
from babel.units import format_unit
from flask import Flask
from flask_babel import get_timezone, ngettext
from flask_babel import gettext as _
from markdown_it import MarkdownIt
from markupsafe import Markup
from nh3 import clean

from portal.config.languages import BLANK, LANGUAGES
from portal.core.caches import cached
from portal.core.contact_details import phone_numbers
from portal.web import qr_codes
from portal.web.http.security import same_site_path
from portal.web.i18n.timezones import city_of
from portal.web.i18n.translations import locale_name, reader_language

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS = {"p", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "hr", "code"}


SPANS = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


def format_day(value: date | datetime | None) -> str:
    """`22 novembre 2026`, or `November 22, 2026`; no line is broken between the number and the month."""
    if value is None:
        return ""
    here = value.astimezone(get_timezone()).date() if isinstance(value, datetime) else value
    return _day_written(here, reader_language())


def format_moment(value: datetime | None) -> str:
    """The day and the time."""
    if value is None:
        return ""
    here = value.astimezone(get_timezone()).replace(second=0, microsecond=0, tzinfo=None)
    return _minute_written(here, reader_language())


def format_hour(value: time) -> str:
    """`14 h 30`, or `2:30 p.m.`: an hour of the day as it stands, in no time zone."""
    return _hour_written(value, reader_language())


def format_day_and_hour(day: date, hour: time | None) -> str:
    """The day, and the hour where there is one, as they stand, in no time zone."""
    if hour is None:
        return _day_written(day, reader_language())
    return _minute_written(datetime.combine(day, hour.replace(second=0, microsecond=0)), reader_language())


def short_day(value: date) -> str:
    """`22 nov.`, or `Nov 22`."""
    return _short_written(value, reader_language())


def format_month(value: date | None) -> str:
    """`mai 2019`, or `May 2019`; "" for no month."""
    language = reader_language()
    return format_date(value, "MMMM y", locale=LANGUAGES[language].locale or language) if value else ""


def format_duration(value: timedelta | float) -> str:
    """How long (a number is seconds), roughly, in the largest unit that it fills: `3 hours`, `1 day`, `10 days`."""
    seconds = round(value.total_seconds() if isinstance(value, timedelta) else value)
    unit, length = next((span for span in SPANS if seconds >= span[1]), SPANS[-1])
    return format_unit(round(seconds / length), f"duration-{unit}", locale=reader_language()).replace(" ", BLANK)


# Babel takes a tenth of a millisecond for a date, and a page shows the same days and minutes again and again.
@cached(4096)
def _day_written(value: date, language: str) -> str:
    known = LANGUAGES[language]
    form = known.first_day if known.first_day and value.day == 1 else known.day
    return format_date(value, form, locale=known.locale or language)


@cached(4096)
def _short_written(value: date, language: str) -> str:
    known = LANGUAGES[language]
    written = format_skeleton("MMMd", value, locale=known.locale or language).replace(" ", BLANK)
    return written.replace("1", known.short_first, 1) if known.short_first and value.day == 1 else written


@cached(2048)
def _hour_written(value: time, language: str) -> str:
    known = LANGUAGES[language]
    form = known.hour if known.hour and not value.minute else known.minute
    return format_datetime(datetime.combine(date.min, value), form, locale=known.locale or language)


@cached(8192)
def _minute_written(value: datetime, language: str) -> str:
    known = LANGUAGES[language]
    form = known.hour if known.hour and not value.minute else known.minute
    return f"{_day_written(value.date(), language)} {format_datetime(value, form, locale=known.locale or language)}"


def format_since(value: datetime | None, now: datetime | None = None) -> str:
    """How many days of the reader’s calendar ago: "today", "yesterday" (be it an hour ago), "3 days ago"."""
    if value is None:
        return ""
    here = get_timezone()
    return format_ago(((now or datetime.now(UTC)).astimezone(here).date() - value.astimezone(here).date()).days)


def format_ago(days: int) -> str:
    """That many days ago, roughly."""
    return _ago(days, locale_name())


@cached(1024)
def _ago(days: int, _language: str) -> str:
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < 60:
        return ngettext("%(num)s day ago", "%(num)s days ago", days)
    return ngettext("%(num)s month ago", "%(num)s months ago", days // 30)


def format_money(cents: int | None, currency: str = "CAD") -> str:
    """`65 000 $` or `$65,000`: whole units, the currency's sign as its country writes it."""
    return "" if cents is None else _written(cents, currency, reader_language())


@cached(1024)
def _written(cents: int, currency: str, language: str) -> str:
    known = LANGUAGES[language]
    locale, form = known.money.get(currency, language), None if cents % 100 else known.whole
    written = format_currency(cents / 100, currency, form, locale=locale, currency_digits=form is None)
    return written.replace("\u202f", BLANK)


def join_words(values: Iterable[object], *, proper: bool = False) -> str:
    """`Assurance, prêt hypothécaire et immobilier`: all but the first begin small, the last comes after "and".

    `proper`: they are names which keep their capital in English, as languages do.
    """
    first, *others = [*map(str, values)] or [""]
    if not proper or not LANGUAGES[reader_language()].keeps_capitals:
        others = [other[:1].lower() + other[1:] for other in others]
    return format_list([first, *others], locale=reader_language())


def first_name(name: str) -> str:
    """How a person is spoken to: the first word of `name`; "" when there is none."""
    return name.split()[0] if name.split() else ""


def render_markdown(text: str | None) -> Markup:
    """Markdown as safe HTML: a short list of tags, no `hx-*`, links only to http, https, mailto and paths of ours."""
    return _as_html(text or "")


@cached(256)
def _as_html(text: str) -> Markup:
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag in ("h1", "h2", "h3") else "h4"  # the page has its own h1 and h2
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    schemes = {"http", "https", "mailto"}
    safe = clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes=schemes, url_relative=_own_path)
    return Markup(safe)  # noqa: S704 the line above is the allow-list sanitiser


def _own_path(address: str) -> str | None:
    return same_site_path(address, "") or None  # `//other.host/` has no scheme either


FILTERS = {
    "day": format_day,
    "moment": format_moment,
    "month": format_month,
    "duration": format_duration,
    "since": format_since,
    "ago": format_ago,
    "money": format_money,
    "listed": join_words,
    "first_name": first_name,
    "markdown": render_markdown,
}
"""By its name in a template."""


def init_app(app: Flask) -> None:
    """Make these filters of every template."""
    for name, form in FILTERS.items():
        app.add_template_filter(form, name)
    app.add_template_filter(phone_numbers.format_number, "phone")
    app.add_template_filter(phone_numbers.link_of, "tel")
    app.add_template_filter(qr_codes.draw_qr_code, "qr")
    app.add_template_filter(city_of, "city")
