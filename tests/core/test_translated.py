"""A text in every language, and the one rule of which is read."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from portal.config import languages
from portal.core.db import db
from portal.core.translated import Texts, among_languages
from portal.opportunities.models import WORK_LANGUAGES, Opportunity
from tests import factories


@pytest.mark.parametrize(
    ("texts", "language", "read"),
    [
        ({"fr": "Conseillère", "en": "Advisor"}, "fr", ("Conseillère", "fr")),
        ({"fr": "Conseillère", "en": "Advisor"}, "en", ("Advisor", "en")),
        ({"fr": "Conseillère", "en": ""}, "en", ("Conseillère", "fr")),
        ({"fr": "", "en": "Advisor"}, "fr", ("Advisor", "en")),
        ({"en": "Advisor"}, "fr", ("Advisor", "en")),
        ({}, "en", ("", "en")),
    ],
)
def test_a_text_is_read_in_the_asked_language_else_in_the_other(texts, language, read):
    assert Texts(texts).in_language(language) == read


def test_a_row_of_an_outer_join_has_no_text():
    assert Opportunity.title.of(SimpleNamespace(title_fr=None, title_en=None)).in_language("fr") == ("", "fr")


def test_its_columns_are_named_by_language_and_kept_on_both_databases(cast):
    role = factories.a_role(cast.rita, title_fr="Conseillère", title_en="")
    role.title = {"en": "Advisor"}
    db.session.flush()
    assert db.session.execute(db.select(*Opportunity.title.columns)).all() == [("", "Advisor")]
    assert (role.title, role.sort_fr, role.sort_en) == ({"fr": "", "en": "Advisor"}, "advisor", "advisor")
    assert db.session.scalar(db.select(Opportunity.title.column("en"))) == "Advisor"


def test_what_is_chosen_among_languages_follows_their_order():
    assert languages.beginning_with("en") == ("en", "fr")
    assert languages.other_languages("en") == ("fr",)
    assert WORK_LANGUAGES == ("fr", "fr,en", "en")
    assert among_languages() == "language IN ('fr', 'en')"
