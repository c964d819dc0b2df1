"""How one has one's notices by e-mail."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from portal.notifications.categories import GROUPS, HOWS
from portal.web.forms.fields import Form, input_needed


def list_hours() -> list[tuple[int, str]]:
    """The hours of a day, as a select offers them."""
    return [(hour, _("%(hour)s:00", hour=hour)) for hour in range(24)]


class RhythmForm(Form):
    """A rhythm for each group of notices."""

    asked = SelectField(GROUPS["asked"][0], [input_needed()], choices=list(HOWS.items()))
    news = SelectField(GROUPS["news"][0], [input_needed()], choices=list(HOWS.items()))
    roles = SelectField(GROUPS["roles"][0], [input_needed()], choices=list(HOWS.items()))
    around = SelectField(GROUPS["around"][0], [input_needed()], choices=list(HOWS.items()))

    @property
    def hows(self) -> dict[str, str]:
        """Group → how, as chosen."""
        return {group: self[group].data for group in GROUPS}


class MailForm(RhythmForm):
    """The rhythms, and the hours without e-mail."""

    begins = SelectField(_l("No e-mail from"), [InputRequired()], coerce=int, choices=list_hours)
    ends = SelectField(_l("Until"), [InputRequired()], coerce=int, choices=list_hours)
