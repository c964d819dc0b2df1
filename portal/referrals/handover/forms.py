"""The form of handing over: which referrals, as they were seen, and who handles them from now on."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from portal.accounts.models import User
from portal.web.forms.fields import Form, input_needed

MOST_DIGITS = 10


class HandoverForm(Form):
    """`to` handles them from now on; `back` is the address of the list they were ticked in."""

    to = SelectField(_l("Handled by"), validators=[input_needed(_l("Choose who handles them from now on."))])
    back = HiddenField()

    def offer(self, people: Iterable[User]) -> HandoverForm:
        """Let one of `people` be chosen."""
        self.to.choices = [("", _l("Choose a person")), *((str(person.id), person.name) for person in people)]
        return self


def read_ticks(values: Iterable[str]) -> dict[int, int]:
    """Id and version of what is ticked, from “12:3”; version 0 where there is none. What makes no sense is left out."""
    found = {}
    for value in values:
        ident, _colon, version = value.partition(":")
        if _is_number(ident) and (not version or _is_number(version)):
            found[int(ident)] = int(version or 0)
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < MOST_DIGITS
