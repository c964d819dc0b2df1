"""The form of what becomes of each referral to a role."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange, ValidationError
from wtforms.widgets import HiddenInput

from portal.referrals.role_endings.decisions import CLOSE, GENERAL, LEAVE, Decision
from portal.referrals.role_endings.under_way import UnderWay
from portal.referrals.stages.transitions import LONGEST_NOTE
from portal.web.forms.choices import choice_required
from portal.web.forms.fields import Form, LongText, OnceForm

MOST = 2**31 - 1
LABELS = {
    LEAVE: _l("Leave as it is for now"),
    GENERAL: _l("Go on for the office in general"),
    CLOSE: _l("Close, with the message below"),
}


class SettleForm(OnceForm):
    """The form around the decisions: its token and its key."""


class DecisionForm(Form):
    """What becomes of one referral."""

    class Meta(Form.Meta):
        """The token is that of the form around it."""

        csrf = False

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, MOST)])
    choice = RadioField(default=LEAVE, validators=choice_required(_l("Choose what becomes of this referral.")))
    word = LongText(_l("A note to the person who referred them"), most=LONGEST_NOTE)

    def __init__(self, row: UnderWay, **kwargs):
        super().__init__(prefix=f"r{row.id}-", data={"version": row.version, "word": row.word}, **kwargs)
        self.row = row
        offered = [code for code in LABELS if code != GENERAL or row.may_go_on]
        self.choice.choices = [(code, LABELS[code]) for code in offered]
        self.choice.label.text = row.who

    def validate_word(self, field) -> None:
        """Closing always says something."""
        if self.choice.data == CLOSE and not field.data:
            raise ValidationError(_l("Before closing, write a note to the person who referred them."))

    @property
    def decision(self) -> Decision:
        """What was decided; only after `validate`."""
        return Decision(self.row.id, self.version.data, self.choice.data, self.word.data or "")
