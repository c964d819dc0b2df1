"""The forms of a referral: introducing someone, and a word to the referrer."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from flask_login import current_user
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import AnyOf, Length, ValidationError

from portal.config import languages
from portal.opportunities.labels import FIELDS
from portal.referrals.record.labels import AGREED_BY, KNOWN_AS, LANGUAGES, VOUCHED, is_hardly_known
from portal.referrals.submission.submissions import (
    ASKED,
    LEAST_WHY,
    LONGEST_EXPERIENCE,
    LONGEST_WHY,
    Answers,
    is_oneself,
)
from portal.web.forms.address_typos import ask_about_slip
from portal.web.forms.chips import RecentDayField, WordOrTextField
from portal.web.forms.choices import MultiCheckboxField, choice_required, local_today
from portal.web.forms.dates import MonthField, not_to_come, stop_unreadable
from portal.web.forms.fields import LongText, OnceForm, PhoneField, ShortText, input_needed, is_email


def _words(labels: dict) -> list[tuple[str, object]]:
    return [(str(code), words) for code, words in labels.items()]


COLLEAGUE = "colleague"
TOGETHER = ("together_from", "together_to", "together_where")
MORE = ("fields", "experience")
_PAST = not_to_come(local_today)


class ReferralForm(OnceForm):
    """One page in four steps: their agreement, the person, how you know them, why the two should meet."""

    attested = BooleanField(
        _l("This person agreed that I give their name"),
        validators=[input_needed(_l("Ask them first: Relais only takes names of people who agreed."))],
    )
    attested_how = WordOrTextField(
        _l("How did they agree?"),
        words=AGREED_BY,
        other=_l("In another way"),
        validators=[input_needed(_l("Choose how they agreed, for example “on the phone”."))],
    )
    attested_on = RecentDayField(
        _l("On which day?"), [stop_unreadable, input_needed(_l("Choose the day they agreed.")), _PAST]
    )
    opportunity = HiddenField()
    aim = RadioField(
        _l("What for"),
        choices=[("role", _l("For this role")), ("office", _l("For an office in general"))],
        validate_choice=False,
        default="office",
        validators=choice_required(_l("Choose what you refer them for.")),
    )
    office = SelectField(
        _l("Which office"), coerce=str, validate_choice=False, validators=choice_required(_l("Choose an office."))
    )
    name = ShortText(_l("Full name"), validators=[input_needed(_l("Enter the person’s name."))])
    email = ShortText(_l("E-mail"), most=254, validators=[is_email], shaped=True)
    address_kept = HiddenField()
    """The address that looked like a slip and is right all the same: it was asked about."""
    phone = PhoneField(_l("Phone"))
    language = RadioField(
        _l("Language of our messages to them"),
        choices=_words(LANGUAGES),
        validate_choice=False,
        default=languages.DEFAULT,
        validators=choice_required(_l("Choose the language of our messages.")),
    )
    relationship = RadioField(
        _l("How do you know each other?"),
        choices=_words(KNOWN_AS),
        validate_choice=False,
        validators=choice_required(_l("Choose how you know each other.")),
    )
    known_since = MonthField(
        _l("Known since"), [stop_unreadable, input_needed(_l("Enter since when; approximate is fine.")), _PAST]
    )
    together_from = MonthField(_l("Worked together from"), [stop_unreadable, _PAST])
    together_to = MonthField(_l("Worked together until"), [stop_unreadable, _PAST])
    together_where = ShortText(_l("Where"))
    vouch = RadioField(
        _l("How well can you vouch for them?"),
        choices=_words(VOUCHED),
        validate_choice=False,
        validators=choice_required(_l("Choose the sentence that is true; all four are welcome.")),
    )
    go_on = BooleanField(_l("I would like to refer them all the same"))
    fields = MultiCheckboxField(_l("Field"), choices=_words(FIELDS), validate_choice=False)
    experience = LongText(_l("Experience"), most=LONGEST_EXPERIENCE)
    why = LongText(
        _l("Why should the two meet?"),
        most=LONGEST_WHY,
        validators=[
            input_needed(_l("Write why the two should meet.")),
            Length(
                min=LEAST_WHY,
                message=lazy_ngettext(
                    "A little more, please: at least %(num)s character.",
                    "A little more, please: at least %(num)s characters.",
                    LEAST_WHY,
                ),
            ),
        ],
    )
    role = None
    """The role that the form was opened for; the view sets it."""

    def validate(self, extra_validators=None) -> bool:
        """Only colleagues are asked when they worked together: what is not shown is neither checked nor kept."""
        if self.relationship.data != COLLEAGUE:
            for name in TOGETHER:
                self[name].data, self[name].process_errors = self[name].default, []
        return super().validate(extra_validators)

    @property
    def tells_more(self) -> bool:
        """Whether something is given, or wrong, in what is optional of the person, so that it stands open."""
        return any(self[name].data or self[name].errors for name in MORE)

    def validate_aim(self, field) -> None:
        """Only an open role takes people."""
        if field.data == "role" and (self.role is None or self.role.state != "open"):
            raise ValidationError(
                _l("This role is no longer open. You can refer this person to the office in general.")
            )

    def validate_email(self, field) -> None:
        """At least one way to reach them, and nobody refers themselves."""
        if not field.data and not self.phone.data:
            raise ValidationError(_l("Give an e-mail address or a phone number, at least one."))
        if is_oneself(field.data, current_user):
            raise ValidationError(_l("This is your own address. To move to another role, talk to your recruiter."))
        ask_about_slip(field, self.address_kept)

    def validate_together_from(self, field) -> None:
        """An end needs a beginning."""
        if self.together_to.data and not field.data:
            raise ValidationError(_l("Enter when it began; approximate is fine."))

    def validate_together_to(self, field) -> None:
        """An end comes after its beginning."""
        begin = self.together_from.data
        if begin and field.data and field.data < begin:
            raise ValidationError(_l("This is before you began to work together."))

    def validate_go_on(self, field) -> None:
        """A friendly stop, once: whoever is hardly known is introduced on second thought only."""
        if is_hardly_known(self.relationship.data, self.vouch.data) and not field.data:
            raise ValidationError(
                _l("You don’t know this person well yet: choose one of the two other paths, or tick that you go on.")
            )

    def validate_attested_on(self, field) -> None:
        """An agreement is fresh."""
        if field.data and field.data < local_today() - timedelta(days=365):
            raise ValidationError(_l("This was more than a year ago: ask them again, please."))

    def answers(self, opportunity) -> Answers:
        """What was typed, for the verb; only after `validate`. `opportunity` is the role chosen, or None."""
        for_role = self.aim.data == "role"
        return Answers(
            opportunity=opportunity if for_role else None,
            office_id=opportunity.office_id if for_role else int(self.office.data),
            told={name: self[name].data for name in ASKED} | {"vouch": int(self.vouch.data)},
        )


class WordForm(OnceForm):
    """A text without a change of stage, and who it is for: the referrer, or the office (its note, or a call)."""

    end = HiddenField(default="referrer", validators=[AnyOf(["referrer", "office", "call"])])
    note = LongText(_l("Your note"), most=2000, validators=[input_needed(_l("Write a note first."))])

    @classmethod
    def blank(cls) -> WordForm:
        """One to be drawn and kept: it has neither what was sent nor a token of the session."""
        return cls(None, meta={"csrf": False})
