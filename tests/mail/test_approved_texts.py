"""The approved texts: every letter reads as somebody approved it, in both languages, as text and as HTML.

Changed on purpose? `APPROVE=1 bin/python -m pytest tests/mail/test_approved_texts.py` writes them anew; read the
difference.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.admin.emails.labels import TITLES
from portal.mail import outbox
from portal.web import email_templates

APPROVED = Path(__file__).parent / "approved"
LANGUAGES = ("fr", "en")
ONCE = datetime(2026, 11, 23, 15, tzinfo=UTC)
NEVER_LEFT = re.compile(r"%\(\w+\)s|\{\{|\{%|&amp;amp;|None|https?://(?!localhost)")


@pytest.fixture
def every_letter(app) -> list[str]:
    """The letters of the portal, without the one of the tests."""
    return [name for name in outbox.every_example() if name != "a test"]


def words_of_html(html: str) -> str:
    """What a person reads of the HTML, one line for each piece."""
    body = re.sub(r"<!--.*?-->|<style.*?</style>|<head.*?</head>", "", html, flags=re.DOTALL)
    lines = (re.sub(r"\s*\n\s*", " ", line).strip(" ") for line in re.sub(r"<[^>]+>", "\n", body).split("\n"))
    return "\n".join(line for line in lines if line)


def whole(mail: outbox.Mail) -> str:
    return f"{mail.subject}\n\n{mail.text}\n=== HTML\n\n{words_of_html(mail.html)}\n"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_reads_as_approved(every_letter, language):
    wrong = []
    for name in every_letter:
        path, now = APPROVED / f"{name}.{language}.txt", whole(outbox.example_of(name, language))
        if os.environ.get("APPROVE"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(now, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != now:
            wrong.append(path.name)
    assert not wrong, f"not as approved (see the head of this file): {wrong}"


@pytest.mark.sqlite_only
def test_every_approved_text_is_of_a_letter(every_letter):
    kept = {path.name for path in APPROVED.glob("*.txt")}
    assert kept == {f"{name}.{language}.txt" for name in every_letter for language in LANGUAGES}


@pytest.mark.sqlite_only
def test_every_letter_has_a_title_for_those_who_look_after_it(every_letter):
    assert set(TITLES) == set(every_letter), "portal/admin/emails/labels.py"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_whole_and_says_who_writes_and_why(every_letter, language):
    for name in every_letter:
        mail = outbox.example_of(name, language)
        assert mail.subject, name
        assert "\n" not in mail.subject, name
        assert len(mail.text) > 200, name
        assert not NEVER_LEFT.search(mail.text + words_of_html(mail.html)), name
        assert ".." not in mail.text.replace("...", ""), name
        assert "Relais" in mail.text, name
        assert f'lang="{language}"' in mail.html, name
        assert all(len(line) <= email_templates.WIDTH or "://" in line for line in mail.text.splitlines()), name


@pytest.mark.sqlite_only
def test_french_letters_have_their_hard_blanks_and_apostrophes(every_letter):
    for name in every_letter:
        mail = outbox.example_of(name, "fr")
        prose = re.sub(r"https?://\S+", "", mail.text)
        assert not re.search(r"\w'\w| [;!?»]|« |\w :", prose), name


@pytest.mark.sqlite_only
def test_a_letter_fetches_nothing_from_anywhere(every_letter):
    for name in every_letter:
        html = outbox.example_of(name, "fr").html
        assert not re.search(r"<(img|link|script|iframe)\b|url\(|@import", html), name


@pytest.mark.sqlite_only
def test_what_people_typed_can_not_become_markup_or_a_header(app):
    facts = {
        "how": "now",
        "subject_line": "A\r\nBcc: all",
        "groups": [("<b>x</b>", ["<script>alert(1)</script>"])],
        "more": 0,
    }
    mail = email_templates.sample_letter("notifications/news", **facts)("fr")
    assert "<script" not in mail.html
    assert "<b>x" not in mail.html
    assert "<script>alert(1)</script>" in mail.text
    assert mail.subject == "A Bcc: all"


@pytest.mark.sqlite_only
def test_dates_are_told_in_the_zone_of_the_reader(app):
    template = app.jinja_env.from_string("{{ at | moment }}")
    told = {}
    for zone in ("America/Toronto", "Europe/Paris"):
        with email_templates._as_read("fr", zone):
            told[zone] = template.render(at=ONCE)
    assert told == {
        "America/Toronto": "23\u00a0novembre 2026 à 10\u00a0h",
        "Europe/Paris": "23\u00a0novembre 2026 à 16\u00a0h",
    }
