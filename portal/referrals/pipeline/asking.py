"""What a card asks back when a change could not be made: nothing that was typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.core.db import db
from portal.core.refusals import Conflict, Refused
from portal.referrals.models import OUTCOMES, StageMove
from portal.referrals.stage_words import label

AT_ONCE = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Asked:
    """Why the change to stage `to` was not made, with what was typed.

    kind: `note` (closing needs a word), `conflict` (somebody was faster, `last` tells who) or `refused`.
    """

    kind: str
    reason: str
    to: str
    note: str
    private_note: str
    last: StageMove | None = None

    @property
    def to_label(self) -> str:
        """The name of the stage that was wanted."""
        return label(self.to)


def asked_after(refusal: Refused, referral_id: int, to: str, note: str, private_note: str) -> Asked:
    """What to ask after `refusal` of a move to `to`."""
    if isinstance(refusal, Conflict):
        return Asked("conflict", str(refusal.reason), to, note, private_note, last_move(referral_id))
    kind = "note" if to in OUTCOMES and not note.strip() else "refused"
    return Asked(kind, str(refusal.reason), to, note, private_note)


def last_move(referral_id: int) -> StageMove | None:
    """The newest line of a referral's history."""
    mine = select(StageMove).where(StageMove.referral_id == referral_id)
    return db.session.scalar(mine.order_by(StageMove.id.desc()).limit(1))


def just_done(last: StageMove | None, to: str, user_id: int, now: datetime) -> bool:
    """Whether the refused move is a repetition (double click, retry) of what the same person has just done."""
    if last is None or last.undoes_id is not None:
        return False
    return last.by_id == user_id and last.to_stage == to and now - last.at < AT_ONCE
