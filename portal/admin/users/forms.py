"""The forms about a person."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import Length

from portal.accounts.memberships import Held
from portal.accounts.models import ROLES
from portal.config.languages import DEFAULT, OWN_NAMES
from portal.web.forms.fields import OnceForm, PhoneField, ShortText, VersionedForm, input_needed, is_email
from portal.web.i18n.timezones import zone_choices


class PersonForm(VersionedForm):
    """Who somebody is."""

    name = ShortText(_l("Name"), validators=[input_needed(_l("Enter their name."))], render_kw={"autocomplete": "off"})
    email = EmailField(
        _l("E-mail"),
        [input_needed(_l("Enter their e-mail address.")), Length(max=254), is_email],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    title = ShortText(_l("Job title"), render_kw={"autocomplete": "off"})
    phone = PhoneField(_l("Phone"), render_kw={"autocomplete": "off"})
    language = RadioField(_l("Language"), [input_needed()], choices=OWN_NAMES, default=DEFAULT)
    timezone = SelectField(_l("Time zone"), [input_needed()], choices=zone_choices, default="America/Toronto")


class RolesForm(VersionedForm):
    """Who does what where: one box for each office and role."""

    held = SelectMultipleField()
    admin = BooleanField(_l("Administrator of the whole portal"))

    def offer(self, offices: list[tuple[int, str]]) -> RolesForm:
        """Offer every role in these offices."""
        self.held.choices = [(f"{id_}:{role}", role) for id_, _name in offices for role in ROLES]
        return self

    @property
    def wanted(self) -> Held:
        """The pairs of office and role that are ticked."""
        return {(int(office), role) for office, _colon, role in (text.partition(":") for text in self.held.data or [])}


class AccessForm(VersionedForm):
    """Only what version of the person was seen."""


class TickedForm(OnceForm):
    """Invite the ticked people, or give them a partner; `everybody`: all whom the filters leave."""

    what = HiddenField()
    everybody = HiddenField()
    partner = SelectField(_l("Partner recruiter"), coerce=str, validate_choice=False)

    @property
    def partner_id(self) -> int:
        """The recruiter chosen; 0 for none."""
        text = self.partner.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
