"""How many more, and until when."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField
from wtforms.validators import NumberRange

from portal.referrals.submission.weekly_limit.requests import MOST
from portal.web.forms.choices import local_today
from portal.web.forms.fields import Form, input_needed


class AnswerForm(Form):
    """The go-ahead of a recruiter."""

    more = IntegerField(
        _l("How many more people?"),
        default=5,
        validators=[input_needed(_l("Enter how many.")), NumberRange(1, MOST, _l("Between 1 and 30, please."))],
    )
    until = DateField(
        _l("Until which day?"),
        default=lambda: local_today() + timedelta(days=7),
        validators=[input_needed(_l("Choose until which day."))],
    )
