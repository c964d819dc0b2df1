"""Asking once about an address that looks like a slip; sent again as it is, it is taken."""

from __future__ import annotations

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from portal.core.contact_details.email_typos import suggest_address


def describe_slip(address: str) -> str:
    """“exmaple.com: did you mean example.com?”; "" when nothing looks like a slip."""
    if not (meant := suggest_address(address)):
        return ""
    names = {"typed": address.rpartition("@")[2], "meant": meant.rpartition("@")[2]}
    return _("%(typed)s: did you mean %(meant)s?", **names)


def ask_about_slip(field, kept) -> None:
    """Raise ValidationError when the address of `field` looks like a slip, unless `kept`, a hidden field of the same
    form, says that it was asked about already.
    """
    slip = describe_slip(field.data or "")
    if slip and kept.data != field.data:
        kept.data = field.data
        again = _("If the address is right, send it again as it is.")
        raise ValidationError(f"{slip} {again}")
