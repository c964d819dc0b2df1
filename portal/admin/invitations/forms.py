"""The form of a list of people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from portal.admin.invitations.waves import Plan
from portal.config.languages import DEFAULT, OWN_NAMES
from portal.web.forms.choices import choice_required, local_today
from portal.web.forms.dates import DayField, stop_unreadable
from portal.web.forms.fields import LongText, OnceForm, input_needed

LONGEST = 60_000


class ListForm(OnceForm):
    """Who comes, and when they are invited."""

    people = LongText(_l("The list"), most=LONGEST, validators=[input_needed(_l("Paste a list, or choose a file."))])
    office = SelectField(_l("Office of lines that name none"), coerce=str, validate_choice=False)
    language = RadioField(
        _l("Language of their portal"),
        choices=list(OWN_NAMES),
        validate_choice=False,
        default=DEFAULT,
        validators=choice_required(_l("Choose a language.")),
    )
    when = RadioField(
        _l("When to invite them"),
        choices=[("now", _l("Now")), ("day", _l("From a day on")), ("none", _l("Later, from the list of people"))],
        validate_choice=False,
        default="now",
        validators=choice_required(_l("Choose when they are invited.")),
    )
    day = DayField(_l("From which day on?"), [stop_unreadable])
    a_day = IntegerField(
        _l("At most so many a day"), [Optional(), NumberRange(1, 500, _l("Enter a number from 1 to 500."))]
    )

    def validate_day(self, field) -> None:
        """A plan begins on a day to come, within a year."""
        if self.when.data != "day":
            return
        if not field.data or not 0 <= (field.data - local_today()).days <= 366:
            raise ValidationError(_l("Choose a day within a year from today."))

    @property
    def office_id(self) -> int:
        """The office chosen for lines that name none; 0 for none."""
        text = self.office.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    @property
    def plan(self) -> Plan | None:
        """When they are invited; None: not by this form. Only after `validate`."""
        if self.when.data == "none":
            return None
        return Plan(self.day.data if self.when.data == "day" else None, self.a_day.data or 0)
