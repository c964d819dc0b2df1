"""The shape of a next step."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, TimeField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from portal.referrals.next_steps.labels import KINDS
from portal.referrals.next_steps.steps import Plan
from portal.web.forms.choices import choice_required
from portal.web.forms.dates import DayField, stop_unreadable
from portal.web.forms.fields import OnceForm, ShortText, input_needed


class HourField(TimeField):
    """An hour of the day; raises ValueError with our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it; nothing typed is no hour."""
        if not any(valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(_l("This is not an hour. Example: 14:30")) from None


class StepForm(OnceForm):
    """What comes next, on which day, perhaps at which hour, with whom and where."""

    version = IntegerField(widget=HiddenInput())
    kind = RadioField(
        _l("What comes next?"),
        choices=list(KINDS.items()),
        default="call_back",
        validate_choice=False,
        validators=choice_required(_l("Choose what comes next.")),
    )
    day = DayField(_l("On which day?"), [stop_unreadable, input_needed(_l("Choose the day."))])
    hour = HourField(_l("At what time?"), validators=[Optional()])
    whom = ShortText(_l("With"))
    place = ShortText(_l("Where"))

    @property
    def seen(self) -> int:
        """The version of the referral that the person saw; 0, which nothing has, when the form says none."""
        return self.version.data if 0 < (self.version.data or 0) < 2**31 else 0

    @property
    def plan(self) -> Plan:
        """What was typed; only after `validate`."""
        return Plan(self.kind.data, self.day.data, self.hour.data, self.whom.data or "", self.place.data or "")
