"""What every form shares: cleaned text, shapes of e-mail and phone, sizes, the key that makes a deed happen once."""

from __future__ import annotations

from collections.abc import Collection

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError
from wtforms.widgets import HiddenInput, TelInput

from portal.core.caches import cached
from portal.core.contact_details import email_addresses, phone_numbers
from portal.core.errors import Refused, too_long
from portal.core.forbidden_numbers import REASONS, found_in
from portal.core.text_normalization import clean_text
from portal.core.tokens import new_token
from portal.web.forms import widgets
from portal.web.i18n.translations import reader_language

widgets.take_place()


class Form(FlaskForm):
    """A form whose text fields are cleaned before they are validated."""

    class Meta(FlaskForm.Meta):
        """Adds the cleaning of text to every field that takes text."""

        def bind_field(self, form, unbound_field, options):
            """Bind with `clean` as the first filter of text fields."""
            if issubclass(unbound_field.field_class, StringField):
                own = tuple(unbound_field.kwargs.get("filters", ()))
                options = {**options, "filters": (clean_text, *own)}
                unbound_field.kwargs.pop("filters", None)
            return super().bind_field(form, unbound_field, options)

        def get_translations(self, form):
            """The few texts of WTForms itself, read once per language instead of once per form."""
            return _texts_of_wtforms(reader_language())


@cached(4)
def _texts_of_wtforms(language: str):
    return get_translations([language])


@cached(1)
def text_fields() -> frozenset[str]:
    """The names of the fields, of all forms that there are, in which somebody types; asked once all wings are there."""
    kinds, seen = [Form], []
    while kinds:
        seen.append(kinds.pop())
        kinds += seen[-1].__subclasses__()
    declared = [
        (name, field.field_class)
        for kind in seen
        for name, field in vars(kind).items()
        if isinstance(field, UnboundField)
    ]
    return frozenset(
        name for name, kind in declared if issubclass(kind, StringField) and not issubclass(kind, HiddenField)
    )


class OnceForm(Form):
    """A form that carries the key under which its deed is done at most once."""

    deed_key = HiddenField(default=new_token, validators=[InputRequired(), Length(min=16, max=64)])

    def renew_key(self) -> None:
        """A fresh key where there is none, or one that could not be."""
        if self.deed_key.errors or not self.deed_key.data:
            self.deed_key.data = new_token()


class VersionedForm(Form):
    """A form that knows which state of the thing it was made of, so that two who change it at once are told."""

    version = IntegerField(widget=HiddenInput())

    @property
    def seen(self) -> int:
        """The version that the person saw; 0, which nothing has, when the form says none that could be."""
        return self.version.data if 0 < (self.version.data or 0) < 2**31 else 0

    def look_again(self, version: int) -> None:
        """Let the form stand for the present `version`: the person has been told what changed."""
        self.version.data, self.version.raw_data = version, [str(version)]


def without_forbidden_numbers(_form, field) -> None:
    """Validator: no government or bank identifier in free text (trust.md, privacy 9)."""
    if kind := found_in(field.data or ""):
        raise StopValidation(REASONS[kind])


class ShortText(StringField):
    """One line of text, at most 160 characters unless told.

    It is free text, in which no government or bank number is taken; `shaped`: an e-mail address or a phone number,
    which has a shape of its own instead.
    """

    def __init__(self, label=None, *, most: int = 160, validators=(), shaped: bool = False, **options):
        super().__init__(label, [*validators, *_checks(most, shaped)], **options)
        self.most = most


class LongText(TextAreaField):
    """Several lines of free text, at most `most` characters; no government or bank number is taken."""

    def __init__(self, label=None, *, most: int = 4000, validators=(), **options):
        super().__init__(label, [*validators, *_checks(most)], **options)
        self.most = most


def _checks(most: int, shaped: bool = False) -> list:
    size = Length(max=most, message=too_long(most))
    return [size] if shaped else [size, without_forbidden_numbers]


def input_needed(message=None) -> InputRequired:
    """Something must be given. The message says what."""

    class Needed(InputRequired):
        """Also refuses text that is empty once cleaned."""

        def __call__(self, form, field):
            if not field.data or (isinstance(field.data, str) and not field.data.strip()):
                field.errors[:] = []
                raise StopValidation(self.message)

    return Needed(message or _l("This field is required."))


def is_email(_form, field) -> None:
    """Validator: an address that every mail server takes; what the form filled in from the row may stay."""
    if field.data and field.data != field.object_data:
        _read_address(field)


def is_known_email(_form, field) -> None:
    """Validator: an address that an account may have from days when accents were taken."""
    if field.data:
        _read_address(field, accents=True)


def _read_address(field, **how) -> None:
    try:
        field.data = email_addresses.parse_address(field.data, **how)
    except Refused as no:
        raise ValidationError(no.reason) from None


class PhoneField(ShortText):
    """A phone number, kept as `core.contact_details.phone_numbers` says and shown with its country code.

    `regions` says in which countries' way a number without its code may be written: those of the office that it is
    for. What the form filled in itself from the row is taken as it stands, also when it can't be called any more.
    """

    widget = TelInput()
    regions: Collection[str] = ()

    def __init__(self, label=None, **options):
        super().__init__(label, most=phone_numbers.LONGEST, shaped=True, **options)

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else phone_numbers.format_number_abroad(self.data)

    def pre_validate(self, form) -> None:
        """Read what was typed."""
        if not self.data:
            return
        if self.object_data and self.data == clean_text(phone_numbers.format_number_abroad(self.object_data)):
            self.data = self.object_data
            return
        try:
            self.data = phone_numbers.parse_number(self.data, self.regions)
        except Refused as no:
            raise StopValidation(no.reason) from None


def regions_of(offices: Collection[int] = ()) -> tuple[str, ...]:
    """The countries in which these offices are called, by their ids; of all offices when none is named."""
    return current_app.extensions["relais-calling-regions"](offices)
