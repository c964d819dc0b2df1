"""The shapes of what is done from the list: a word to one referrer, thanks to several."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from portal.config.languages import CODES
from portal.referrals.acknowledgements.thanks import LONGEST
from portal.web.forms.choices import MultiCheckboxField
from portal.web.forms.fields import LongText, OnceForm, input_needed
from portal.web.forms.translated import InEachLanguage


class DoneForm(OnceForm):
    """A word that is news, or thanks when `gesture` says so."""

    gesture = HiddenField()
    word = LongText(_l("Your note"), most=LONGEST, validators=[input_needed(_l("Write a note first."))])


class TogetherForm(OnceForm):
    """One thank-you note for several people, in the language of each."""

    to = MultiCheckboxField(_l("To"), validate_choice=False, validators=[input_needed(_l("Choose who to thank."))])
    note = InEachLanguage(LongText, _l("In %(language)s"), named="{code}", most=LONGEST)

    def offer(self, owed: list) -> None:
        """Let `owed` (items of thanks) be chosen, and the note be written in their languages only."""
        self.to.choices = [(str(item.id), f"{item.referrer.name} · {item.who}") for item in owed]
        self.to.process_formdata(self.to.raw_data or [])  # what was sent could not be known before the choices
        spoken = {item.referrer.language for item in owed}
        for language in set(CODES) - spoken:
            del self[language]
