"""What is kept is kept per language and per what it was given, and knows nothing of who asked first."""

from __future__ import annotations

import pytest
from flask_babel import force_locale, lazy_gettext
from jinja2 import ChoiceLoader, DictLoader
from markupsafe import Markup, escape

from portal.web.fragment_cache import remember_fragments

PIECES = {
    "greeting.html": '{{ _("Skip to content") }} {{ name }}',
    "nosy.html": "{{ current_user.name }}",
    "token.html": "{{ csrf_token() }}",
}

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def kept(app):
    before = app.jinja_env.loader
    app.jinja_env.loader = ChoiceLoader([app.jinja_loader, DictLoader(PIECES)])
    with app.test_request_context():
        yield app.jinja_env.globals["kept"]
    app.jinja_env.loader = before


def test_each_language_has_its_own(kept):
    with force_locale("fr"):
        french = kept("greeting.html", name="Alice")
    with force_locale("en"):
        assert kept("greeting.html", name="Alice") == "Skip to content Alice" != french


def test_each_given_value_has_its_own_and_is_escaped(kept):
    assert "<b>" not in kept("greeting.html", name="<b>")
    assert kept("greeting.html", name="Bruno") != kept("greeting.html", name="Alice")


@pytest.mark.parametrize("template", ["nosy.html", "token.html"])
def test_it_refuses_what_belongs_to_one_person(kept, template):
    with pytest.raises(Exception, match=r"undefined|NoneType"):
        kept(template)


def test_a_remembered_macro_is_drawn_once_for_plain_values_and_tells_texts_from_html():
    drawn = []
    mark = remember_fragments(lambda label: drawn.append(label) or escape(label))
    assert [mark("<b>"), mark("<b>"), mark(Markup("<b>"))] == ["&lt;b&gt;", "&lt;b&gt;", "<b>"]
    assert len(drawn) == 2


def test_a_remembered_macro_says_lazy_texts_in_the_language_of_each_reader(app):
    mark, lazy = remember_fragments(str), lazy_gettext("Skip to content")
    with app.test_request_context():
        with force_locale("fr"):
            french = mark(lazy)
        with force_locale("en"):
            assert mark(lazy) == "Skip to content" != french
