"""Fields for a month with its year and for a day, in which the past is all there is."""

from __future__ import annotations

from datetime import date

from babel.dates import get_month_names
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import DateInput

from portal.core.text_normalization import clean_text

EARLIEST = 1930


class MonthField(Field):
    """A month and a year under one name, sent in that order. `data` is the first day of the month, or None.

    `typed` keeps the two texts as they came, so that nothing is lost when they say no month.
    """

    typed: tuple[str, str] = ("", "")

    @property
    def months(self) -> list[tuple[str, str]]:
        """("1", "January") and the rest, in the reader's language."""
        names = get_month_names("wide", context="stand-alone", locale=get_locale())
        return [(str(number), name) for number, name in sorted(names.items())]

    def process_data(self, value: date | None) -> None:
        """Show a month that is already known."""
        self.data = value
        self.typed = (str(value.month), str(value.year)) if value else ("", "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read both texts; raises ValueError with the words to show."""
        month, year = (clean_text(text)[:20] for text in [*valuelist, "", ""][:2])
        self.data, self.typed = None, (month, year)
        if not month and not year:
            return
        if not month or not year:
            raise ValueError(_l("Give both the month and the year; approximate is fine."))
        if not (month.isascii() and month.isdigit() and 1 <= int(month) <= 12):
            raise ValueError(_l("Choose a month from January to December."))
        if not (year.isascii() and year.isdigit() and len(year) == 4 and int(year) >= EARLIEST):
            raise ValueError(_l("Write the year in four digits, for example 2019."))
        self.data = date(int(year), int(month), 1)


class DayField(DateField):
    """A day. `data` is None when nothing, or no day, was typed."""

    widget = DateInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; raises ValueError with the words to show."""
        self.data = None
        self.raw_data = [clean_text(text)[:40] for text in valuelist]
        if not any(self.raw_data):
            return
        try:
            self.data = date.fromisoformat(self.raw_data[0])
        except ValueError:
            raise ValueError(_l("This is not a day. Example: 2026-03-31")) from None


def stop_unreadable(_form, field) -> None:
    """Validator, before any other: what says no date has already said so, and nothing more is asked of it."""
    if field.process_errors:
        raise StopValidation


def not_to_come(today):
    """Validator: the day or month has begun; `today()` is the present day of the person."""

    def check(_form, field) -> None:
        if field.data and field.data > today():
            raise ValidationError(_l("This date is still to come."))

    return check
