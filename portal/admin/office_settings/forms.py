"""The form of a closed day."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField

from portal.web.forms.fields import Form, ShortText, input_needed


class ClosedDayForm(Form):
    """A day on which the office is closed, and why."""

    day = DateField(_l("Day"), validators=[input_needed(_l("Choose the day."))])
    name = ShortText(_l("Why, in a few words"), most=120)
