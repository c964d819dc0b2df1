"""Controls are written by ourselves exactly as WTForms writes them."""

from __future__ import annotations

import pytest
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, EmailField, HiddenField, IntegerField, PasswordField, SelectField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.web.controls import written
from portal.web.forms import LongText, OnceForm, ShortText, VersionedForm

SHARP = "<script>\"'&amp; é\n"
ATTRIBUTES = (
    {},
    {"class": "input", "data_behavior": "text", "aria-describedby": "a b", "hx-get": "/x?a=1&b=2"},
    {"class_": SHARP, "id": "other", "required": False, "readonly": True, "maxlength": 12},
    {"value": SHARP, "title": Markup('<b class="x">')},
)
LEFT_TO_WTFORMS = ("PasswordInput", "CheckboxInput", "Select", "DateInput", "NumberInput")


class EveryForm(OnceForm, VersionedForm):
    """One control of each kind."""

    short = ShortText("Short", validators=[InputRequired(), Length(min=2)], render_kw={"autocomplete": "name"})
    long = LongText("Long", most=200)
    mail = EmailField("Mail")
    day = DateField("Day")
    count = IntegerField("Count", [NumberRange(min=lambda: 3, max=9)])
    hidden = HiddenField()
    secret = PasswordField("Secret")
    yes = BooleanField("Yes")
    one = SelectField("One", choices=[("a", "A"), ("b", SHARP)])


@pytest.mark.sqlite_only
@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize(
    "typed", [None, {"short": SHARP, "long": SHARP, "secret": SHARP, "day": SHARP, "version": "x"}]
)
def test_every_control_is_what_wtforms_writes(app, attributes, typed):
    with app.test_request_context():
        form = EveryForm(formdata=MultiDict(typed) if typed else None)
        for field in form:
            said = {**(field.render_kw or {}), **attributes}
            clean = {name.rstrip("_").replace("data_", "data-"): value for name, value in said.items()}
            assert field(**attributes) == field.widget(field, **clean)
            assert (written(field, said) is None) == (type(field.widget).__name__ in LEFT_TO_WTFORMS)
