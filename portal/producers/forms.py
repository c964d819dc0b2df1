"""The forms of a profile."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.accounts.models import User
from portal.core.db import utcnow
from portal.opportunities.labels import FIELDS
from portal.producers.labels import PREFERRED, language_choices
from portal.producers.profiles import PREFERENCES
from portal.web.forms.dates import MonthField, not_to_come
from portal.web.forms.fields import LongText, ShortText, VersionedForm, input_needed


class Several(SelectMultipleField):
    """Several of a few: check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ProfileForm(VersionedForm):
    """What a producer tells of themselves."""

    fields = Several(_l("What I work in"), choices=list(FIELDS.items()))
    languages = Several(_l("Languages I speak with clients"), choices=language_choices)
    region = ShortText(_l("Where my clients are"), most=120)
    since = MonthField(_l("In this office since"), [not_to_come(lambda: utcnow().date())])
    growth = LongText(_l("What I want to grow"), most=1000)
    contact_preference = RadioField(
        _l("How I like to be reached"), [input_needed()], choices=[(code, PREFERRED[code]) for code in PREFERENCES]
    )


class PartnerForm(VersionedForm):
    """Who the partner recruiter is."""

    partner = SelectField(_l("Partner recruiter"), coerce=int)

    def offer(self, recruiters: list[User]) -> PartnerForm:
        """Offer these recruiters, and nobody."""
        self.partner.choices = [(0, _("Nobody yet")), *((one.id, one.name) for one in recruiters)]
        return self
