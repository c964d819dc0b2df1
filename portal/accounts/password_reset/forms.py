"""The form of who forgot their password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField
from wtforms.validators import Length

from portal.web.forms.fields import Form, input_needed, is_known_email


class ForgottenForm(Form):
    """The address of the account."""

    email = EmailField(
        _l("E-mail"),
        [input_needed(_l("Enter your e-mail address.")), Length(max=254), is_known_email],
        render_kw={"autocomplete": "username", "spellcheck": "false", "autofocus": True},
    )
