"""The forms of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, SelectField

from portal.config.languages import OWN_NAMES
from portal.web.forms.fields import Form, PhoneField, ShortText, input_needed
from portal.web.i18n.timezones import zone_choices

THEMES = (("auto", _l("Same as my device")), ("light", _l("Light")), ("dark", _l("Dark")))


class DetailsForm(Form):
    """What a person may change about themselves; the e-mail is the administrators' business."""

    name = ShortText(_l("Name"), validators=[input_needed(_l("Enter your name."))], render_kw={"autocomplete": "name"})
    title = ShortText(_l("Job title"), render_kw={"autocomplete": "organization-title"})
    phone = PhoneField(_l("Phone"), render_kw={"autocomplete": "tel"})
    language = RadioField(_l("Language"), [input_needed()], choices=OWN_NAMES)
    timezone = SelectField(_l("Time zone"), [input_needed()], choices=zone_choices)
    theme = RadioField(_l("Appearance"), [input_needed()], choices=THEMES)


class PasswordForm(Form):
    """The present password, and the new one."""

    present = PasswordField(
        _l("Current password"),
        [input_needed(_l("Enter your current password."))],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _l("New password"),
        [input_needed(_l("Choose a password."))],
        render_kw={"autocomplete": "new-password"},
    )
