"""What a recruiter answers to a proposed introduction: yes, no with a word, or a question first; and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from portal.accounts.models import User
from portal.core.errors import Refused, too_long
from portal.core.forbidden_numbers import refuse_in
from portal.core.text_normalization import clean_text
from portal.mail import outbox
from portal.referrals.introductions import acceptance
from portal.referrals.introductions.emails import was_written_to
from portal.referrals.introductions.opening import open_when_agreed
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions
from portal.referrals.stages.definitions import FIRST, NOT_SELECTED
from portal.referrals.stages.events import ASKED_MORE, NOT_ACCEPTED, TOLD_MORE

ANSWERS = ("accepted", "more", "declined")
LONGEST_WORD = 2000


@dataclass(frozen=True, slots=True)
class Facts:
    """How two people know each other, in facts that name nobody: these are read before the candidate's yes.

    Months are their first day.
    """

    relationship: str
    known_since: date | None
    together_from: date | None
    together_to: date | None
    vouch: int


def answer_introduction(
    referral: Referral, said: str, *, by: User, now: datetime, version: int, word: str = ""
) -> None:
    """`by` answers the introduction that `version` of `referral` proposes: `said` is one of ANSWERS.

    `word` reaches the referrer; it is needed to decline and to ask. A yes opens the introduction when the candidate
    has agreed. Raises Refused when nothing is proposed (any more) or the word is missing or must not be kept,
    Conflict when somebody changed the referral meanwhile.
    """
    word = clean_text(word)
    _check(referral, said, version, word)
    {"accepted": _accept, "more": _ask, "declined": _decline}[said](referral, word, by, now)


def _check(referral: Referral, said: str, version: int, word: str) -> None:
    if referral.version != version:
        raise transitions.changed_meanwhile(referral)
    if said not in ANSWERS or referral.stage != FIRST or referral.recruiter_answer not in ("waiting", "more"):
        raise Refused(_("This introduction has already been answered."))
    if said == "declined" and not word:
        raise Refused(
            _("Write a note to the person who proposed it: please say why, they should not be left wondering.")
        )
    if said == "more" and not word:
        raise Refused(_("Write what you would like to know first."))
    _check_text(word)


def _accept(referral: Referral, word: str, by: User, now: datetime) -> None:
    line = {"gesture": "accepts", "note": word}
    acceptance.accept_introduction(referral, by=by, now=now, version=referral.version, line=line, last_news_at=now)
    open_when_agreed(referral, by=by, now=now)


def _ask(referral: Referral, word: str, by: User, now: datetime) -> None:
    changes = {"recruiter_answer": "more", "answered_at": now, "recruiter_id": by.id, "last_news_at": now}
    line = {"gesture": "question", "note": word}
    transitions.apply(referral, FIRST, kind=ASKED_MORE, by=by, now=now, line=line, **changes)


def end_introduction(referral: Referral, word: str, *, by: User, now: datetime, version: int, reason: str = "") -> None:
    """`by` ends the introduction of `referral` that is not open yet, with a `word` to its referrer.

    Whatever was answered before. `version` is what they saw, `reason` a code of `closing_reasons.REASONS`. Raises as
    `answer_introduction` does.
    """
    word = clean_text(word)
    if referral.version != version:
        raise transitions.changed_meanwhile(referral)
    if referral.stage != FIRST or not word:
        raise Refused(_("Before closing, write a note to the person who referred them."))
    _check_text(word)
    _decline(referral, word, by, now, reason)


def _decline(referral: Referral, word: str, by: User, now: datetime, reason: str = "") -> None:
    changes = {"recruiter_answer": "declined", "answered_at": now, "last_news_at": now}
    changes["recruiter_id"] = referral.recruiter_id or by.id
    line = {"gesture": "declines", "note": word, "reason": reason}
    transitions.apply(referral, NOT_SELECTED, kind=NOT_ACCEPTED, by=by, now=now, line=line, **changes)
    if was_written_to(referral):
        to, key = f"candidate:{referral.candidate_id}", f"introduction:{referral.id}:declined"
        outbox.post_letter("introductions.declined", to=to, key=key, now=now, referral=referral.id)


def tell_more(referral: Referral, facts: Facts, words: str, *, by: User, now: datetime) -> None:
    """The referrer answers the question: `facts` are shown now, `words` only once the introduction is open.

    Raises Refused when nobody asks (any more), or the words hold what must not be kept.
    """
    words = clean_text(words)
    if referral.stage != FIRST or referral.recruiter_answer != "more":
        raise Refused(_("Nobody waits for this answer any more."))
    _check_text(words)
    changes = {name: getattr(facts, name) for name in Facts.__slots__}
    changes |= {"recruiter_answer": "waiting", "answered_at": None}
    line = {"gesture": "answer", "note": words}
    transitions.apply(referral, FIRST, kind=TOLD_MORE, by=by, now=now, line=line, due_from=now, **changes)


def _check_text(text: str) -> None:
    if len(text) > LONGEST_WORD:
        raise Refused(too_long(LONGEST_WORD))
    refuse_in(text)
