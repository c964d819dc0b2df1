"""What is read back of an introduction's story: the last line, the question, and who was faster."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from portal.core.db import db
from portal.core.text_normalization import clean_text
from portal.referrals.record.models import StageMove

AT_ONCE = timedelta(seconds=15)
GESTURES = {"accepted": "accepts", "more": "question", "declined": "declines"}
"""How the line of each answer is marked."""


def last_line(referral_id: int, gesture: str = "") -> StageMove | None:
    """The newest line of a referral's history; the newest of one `gesture` when it is named."""
    lines = select(StageMove).where(StageMove.referral_id == referral_id).order_by(StageMove.id.desc()).limit(1)
    return db.session.scalar(lines.where(StageMove.gesture == gesture) if gesture else lines)


def just_answered(referral_id: int, said: str, word: str, user_id: int, now: datetime) -> bool:
    """Whether the refused answer repeats (double click, retry) what the same person has just said, word for word.

    `user_id` answers `referral_id`.
    """
    line = last_line(referral_id, GESTURES.get(said, said))
    if line is None or line.by_id != user_id or now - line.at > AT_ONCE:
        return False
    return line.note == clean_text(word)
