"""The gestures of acknowledgement. Each counts as news: the next one is due as after a move."""

from __future__ import annotations

from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists

from portal.accounts.models import User
from portal.activity.log import record
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.files import file_store
from portal.core.forbidden_numbers import refuse_in
from portal.message_templates import templates
from portal.referrals.acknowledgements import voice_notes
from portal.referrals.acknowledgements.audio import measure_audio
from portal.referrals.acknowledgements.events import KINDS, VOICE_DELETED, VOICE_WRITTEN
from portal.referrals.acknowledgements.voice_notes import VoiceNote
from portal.referrals.acknowledgements.webm import write_duration
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.stages.transitions import Step
from portal.referrals.status_updates import updates
from portal.web.i18n.formatting import first_name

THANKFUL = ("thanks", "voice", "call")
LONGEST, LONGEST_SUMMARY = 2000, 600
OWN_TEXTS = {
    "first": (
        _l("Thank you, simply"),
        _l("Thank you, %(referrer)s, for thinking of us. I’m on it.\n\n%(by)s"),
    ),
    "contact": (
        _l("We have spoken"),
        _l(
            "Thank you, %(referrer)s: we have spoken, and your words opened the door. I will tell you what comes"
            " next.\n\n%(by)s"
        ),
    ),
    "well": (
        _l("It is going well"),
        _l("Thank you, %(referrer)s. It is going well, and it began with you. More news soon.\n\n%(by)s"),
    ),
}
"""What Relais offers when the office has no texts of its own: (title, text)."""


def list_offered(name: str, language: str, office_id: int, by: User) -> list[tuple[str, str]]:
    """Thank-you notes to choose from, (title, text): in `language`, to the referrer `name`, signed by `by`."""
    with force_locale(language):
        names = {"referrer": first_name(name), "by": by.name}
        kept = templates.list_offered("thanks", office_id, language)
        if kept:
            return [(text.title, templates.fill_text(text.text, names)) for text in kept]
        return [(str(title), str(text) % names) for title, text in OWN_TEXTS.values()]


def thank_referrer(referral: Referral, note: str, *, by: User, now: datetime) -> Step:
    """Thank the referrer with `note`, cleaned and not empty. Raises Refused as `updates.tell_referrer` does."""
    return updates.tell_referrer(referral, note, by=by, now=now, gesture="thanks", kind=KINDS["thanks"])


def log_call(referral: Referral, note: str, *, by: User, now: datetime) -> Step:
    """Keep that `by` spoke with the referrer elsewhere; `note` says of what. Refuses as `tell_referrer` does."""
    return updates.tell_referrer(referral, note, by=by, now=now, gesture="call", kind=KINDS["call"])


def leave_voice_note(referral: Referral, content: bytes, summary: str, *, by: User, now: datetime) -> VoiceNote:
    """Leave the referrer a voice message; `summary` says it for those who can't listen (WCAG 2.2, 1.2.1).

    Raises Refused when `content` is no sound of at most 60 seconds, or as `_check_summary` does.
    """
    sound = measure_audio(content)
    _check_summary(summary)
    line = updates.tell_referrer(referral, "", by=by, now=now, gesture="voice", kind=KINDS["voice"])
    content = write_duration(content, sound.exactly) if sound.extension == "webm" else content
    stored = file_store.store_file(content, sound.media_type, now=now)
    note = VoiceNote(referral_id=referral.id, line_id=line.id, file_id=stored.id, by_id=by.id, at=now)
    note.extension, note.seconds, note.summary = sound.extension, sound.seconds, summary
    db.session.add(note)
    db.session.flush()
    return note


def write_down(note: VoiceNote, referral: Referral, summary: str, *, by: User, now: datetime) -> None:
    """Say in writing what a voice message says, or say it better. Its author alone may. Raises Refused.

    `note` belongs to `referral`; `summary` is what it says.
    """
    if note.by_id != by.id:
        raise Refused(_("Only its author puts a voice message in writing."))
    if note.deleted_at is not None:
        raise Refused(_("This voice message is deleted."))
    _check_summary(summary)
    if note.summary != summary:
        note.summary = summary
        record(VOICE_WRITTEN, referral, by=by, now=now)


def _check_summary(summary: str) -> None:
    """Raise Refused when nothing is written, or when it holds a forbidden number."""
    if not summary.strip():
        raise Refused(_("Write in a few words what you say: not everybody can listen."))
    refuse_in(summary)


def remove_voice_note(note: VoiceNote, referral: Referral, *, by: User, now: datetime) -> None:
    """Delete a voice message: no byte of it is left, the story says that there was one. Its author alone may.

    `note` belongs to `referral`.
    """
    if note.by_id != by.id:
        raise Refused(_("Only its author deletes a voice message."))
    if note.deleted_at is not None:
        return
    voice_notes.delete_voice_note(note, now=now)
    record(VOICE_DELETED, referral, by=by, now=now)


def is_unthanked() -> ColumnElement[bool]:
    """SQL: nobody has thanked for it yet, in whatever way; a voice message that was deleted thanks nobody."""
    unsaid = exists().where(VoiceNote.line_id == StageMove.id, VoiceNote.deleted_at.is_not(None))
    gestures = exists().where(StageMove.referral_id == Referral.id, StageMove.gesture.in_(THANKFUL), ~unsaid)
    return ~gestures
