"""Fields for choices, and the form that is only a button."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from flask_babel import get_timezone
from wtforms import SelectMultipleField
from wtforms.validators import AnyOf
from wtforms.widgets import CheckboxInput, ListWidget

from portal.web.forms.fields import Form, input_needed


class MultiCheckboxField(SelectMultipleField):
    """Several boxes under one name; what is not among the choices is left out."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_data(self, value: Collection[str] | None) -> None:
        """Tick what is known already; nothing where nothing is, also when a form comes back empty."""
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the known values, in the order of the choices."""
        self.data = [value for value, *_rest in self.iter_choices() if value in valuelist]


def local_today() -> date:
    """The present day where the person is."""
    return datetime.now(get_timezone()).date()


def choice_required(message):
    """Validators of a group of which one is chosen: the message covers both none and an unknown one."""
    return [input_needed(message), OneOfItsChoices(message)]


class OneOfItsChoices:
    """Validator: the value is one that the field offers."""

    def __init__(self, message):
        self.message = message

    def __call__(self, _form, field) -> None:
        """Refuse what was not offered."""
        AnyOf([str(value) for value, *_rest in field.iter_choices()], message=self.message)(_form, field)


class NothingForm(Form):
    """Only the token: for a button that is a form by itself."""
