"""The sign-in form."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField
from wtforms.validators import Length

from portal.core.contact_details.email_addresses import tidy_address
from portal.web.forms.fields import Form, input_needed


class SignInForm(Form):
    """E-mail and password."""

    email = EmailField(
        _l("E-mail"),
        [input_needed(_l("Enter your e-mail address.")), Length(max=254)],
        filters=[tidy_address],
        render_kw={"autocomplete": "username", "spellcheck": "false", "autofocus": True},
    )
    password = PasswordField(
        _l("Password"),
        [input_needed(_l("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )
