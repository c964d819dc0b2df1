"""The attributes of controls are written by ourselves exactly as WTForms writes them."""

from __future__ import annotations

import importlib.util

import pytest
from markupsafe import Markup
from wtforms import BooleanField, RadioField, SelectField
from wtforms.widgets import core

from portal.web.forms import fields
from portal.web.forms.widgets import render_attributes

SHARP = "<script>\"'&amp; é\n"


@pytest.fixture(scope="module")
def theirs():
    """The function of WTForms, from a copy of its module in which nothing took its place."""
    spec = importlib.util.spec_from_file_location("untouched", core.__file__)
    untouched = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(untouched)
    return untouched.html_params


@pytest.mark.parametrize(
    "given",
    [
        {},
        {
            "name": "a",
            "id": "b",
            "class": "input",
            "data_behavior": "text",
            "aria-describedby": "a b",
            "aria_label": "x",
        },
        {"class_": SHARP, "for_": SHARP, "required": False, "readonly": True, "maxlength": 12, "value": ""},
        {"value": Markup('<b class="x">'), "title": Markup("&amp;"), "hx-get": "/x?a=1&b=2", "label": None},
    ],
)
def test_attributes_are_what_wtforms_writes(theirs, given):
    assert render_attributes(**given) == theirs(**given)
    assert isinstance(render_attributes(**given), Markup)


class SomeForm(fields.OnceForm):
    """A control of each kind that writes attributes in its own way."""

    short = fields.ShortText(render_kw={"autocomplete": SHARP})
    long = fields.LongText()
    one = SelectField(choices=[("a", "A"), ("b", SHARP)])
    which = RadioField(choices=[("a", "A")])
    yes = BooleanField()


@pytest.mark.sqlite_only
def test_no_control_is_left_to_the_slow_way(app, monkeypatch):
    monkeypatch.setattr(Markup, "format", lambda *_args, **_named: pytest.fail("an attribute was formatted"))
    with app.test_request_context():
        html = "".join(field() for field in SomeForm())
    assert html.count(" name=") == 7
    assert "<script>" not in html
