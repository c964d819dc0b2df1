"""The shapes of a thank-you note, of a call that was made, and of a voice message."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from portal.referrals.thanking import LONGEST, LONGEST_SUMMARY
from portal.web.forms import LongText, OnceForm, needed


class ThanksForm(OnceForm):
    """A thank-you note."""

    thanks = LongText(_l("Your note"), most=LONGEST, validators=[needed(_l("Write a word first."))])


class CallForm(OnceForm):
    """A call that was made elsewhere."""

    call = LongText(
        _l("What you told them"),
        most=LONGEST,
        validators=[needed(_l("Say in a few words what you told them."))],
    )


class VoiceForm(OnceForm):
    """A recording, and a word for those who can't listen."""

    voice = FileField(_l("Recording"))
    summary = LongText(_l("In writing, for those who can’t listen"), most=LONGEST_SUMMARY)
