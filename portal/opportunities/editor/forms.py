"""The form in which a role is written: each language, facts, and pay as people type it."""

from __future__ import annotations

import re
from itertools import zip_longest

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, ValidationError
from wtforms.widgets import TextInput

from portal.config.languages import CODES, DEFAULT, in_each, language_of
from portal.core.text_normalization import clean_text
from portal.opportunities import labels
from portal.opportunities.models import LONGEST_TITLE, Opportunity
from portal.web.forms.dates import DayField, stop_unreadable
from portal.web.forms.fields import LongText, OnceForm, ShortText, input_needed
from portal.web.forms.translated import InEachLanguage
from portal.web.i18n.language_names import join_languages

LONGEST_BODY = 20_000
MOST_CENTS = 2_000_000_000
MOST_LICENCES = 12
IN_A_LANGUAGE = _l("in %(language)s")
TEXTS = tuple(name for part in ("title", "summary", "body", "pay_note") for name in in_each(part))
FACTS = (
    "recruiter_id", "field", "kind", "remote", "work_languages", "city", "pay_period", "accepts_introductions",
    "opens_on", "closes_on",
)  # fmt: skip
_THOUSANDS = re.compile(r"(?<=\d)[., ](?=\d{3}(?:\D|$))")
_AMOUNT = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?")


def cents_of(text: str) -> int | None:
    """Cents of `65 000`, `65,000`, `24,50` or `24.50 $`; None when empty. Raises ValueError for anything else."""
    bare = clean_text(re.sub(r"[\s$€]+", " ", text))
    if not bare:
        return None
    bare = _THOUSANDS.sub("", bare)
    if not _AMOUNT.fullmatch(bare):
        raise ValueError(_l("Enter an amount in figures. Example: 65,000"))
    units, _point, part = bare.replace(",", ".").partition(".")
    cents = int(units) * 100 + int(f"{part:0<2}" if part else 0)
    if cents > MOST_CENTS:
        raise ValueError(_l("This amount is too large."))
    return cents


def format_amount(cents: int | None) -> str:
    """`cents` as one types it: 65000, or 24.50."""
    if cents is None:
        return ""
    return str(cents // 100) if cents % 100 == 0 else f"{cents / 100:.2f}"


class PayField(Field):
    """An amount typed in whole units, kept in cents; what can't be read is shown again as it was typed."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return format_amount(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        if valuelist:
            self.data = None
            self.data = cents_of(valuelist[0])


def _choice(label, words: dict, default: str, kind: type[SelectField] = SelectField) -> SelectField:
    """One of the codes of `words`, shown in words."""
    return kind(label, validators=[input_needed()], choices=list(words.items()), default=default)


def _is_named(form, _field) -> None:
    """Validator: a role has a name in one language at least, also as a draft."""
    if not any(field.data for field in form.title.values()):
        raise ValidationError(_("Give the role a title, %(in_languages)s.", in_languages=join_languages(IN_A_LANGUAGE)))


def _are_few(form, _field) -> None:
    """Validator: only so many lines."""
    if len(form.licences_typed()) > MOST_LICENCES:
        raise ValidationError(
            lazy_ngettext("At most %(num)s licence.", "At most %(num)s licences, one a line.", MOST_LICENCES)
        )


class OpportunityForm(OnceForm):
    """A role, whether new or known. `version` is the one that the person began from."""

    version = HiddenField(default="0")
    title = InEachLanguage(ShortText, _l("Title in %(language)s"), most=LONGEST_TITLE, first=(_is_named,))
    summary = InEachLanguage(LongText, _l("Summary in %(language)s"), most=300)
    body = InEachLanguage(LongText, _l("Description in %(language)s"), most=LONGEST_BODY)
    licences = InEachLanguage(LongText, _l("Licences in %(language)s"), most=1000, first=(_are_few,))
    pay_note = InEachLanguage(ShortText, _l("Note about pay in %(language)s"))
    office_id = SelectField(_l("Office"), validators=[input_needed()], coerce=int)
    recruiter_id = SelectField(_l("Who to ask"), validators=[input_needed()], coerce=int)
    field = _choice(_l("Field"), labels.FIELDS, "insurance", RadioField)
    kind = _choice(_l("Type of position"), labels.KINDS, "employee")
    remote = _choice(_l("Place of work"), labels.REMOTE, "onsite")
    work_languages = _choice(_l("Language of work"), labels.WORK_LANGUAGES, DEFAULT)
    city = ShortText(_l("City"), most=120)
    pay_min = PayField(_l("Lowest pay"))
    pay_max = PayField(_l("Highest pay"))
    pay_period = _choice(_l("Pay per"), {"year": _l("year"), "hour": _l("hour")}, "year")

    opens_on = DayField(_l("Opens by itself on"), validators=[stop_unreadable])
    closes_on = DayField(_l("Last day open"), validators=[stop_unreadable])
    accepts_introductions = BooleanField(_l("Accept every introduction to this role without asking me first"))

    def validate_pay_max(self, field) -> None:
        """The highest pay is not below the lowest."""
        if None not in (self.pay_min.data, field.data) and field.data < self.pay_min.data:
            raise ValidationError(_l("The highest pay is below the lowest."))

    def values(self) -> dict:
        """What was typed, by column of `Opportunity`, without the office."""
        values = {name: self[name].data for name in (*TEXTS, *FACTS) if name in self}
        pay = {"pay_min_cents": self.pay_min.data, "pay_max_cents": self.pay_max.data}
        return values | pay | {"licences": self.licences_typed()}

    def take(self, role: Opportunity, columns: list[str]) -> None:
        """Show what `role` holds in these columns instead of what was typed."""
        held = as_typed(role)
        for name in (name for column in columns for name in FIELDS_OF.get(column, (column,))):
            self[name].data, self[name].raw_data = held[name], None

    def names_of(self, columns: list[str]) -> list[str]:
        """The labels of the fields in which these columns are typed."""
        return [str(self[name].label.text) for column in columns for name in FIELDS_OF.get(column, (column,))]

    def theirs(self, role: Opportunity, columns: list[str]) -> list[tuple[str, str]]:
        """(label, what `role` holds, in words) of the fields of these columns."""
        held, said = as_typed(role), []
        for name in (name for column in columns for name in FIELDS_OF.get(column, (column,))):
            words = dict(getattr(self[name], "choices", None) or ())
            if isinstance(self[name], BooleanField):
                words = {True: _l("Yes"), False: _l("No")}
            text = format_amount(held[name]) if isinstance(self[name], PayField) else words.get(held[name], held[name])
            said.append((str(self[name].label.text), str(text)))
        return said

    def licences_typed(self) -> list[dict]:
        """The licences, each by language; the same line of each field is the same licence."""
        lines = ([" ".join(line.split()) for line in (text.data or "").split("\n")] for text in self.licences.values())
        each = (dict(zip(CODES, texts, strict=True)) for texts in zip_longest(*lines, fillvalue=""))
        return [licence for licence in each if any(licence.values())]


FIELDS_OF = {
    "pay_min_cents": ("pay_min",),
    "pay_max_cents": ("pay_max",),
    "licences": in_each("licences"),
}
"""The fields in which a column is typed, where they are not called like it."""


def as_typed(role: Opportunity) -> dict:
    """What `role` holds, by field of the form."""
    pay = {"pay_min": role.pay_min_cents, "pay_max": role.pay_max_cents}
    licences = {
        name: "\n".join(licence.get(language_of(name), "") for licence in role.licences) for name in in_each("licences")
    }
    same = {name: getattr(role, name) for name in (*TEXTS, *FACTS)}
    return same | pay | licences | {"office_id": role.office_id, "version": str(role.version)}


def copy_values(role: Opportunity) -> dict:
    """What a new role takes from `role`, by field of the form: neither its days nor its version."""
    return {name: value for name, value in as_typed(role).items() if name not in ("version", "opens_on", "closes_on")}
