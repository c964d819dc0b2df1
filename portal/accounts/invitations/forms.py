"""The forms behind one-time links."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField
from wtforms.validators import Length

from portal.web.forms.fields import Form, ShortText, input_needed, is_email


class ChooseForm(Form):
    """A password of one's own, typed once: it can be shown."""

    password = PasswordField(
        _l("New password"),
        [input_needed(_l("Choose a password."))],
        render_kw={"autocomplete": "new-password"},
    )


class FirstAdminForm(ChooseForm):
    """The first administrator also says who they are."""

    name = ShortText(_l("Name"), validators=[input_needed(_l("Enter your name."))], render_kw={"autocomplete": "name"})
    email = EmailField(
        _l("E-mail"),
        [input_needed(_l("Enter your e-mail address.")), Length(max=254), is_email],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
