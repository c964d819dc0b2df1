"""What a recruiter answers to a proposed introduction: yes, no with a word, or a question first; and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from portal.accounts.models import User
from portal.activity.kinds import Kind
from portal.activity.log import record
from portal.core import outbox
from portal.core.db import db
from portal.core.forbidden_numbers import refuse_in
from portal.core.refusals import Refused, too_long
from portal.core.text import clean
from portal.referrals import accepting, silence, stages
from portal.referrals.activities import ACCEPTED, ASKED_MORE, NOT_ACCEPTED, TOLD_MORE
from portal.referrals.introductions.letters import was_written_to
from portal.referrals.models import Referral, StageMove
from portal.referrals.opening import BEFORE, open_when_agreed

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


def answer(referral: Referral, said: str, *, by: User, now: datetime, version: int, word: str = "") -> None:
    """`by` answers the introduction that `version` of `referral` proposes: `said` is one of ANSWERS.

    `word` reaches the referrer; it is needed to decline and to ask. A yes opens the introduction when the candidate
    has agreed. Raises Refused when nothing is proposed (any more) or the word is missing or must not be kept,
    Conflict when somebody changed the referral meanwhile.
    """
    word = clean(word)
    _check(referral, said, version, word)
    {"accepted": _accept, "more": _ask, "declined": _decline}[said](referral, word, by, now)


def _check(referral: Referral, said: str, version: int, word: str) -> None:
    if referral.version != version:
        raise stages.changed_meanwhile(referral)
    if said not in ANSWERS or referral.stage != BEFORE or referral.recruiter_answer not in ("waiting", "more"):
        raise Refused(_("This introduction has already been answered."))
    if said == "declined" and not word:
        raise Refused(
            _("Write a note to the person who proposed it: please say why, they should not be left wondering.")
        )
    if said == "more" and not word:
        raise Refused(_("Write what you would like to know first."))
    _check_text(word)


def _accept(referral: Referral, word: str, by: User, now: datetime) -> None:
    promised = silence.promise(BEFORE, now, referral.office, "accepted")
    accepting.accept(referral, by=by, now=now, version=referral.version, last_news_at=now, **promised)
    _tell(referral, "accepts", word, by, now, ACCEPTED)
    open_when_agreed(referral, by=by, now=now)


def _ask(referral: Referral, word: str, by: User, now: datetime) -> None:
    changes = {"recruiter_answer": "more", "answered_at": now, "recruiter_id": by.id}
    changes |= {"last_news_at": now, **silence.promise(BEFORE, now, referral.office, "more")}
    stages.touch(referral, referral.version, **changes)
    db.session.expire(referral, ["recruiter"])
    _tell(referral, "question", word, by, now, ASKED_MORE)


def _decline(referral: Referral, word: str, by: User, now: datetime) -> None:
    changes = {"stage": "not_selected", "stage_since": now, "closed_at": now, "last_news_at": now}
    changes |= silence.promise("not_selected", now, referral.office)
    changes |= {"recruiter_answer": "declined", "answered_at": now, "recruiter_id": referral.recruiter_id or by.id}
    stages.touch(referral, referral.version, **changes)
    _tell(referral, "declines", word, by, now, NOT_ACCEPTED, since=BEFORE)
    if was_written_to(referral):
        to, key = f"candidate:{referral.candidate_id}", f"introduction:{referral.id}:declined"
        outbox.post("introductions.declined", to=to, key=key, now=now, referral=referral.id)


def tell_more(referral: Referral, facts: Facts, words: str, *, by: User, now: datetime) -> None:
    """The referrer answers the question: `facts` are shown now, `words` only once the introduction is open.

    Raises Refused when nobody asks (any more), or the words hold what must not be kept.
    """
    words = clean(words)
    if referral.stage != BEFORE or referral.recruiter_answer != "more":
        raise Refused(_("Nobody waits for this answer any more."))
    _check_text(words)
    changes = {name: getattr(facts, name) for name in Facts.__slots__}
    changes |= {"recruiter_answer": "waiting", "answered_at": None}
    changes |= silence.promise(BEFORE, now, referral.office)
    stages.touch(referral, referral.version, **changes)
    _tell(referral, "answer", words, by, now, TOLD_MORE)


def _check_text(text: str) -> None:
    if len(text) > LONGEST_WORD:
        raise Refused(too_long(LONGEST_WORD))
    refuse_in(text)


def _tell(
    referral: Referral, gesture: str, word: str, by: User, now: datetime, kind: Kind, since: str | None = None
) -> None:
    """The line of the story, and of the log; `since` is the stage that it left, if it left one."""
    line = StageMove(referral_id=referral.id, from_stage=since or referral.stage, to_stage=referral.stage)
    line.gesture, line.note, line.at, line.by_id, line.by_name = gesture, word, now, by.id, by.name
    db.session.add(line)
    record(kind, referral, by=by, now=now)
