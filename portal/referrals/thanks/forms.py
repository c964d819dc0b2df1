"""The shapes of a thank-you note, of a call that was made, and of a voice message."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from portal.referrals.forms import without_forbidden_numbers
from portal.referrals.thanks.thanking import LONGEST, LONGEST_SUMMARY
from portal.web.forms import LongText, OnceForm, needed

_FREE = [without_forbidden_numbers]


class ThanksForm(OnceForm):
    """A thank-you note."""

    thanks = LongText(_l("Your note"), most=LONGEST, validators=[needed(_l("Write a word first.")), *_FREE])


class CallForm(OnceForm):
    """A call that was made elsewhere."""

    call = LongText(
        _l("What you told them"),
        most=LONGEST,
        validators=[needed(_l("Say in a few words what you told them.")), *_FREE],
    )


class VoiceForm(OnceForm):
    """A recording, and a word for those who can't listen."""

    voice = FileField(_l("Recording"))
    summary = LongText(_l("In writing, for those who can’t listen"), most=LONGEST_SUMMARY, validators=_FREE)
