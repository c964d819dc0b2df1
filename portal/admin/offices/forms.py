"""The form of an office."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Regexp

from portal.config.languages import DEFAULT, OWN_NAMES
from portal.offices.editing import slug_of
from portal.offices.regions import calling_regions, region_choices
from portal.web.forms.fields import LongText, PhoneField, ShortText, VersionedForm, input_needed
from portal.web.i18n.timezones import zone_choices

CURRENCIES = (("CAD", _l("Canadian dollar ($)")), ("EUR", _l("Euro (€)")))


def _or_from_the_city(form, field) -> None:
    """Validator: an empty part of the address is made of the city."""
    field.data = field.data or slug_of(form.city.data or "")


class OfficeForm(VersionedForm):
    """What is known of an office."""

    name = ShortText(_l("Name"), most=120, validators=[input_needed(_l("Give the office a name."))])
    city = ShortText(_l("City"), most=120, validators=[input_needed(_l("Enter the city."))])
    slug = ShortText(
        _l("Name in web addresses"),
        most=60,
        validators=[
            _or_from_the_city,
            Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", message=_l("Lower-case letters, digits and hyphens only.")),
        ],
    )
    region = SelectField(_l("Province or region"), [input_needed()], choices=region_choices)
    address = LongText(
        _l("Postal address"),
        most=240,
        validators=[input_needed(_l("Enter the postal address: the law asks for it in every message to candidates."))],
    )
    phone = PhoneField(_l("Phone"))
    language = RadioField(_l("Language of the office"), [input_needed()], choices=OWN_NAMES, default=DEFAULT)
    timezone = SelectField(_l("Time zone"), [input_needed()], choices=zone_choices, default="America/Toronto")
    currency = SelectField(_l("Currency"), [input_needed()], choices=CURRENCIES, default="CAD")
    second_confirms = BooleanField(_l("A second person confirms a consent that a recruiter recorded"))

    def validate(self, extra_validators=None) -> bool:
        """Its number is written as in its region."""
        self.phone.regions = calling_regions(self.region.data or "")
        return super().validate(extra_validators)
