"""The form of the candidate's page: their data, and what they agree to."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import ValidationError

from portal.candidate_portal.details import PARTS
from portal.opportunities.labels import FIELDS
from portal.referrals.consent.models import PURPOSES
from portal.referrals.record.labels import LANGUAGES
from portal.referrals.submission.submissions import LONGEST_EXPERIENCE
from portal.web.forms.choices import MultiCheckboxField, choice_required
from portal.web.forms.fields import Form, LongText, PhoneField, ShortText, input_needed, is_email

_WEB = ("http", "https")


def is_web_address(_form, field) -> None:
    """Validator: an address of the web, http or https; without its scheme it becomes https."""
    if not field.data:
        return
    typed = field.data if "://" in field.data else f"https://{field.data}"
    try:
        parts = urlsplit(typed)
    except ValueError:
        parts = None
    named = parts is not None and parts.scheme.lower() in _WEB and "." in (parts.hostname or "")
    if not named or "@" in parts.netloc or " " in typed:
        raise ValidationError(_l("This is not a web address. Example: https://www.example.com"))
    field.data = typed


class DetailsForm(Form):
    """What is held about the candidate, to be corrected and completed by themselves."""

    name = ShortText(_l("Your full name"), validators=[input_needed(_l("Enter your name."))])
    email = ShortText(_l("Your e-mail"), most=254, validators=[is_email], shaped=True)
    phone = PhoneField(_l("Your phone"))
    language = RadioField(
        _l("Language of our messages"),
        choices=list(LANGUAGES.items()),
        validate_choice=False,
        validators=choice_required(_l("Choose a language.")),
    )
    fields = MultiCheckboxField(_l("Your field"), choices=list(FIELDS.items()), validate_choice=False)
    experience = LongText(_l("Your experience"), most=LONGEST_EXPERIENCE)
    languages = ShortText(_l("Languages you work in"))
    region = ShortText(_l("Where you would like to work"))
    availability = ShortText(_l("Available from"))
    link = ShortText(_l("Link to your profile"), most=300, validators=[is_web_address])

    def validate_email(self, field) -> None:
        """One way to be reached stays."""
        if not field.data and not self.phone.data:
            raise ValidationError(_l("Leave an e-mail address or a phone number, so that you can be reached."))

    def told(self) -> dict:
        """What was said, cleaned; only after `validate`."""
        return {part: self[part].data for part in PARTS}


class PurposesForm(Form):
    """What the candidate agrees to; each for itself, nothing ticked beforehand."""

    purposes = MultiCheckboxField(
        _l("What you agree to"), choices=[(purpose, purpose) for purpose in PURPOSES], validate_choice=False
    )


class AnswerForm(DetailsForm, PurposesForm):
    """Their data and their answer, in one form; `in_general` is "1" where it was asked about the office in general."""

    in_general = HiddenField()
