"""The shapes of an answer to a proposed introduction, and of what the referrer tells when asked."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import AnyOf, ValidationError

from portal.referrals.introductions.responses import ANSWERS, LONGEST_WORD, Facts
from portal.referrals.record.labels import KNOWN_AS, VOUCHED
from portal.referrals.record.models import Referral
from portal.web.forms.choices import choice_required, local_today
from portal.web.forms.dates import MonthField, not_to_come, stop_unreadable
from portal.web.forms.fields import LongText, OnceForm, VersionedForm, input_needed

_PAST = not_to_come(local_today)


class AnswerForm(VersionedForm):
    """What is answered, on which state of the referral, with a word for the referrer."""

    answer = HiddenField(validators=[AnyOf(ANSWERS)])
    word = LongText(most=LONGEST_WORD)


class MoreForm(OnceForm):
    """How the two know each other, again; and words that stay shut until the introduction is open."""

    relationship = RadioField(
        _l("How do you know each other?"),
        choices=[(code, words) for code, words in KNOWN_AS.items()],
        validate_choice=False,
        validators=choice_required(_l("Choose how you know each other.")),
    )
    known_since = MonthField(
        _l("Known since"), [stop_unreadable, input_needed(_l("Enter since when; approximate is fine.")), _PAST]
    )
    together_from = MonthField(_l("Worked together from"), [stop_unreadable, _PAST])
    together_to = MonthField(_l("Worked together until"), [stop_unreadable, _PAST])
    vouch = RadioField(
        _l("How well can you vouch for them?"),
        choices=[(str(level), words) for level, words in VOUCHED.items()],
        validate_choice=False,
        validators=choice_required(_l("Choose the sentence that is true; all four are welcome.")),
    )
    told = LongText(_l("In your own words"), most=LONGEST_WORD)

    @classmethod
    def about(cls, referral: Referral) -> MoreForm:
        """The form, showing what is known so far."""
        names = ("relationship", "known_since", "together_from", "together_to")
        known = {name: getattr(referral, name) for name in names}
        return cls(vouch=str(referral.vouch), **known)

    def validate_together_to(self, field) -> None:
        """An end comes after its beginning."""
        if field.data and not self.together_from.data:
            raise ValidationError(_l("Enter when it began; approximate is fine."))
        if field.data and field.data < self.together_from.data:
            raise ValidationError(_l("This is before you began to work together."))

    def facts(self) -> Facts:
        """What was chosen; only after `validate`."""
        together = self.together_from.data, self.together_to.data
        return Facts(self.relationship.data, self.known_since.data, *together, int(self.vouch.data))
