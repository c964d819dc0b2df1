"""What is asked before a polite answer is written. Nothing of it is kept."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from portal.referrals.submission.decline_letters.letters import ANSWERS, WAYS, language_of
from portal.web.forms.fields import Form, LongText, ShortText
from portal.web.i18n.language_names import insert_language

ANSWER_WORDS = {
    "decline-strangers": _l("No: we have never worked together"),
    "decline-faded": _l("No: I have not followed their work for a long time"),
    "decline-fit": _l("No: this role would not suit them"),
    "more": _l("Not yet: I would like to know more first"),
}
FORMS_OF_ADDRESS = {"tu": _l("In French, with “tu”"), "vous": _l("In French, with “vous”")}
WAY_WORDS = {
    way: FORMS_OF_ADDRESS.get(way.partition("-")[2]) or insert_language(_l("In %(language)s"), language_of(way))
    for way in WAYS
}


class AnswerForm(Form):
    """Which answer, to whom, in what tone; and the letter once it is written."""

    answer = RadioField(_l("What would you like to say?"), choices=[(code, ANSWER_WORDS[code]) for code in ANSWERS])
    way = RadioField(_l("How do you speak to them?"), choices=[(code, WAY_WORDS[code]) for code in WAYS])
    name = ShortText(_l("Their first name"), most=60)
    me = ShortText(_l("Signed"), most=60)
    email = ShortText(_l("Their e-mail address"), most=254, shaped=True)
    letter = LongText(_l("Your message"), most=4000)
    written = HiddenField()
    """The letter as it was last written by Relais: what differs from it was typed, and stays."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in (self.answer, self.way, self.letter):
            field.flags.required = True  # they always hold something: “optional” would be odd beside them

    @property
    def changed(self) -> bool:
        """Whether the person changed the letter."""
        typed = " ".join((self.letter.data or "").split())
        return bool(typed) and typed != " ".join((self.written.data or "").split())
