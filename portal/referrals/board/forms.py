"""The shapes of what changes a referral's stage."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.referrals.introductions.verbal_consent import CHANNELS, LONGEST_HOW, SAY_HOW
from portal.referrals.stages.transitions import LONGEST_NOTE
from portal.web.forms.fields import Form, LongText, input_needed

MOST = 2**31 - 1


class MoveForm(Form):
    """A stage ("": none was chosen), the version on which the choice was made, two notes, what the candidate hears."""

    class Meta(Form.Meta):
        """The token of the page (CSRF) was checked before the view, as always; no field of its own repeats it."""

        csrf = False

    stage = HiddenField()
    deed_key = HiddenField(validators=[Length(max=64)])
    version = IntegerField(validators=[InputRequired(), NumberRange(0, MOST)])
    note = LongText(_l("A note to the person who referred them"), most=LONGEST_NOTE)
    reason = HiddenField()
    month = HiddenField()
    private_note = LongText(_l("Internal note, for the office only"), most=LONGEST_NOTE)
    candidate_note = LongText(_l("A note to the candidate"), most=LONGEST_NOTE)
    begins_on = DateField(_l("First day of work"), validators=[Optional()])
    told = BooleanField(_l("I told them myself"))
    told_on = DateField(_l("On which day"), validators=[Optional()])

    @property
    def begins_typed(self) -> str:
        """The first day of work, as it was typed."""
        return (self.begins_on.raw_data or [""])[0][:10]

    def day_told(self, today: date) -> date | None:
        """The day on which the candidate was told, if that is ticked: `today` where none is named."""
        return (self.told_on.data or today) if self.told.data else None


class AgreementForm(Form):
    """That the candidate agreed: when, over what, and a word on how it went."""

    version = HiddenField(validators=[InputRequired()])
    obtained_on = DateField(_l("When did they agree?"), validators=[input_needed(_l("Choose the day."))])
    channel = RadioField(
        _l("How did you reach them?"),
        choices=list(CHANNELS.items()),
        validators=[input_needed(_l("Choose how they agreed."))],
    )
    how = LongText(_l("What was said, in a few words"), most=LONGEST_HOW, validators=[input_needed(SAY_HOW)])
