"""Closing a referral otherwise than by its recruiter: the candidate's own word, time, or its referrer."""

from __future__ import annotations

from datetime import datetime

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from portal.accounts.models import User
from portal.activity.event_types import Kind
from portal.config import languages
from portal.core.caches import cached
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions

TOO_LATE = _l("The introduction has opened or ended in the meantime: it can no longer be withdrawn.")
WORDS = {
    "no": _l(
        "This person thought about it and prefers not to be introduced. Nobody at the office"
        " learned who it is, and no one is asked for a reason. Thank you for thinking of them."
    ),
    "late": _l(
        "No answer came in time. Nobody at the office learned who it is, and what you told us"
        " about this person will be erased. You are free to talk with them again, and to refer"
        " them another day."
    ),
    "withdrawn": _l(
        "This person decided not to continue. The office no longer sees their name or"
        " information. Thank you for opening this door for them."
    ),
    "denied": _l(
        "This person says that they did not agree as the office recorded it. The office no longer sees their name."
    ),
    "erased": _l("At this person’s request everything we had about them is erased, and the referral ends here."),
}
"""What the referrer is told, by what happened: closing says something, and it respects the candidate."""


def in_words(note: str) -> str:
    """A word of WORDS in the reader's language, in whichever it was told to the referrer; another text as it is."""
    code = _codes().get(note)
    return str(WORDS[code]) if code else note


@cached(None)
def _codes() -> dict[str, str]:
    told = {}
    for language in languages.CODES:
        with force_locale(language):
            told |= {str(words): code for code, words in WORDS.items()}
    return told


def close_referral(
    referral: Referral, to: str, *, kind: Kind, word: str, now: datetime, by: User | None = None, reason="", **changes
) -> None:
    """End an open referral at the outcome `to`, with the word to its referrer, in their language, that WORDS has.

    `by` is who did it, None for the candidate and for time. `reason` is a code for the log; `changes` are more columns
    of its card. Raises Conflict when somebody was faster.
    """
    with force_locale(referral.referrer.language):
        note = str(WORDS[word]) if word else ""
    told = {"line": {"note": note}, "facts": {"why": reason} if reason else {}}
    transitions.apply(referral, to, kind=kind, by=by, now=now, last_news_at=now, **told, **changes)
