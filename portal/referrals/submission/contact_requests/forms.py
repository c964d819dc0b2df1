"""The forms of asking, and of answering about oneself."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import ValidationError

from portal.config import languages
from portal.opportunities.labels import FIELDS
from portal.referrals.record.labels import LANGUAGES
from portal.web.forms.choices import MultiCheckboxField, choice_required
from portal.web.forms.fields import Form, LongText, PhoneField, ShortText, input_needed, is_email


class AskForm(Form):
    """Whom to ask, and in which language."""

    opportunity = HiddenField()
    called = ShortText(_l("What do you call them?"), validators=[input_needed(_l("Enter what you call them."))])
    language = RadioField(
        _l("Language of the page they will see"),
        choices=list(LANGUAGES.items()),
        default=languages.DEFAULT,
        validate_choice=False,
        validators=choice_required(_l("Choose a language.")),
    )


class AboutForm(Form):
    """What somebody says of themselves."""

    name = ShortText(_l("Your full name"), validators=[input_needed(_l("Enter your name."))])
    email = ShortText(_l("Your e-mail"), most=254, validators=[is_email], shaped=True)
    phone = PhoneField(_l("Your phone"))
    fields = MultiCheckboxField(_l("Your field"), choices=list(FIELDS.items()), validate_choice=False)
    experience = LongText(
        _l("What you do, and since when"),
        most=1000,
        validators=[input_needed(_l("Write a few words about your work."))],
    )
    wish = LongText(_l("What you would like next"), most=600)
    may_be_named = BooleanField()

    def validate_email(self, field) -> None:
        """One way to be reached is needed by whoever agrees to be named."""
        if self.may_be_named.data and not field.data and not self.phone.data:
            raise ValidationError(_l("So that your name can be given, leave an e-mail address or a phone number."))

    def told(self) -> dict:
        """What was said, cleaned; only after `validate`."""
        return {name: field.data for name, field in self._fields.items() if name != "csrf_token"}
