"""Languages are called as their reader calls them, also inside a sentence."""

from __future__ import annotations

import pytest
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from portal.web.i18n import language_names

NAMES = {
    "fr": ("anglais", "Anglais", "Français et anglais", "Titre en anglais", "en français ou en anglais"),
    "en": ("English", "English", "French and English", "Title in English", "in French or in English"),
}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("reader", NAMES)
def test_names_of_languages(app, reader):
    with app.test_request_context(), force_locale(reader):
        assert NAMES[reader] == (
            language_names.language_name("en"),
            language_names.language_title("en"),
            language_names.language_titles("fr,en"),
            str(language_names.insert_language(_l("Title in %(language)s"), "en")),
            language_names.join_languages(_l("in %(language)s")),
        )
        assert language_names.language_name("xx") == "xx"
