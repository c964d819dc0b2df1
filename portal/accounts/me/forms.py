"""The forms of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, SelectField, TelField

from portal.web.forms import Form, ShortText, is_phone, needed
from portal.web.zones import zone_choices

LANGUAGES = (("fr", "Français"), ("en", "English"))
THEMES = (("auto", _l("As the system")), ("light", _l("Light")), ("dark", _l("Dark")))


def is_local_phone(form, field) -> None:
    """Validator: a phone number, of France for who lives by Paris time, else of Canada, when it has no prefix."""
    is_phone("FR" if form.timezone.data == "Europe/Paris" else "CA")(form, field)


class DetailsForm(Form):
    """What a person may change about themselves; the e-mail is the administrators' business."""

    name = ShortText(_l("Name"), validators=[needed(_l("Type your name."))], render_kw={"autocomplete": "name"})
    title = ShortText(_l("Title"), render_kw={"autocomplete": "organization-title"})
    phone = TelField(_l("Phone"), [is_local_phone], render_kw={"autocomplete": "tel"})
    language = RadioField(_l("Language"), [needed()], choices=LANGUAGES)
    timezone = SelectField(_l("Time zone"), [needed()], choices=zone_choices)
    theme = RadioField(_l("Look"), [needed()], choices=THEMES)


class PasswordForm(Form):
    """The present password, and the new one."""

    present = PasswordField(
        _l("Present password"),
        [needed(_l("Type your present password."))],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _l("New password"),
        [needed(_l("Choose a password."))],
        render_kw={"autocomplete": "new-password"},
    )
