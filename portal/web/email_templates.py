"""Letters in words: two small templates and one layout make a mail that reads well as plain text and as HTML.

A letter is written in a context of its own, with the language and the time zone of its reader: the worker that sends
it has no request, and the person whose page shows a preview may read another language.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import mrml
from flask import Flask, current_app, g
from flask_babel import gettext as _
from jinja2 import Template

from portal.config.languages import LANGUAGES
from portal.mail.outbox import Mail
from portal.web.i18n.translations import reader_language

WIDTH = 76
"""Columns of the plain text: addresses are never broken."""
BLANKS = re.compile(r"[ \t\r\n]+")  # a hard blank is part of the French
EMPTY_LINES = re.compile(r"\n{3,}")
AN_OFFICE = SimpleNamespace(
    name="Bureau de Québec",
    address="1150, rue Claire-Fontaine, Québec (Québec) G1R 5G4",
    timezone="America/Toronto",
    region="CA-QC",
)
"""Whose address stands below an example."""
NO_FONTS = mrml.RenderOptions(disable_comments=False, fonts={})


def init_app(app: Flask) -> None:
    """What is put into an `.mjml` is escaped as in HTML; to be called before the first template is read."""
    usual = app.jinja_env.autoescape
    app.add_template_filter(in_subject)
    app.jinja_env.autoescape = lambda name: bool(name and name.endswith(".mjml")) or usual(name)


def render_letter(
    template: str,
    *,
    language: str,
    to_name: str,
    to_address: str,
    link: str | None = None,
    unsubscribe: str | None = None,
    reply_to: str | None = None,
    office=None,
    timezone: str | None = None,
    region: str = "",
    **context,
) -> Mail:
    """The letter `template` ("accounts/invitation": `templates/emails/accounts/invitation.txt` and `.mjml`) in words.

    language: the reader's. link: where the one button leads, a path of the portal or a whole address;
    None: no button. unsubscribe: the address that ends such letters by a POST without token (RFC 8058). office: whose
    name and postal address stand below. timezone: of the dates, else the office's.
    region: whose words it has, else the office's. The rest fills the templates.
    To `to_name` at `to_address`; answers go to `reply_to`.
    """
    zone = timezone or getattr(office, "timezone", None)
    values = context | {"to_name": to_name, "office": office, "lang": language, "link": link and absolute_address(link)}
    values |= {"unsubscribe": unsubscribe and absolute_address(unsubscribe), "settings": current_app.config["SETTINGS"]}
    with _as_read(language, zone, region or getattr(office, "region", "")):
        plain = current_app.jinja_env.get_template(f"emails/{template}.txt")
        values["letter"] = {part: _part(plain, part, values) for part in ("subject", "action", "why", "preview")}
        text = _set(plain.render(values))
        html = _as_html(current_app.jinja_env.get_template(f"emails/{template}.mjml").render(values))
    return Mail(to_address, to_name, language, values["letter"]["subject"], text, html, values["unsubscribe"], reply_to)


def in_subject(name: str) -> str:
    """`name` for the subject of a letter; where subjects are plain by a part without accents.

    Filters of junk mail distrust them in English.
    """
    if not LANGUAGES[reader_language()].plain_subjects or name.isascii():
        return name
    first = name.split()[0]
    return first if first.isascii() else _("Someone you know")


def sample_letter(template: str, **context) -> Callable[[str], Mail]:
    """How a letter looks with invented facts: the `example` of `composes`. Lazy texts are said in its language.

    >>> @composes("accounts.invitation", example=sample("accounts/invitation", link="/invitation/exemple"))
    """

    def example(language: str) -> Mail:
        reader = {"to_name": "Jeanne Bouchard", "to_address": "jeanne.bouchard@example.com", "office": AN_OFFICE}
        return render_letter(template, language=language, **reader | context)

    return example


def absolute_address(address: str) -> str:
    """The whole address of a path of the portal; a whole address stays as it is."""
    if not address.startswith("/"):
        return address
    return current_app.config["SETTINGS"].host_url.rstrip("/") + address


@contextmanager
def _as_read(language: str, timezone: str | None, region: str = "") -> Iterator[None]:
    with current_app.app_context():
        g.language, g.timezone, g.region = language, timezone, region
        yield


def _part(template: Template, name: str, values: dict) -> str:
    """One block of the plain text in one line; nothing where the letter has no such block."""
    block = template.blocks.get(name)
    found = "".join(block(template.new_context(values))) if block else ""
    return BLANKS.sub(" ", found).strip(" ")


def _set(text: str) -> str:
    """Lines of at most WIDTH columns, one empty line between paragraphs; a quoted line stays quoted."""
    lines = []
    for line in text.split("\n"):
        more = {"subsequent_indent": "> "} if line.startswith("> ") else {}
        lines += textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False, **more) or [""]
    return EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


def _as_html(mjml: str) -> str:
    return mrml.to_html(mjml, render_options=NO_FONTS).content
