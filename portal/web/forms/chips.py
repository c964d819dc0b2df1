"""Fields answered by one of a few words, or by another that is typed: both are sent under one name, the word first.

The word that opens the typed control is sent empty, so that a page without scripts says the same as one with them:
what is first sent and not empty is the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from portal.web.forms.choices import local_today
from portal.web.forms.dates import DayField
from portal.web.forms.fields import ShortText


def _first_given(texts: list[str]) -> str:
    return next((text for text in texts if text.strip()), "")


class WordOrTextField(ShortText):
    """One of `words` (code to label), or a free text of one line. `data` is the code, or the text."""

    def __init__(self, label=None, *, words: Mapping[str, object], other, **options):
        super().__init__(label, **options)
        self.words, self.other = words, other

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the first that says something."""
        self.data = _first_given(valuelist) if valuelist else self.data

    @property
    def options(self) -> list[tuple[str, object]]:
        """What is offered: (code, label)."""
        return list(self.words.items())

    @property
    def typed(self) -> str:
        """What stands in the control beside the last word."""
        return "" if self.data in self.words else self.data or ""

    @property
    def is_typed(self) -> bool:
        """Whether the last word is chosen: something is typed, or is going to be."""
        return bool(self.typed) or (not self.data and len(self.raw_data or ()) > 1)


class RecentDayField(DayField):
    """Today, yesterday, or another day. The words are sent as the days that they were when the page was drawn."""

    other = _l("Another day")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the first day that is given; raises ValueError with the words to show."""
        self._sent_both = len(valuelist) > 1
        super().process_formdata([_first_given(valuelist)])

    @property
    def options(self) -> list[tuple[str, object]]:
        """What is offered: (day, label)."""
        today = local_today()
        return [(today.isoformat(), _l("Today")), ((today - timedelta(days=1)).isoformat(), _l("Yesterday"))]

    @property
    def typed(self) -> str:
        """What stands in the control beside the last word; a draft of another week keeps its day."""
        value = self._value()
        return "" if value in dict(self.options) else value

    @property
    def is_typed(self) -> bool:
        """Whether the last word is chosen: a day is given, or is going to be."""
        return bool(self.typed) or (not self._value() and getattr(self, "_sent_both", False))
