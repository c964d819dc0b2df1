"""The shapes of a thank-you note, of a call that was made, and of a voice message."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from portal.referrals.acknowledgements.thanks import LONGEST, LONGEST_SUMMARY
from portal.web.forms.fields import Form, LongText, OnceForm, input_needed


class ThanksForm(OnceForm):
    """A thank-you note."""

    thanks = LongText(_l("Your note"), most=LONGEST, validators=[input_needed(_l("Write a note first."))])


class CallForm(OnceForm):
    """A call that was made elsewhere."""

    call = LongText(
        _l("What you told them"),
        most=LONGEST,
        validators=[input_needed(_l("Say in a few words what you told them."))],
    )


def _in_writing() -> LongText:
    missing = _l("Write in a few words what you say: not everybody can listen.")
    return LongText(
        _l("In writing, for those who can’t listen"), most=LONGEST_SUMMARY, validators=[input_needed(missing)]
    )


class VoiceForm(OnceForm):
    """A recording, and the same in writing for those who can't listen (WCAG 2.2, 1.2.1)."""

    voice = FileField(_l("Recording"))
    summary = _in_writing()


class VoiceTextForm(Form):
    """What a voice message says, written afterwards."""

    summary = _in_writing()
