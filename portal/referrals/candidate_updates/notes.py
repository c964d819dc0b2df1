"""A note to the candidate that goes with a change of stage, or the day on which they were told otherwise.

They opened the conversation by their yes, so this is no unasked message (trust.md, privacy 4). The letter leaves once
the move can't be undone any more.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import exists, select

from portal.accounts.models import User
from portal.activity.log import record
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.text_normalization import clean_text
from portal.mail import outbox
from portal.referrals.record import contact_hashes
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.record.policy import is_identity_open
from portal.referrals.stages import closing_reasons, transitions
from portal.referrals.stages.events import NOTE_WITHHELD
from portal.referrals.stages.transitions import UNDO_ALLOWED, Step

LETTER = "consent.note"
SOME_SECONDS = timedelta(seconds=10)
"""For whoever undoes a move in its last second."""


def may_tell(referral: Referral) -> bool:
    """Whether the office is in touch with the candidate: both agreed, and it still holds."""
    return is_identity_open(referral) and referral.agreed_at is not None


def may_write(referral: Referral) -> bool:
    """Whether a note may be written to the candidate besides: there is an address, and no wish for silence."""
    return may_tell(referral) and contact_hashes.may_write_to(referral.candidate)


def move_and_tell(
    referral: Referral,
    to: str,
    *,
    by: User,
    now: datetime,
    version: int,
    note: str = "",
    candidate_note: str = "",
    told_on: date | None = None,
    **more,
) -> Step:
    """Move `referral` as `transitions.move_referral` does (`version` and `more` as there); its candidate hears of it.

    `candidate_note` leaves by e-mail once the move can't be undone any more; `told_on` is the day on which `by` told
    them. Raises Refused besides when they may not be written to, for a day that can't be, and when `note` still says
    in the words that Relais offered that they were told, although neither is there.
    """
    candidate_note = clean_text(candidate_note)
    if referral.version == version:
        _check(referral, note, candidate_note, told_on, now)
    told = {"note": note, "candidate_note": candidate_note, "told_on": told_on}
    step = transitions.move_referral(referral, to, by=by, now=now, version=version, **told, **more)
    if candidate_note:
        leaves, to_whom = now + UNDO_ALLOWED + SOME_SECONDS, f"candidate:{referral.candidate_id}"
        facts = {"referral": referral.id, "move": step.id}
        outbox.post_letter(LETTER, to=to_whom, key=key_of(step.id), now=now, send_after=leaves, **facts)
    return step


def _check(referral: Referral, note: str, candidate_note: str, told_on: date | None, now: datetime) -> None:
    if (candidate_note or told_on) and not may_tell(referral):
        raise Refused(_("The introduction is not open, so there is nobody to tell yet."))
    if candidate_note and not may_write(referral):
        raise Refused(_("No e-mail may be written to this person: tell them in another way, and say on which day."))
    if told_on and not referral.created_at.date() - timedelta(days=1) <= told_on <= today_at(referral, now):
        raise Refused(_("Choose a day between the referral and today."))
    claim = "" if candidate_note or told_on else closing_reasons.find_claim(referral, note)
    if claim:
        raise Refused(
            _(
                "Your note says that this person was told: “%(claim)s” Write to them or say on which day you told"
                " them; otherwise, take that sentence out.",
                claim=claim,
            )
        )


def today_at(referral: Referral, now: datetime) -> date:
    """The day that it is at the office of `referral`."""
    return now.astimezone(ZoneInfo(referral.office.timezone)).date()


def key_of(move_id: int) -> str:
    """The key of the letter that goes with a move."""
    return f"candidate-note:{move_id}"


def find_note(referral: Referral, move_id: int) -> StageMove | None:
    """The move whose note may leave now; None when it was undone or erased, or they take part no more."""
    move = db.session.get(StageMove, move_id)
    if move is None or move.referral_id != referral.id or not move.candidate_note or _is_undone(move_id):
        return None
    return move if may_write(referral) else None


def list_notes(referral: Referral, now: datetime) -> list[StageMove]:
    """What the office wrote to the candidate, newest first; not what may still be undone, or was."""
    undone = select(StageMove.undoes_id).where(StageMove.referral_id == referral.id, StageMove.undoes_id.is_not(None))
    mine = select(StageMove).where(StageMove.referral_id == referral.id, StageMove.candidate_note != "")
    kept = mine.where(StageMove.at <= now - UNDO_ALLOWED, StageMove.id.not_in(undone))
    return list(db.session.scalars(kept.order_by(StageMove.id.desc())))


def report_withheld(candidate_id: int, facts: dict, now: datetime) -> None:
    """Tell who holds it that a note never left, unless its move was undone: they know.

    `candidate_id`: to whom; `facts`: those of the letter.
    """
    referral = db.session.get(Referral, facts["referral"])
    if referral is not None and referral.candidate_id == candidate_id and not _is_undone(facts["move"]):
        record(NOTE_WITHHELD, referral, by=None, now=now)


def _is_undone(move_id: int) -> bool:
    return bool(db.session.scalar(select(exists().where(StageMove.undoes_id == move_id))))
