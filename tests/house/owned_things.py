"""What belongs to somebody alone and is made by using the portal, for the matrix."""

from __future__ import annotations

from portal.accounts.events import SIGNED_IN
from portal.accounts.models import SignIn
from portal.activity.log import record
from portal.core.db import db, utcnow
from portal.mail import outbox
from portal.notifications.models import Notice
from portal.referrals.record.models import StageMove


def make_owned(name: str, cast) -> int:
    """The id of something that belongs to Alice alone and is made by using the portal."""
    if name == "line_id":
        return db.session.scalar(db.select(db.func.min(StageMove.id)))
    if name == "sign_in_id":
        other = SignIn(user_id=cast.alice.id, token_digest=f"{utcnow().timestamp()}", began_at=utcnow())
        other.last_deed_at = utcnow()
        db.session.add(other)
        db.session.commit()
        return other.id
    if name == "row_id":
        outbox.post_letter("notifications.news", to=f"user:{cast.alice.id}", key="one", now=utcnow())
        db.session.commit()
        return db.session.scalar(db.select(outbox.OutgoingLetter.id))
    entry = record(SIGNED_IN, cast.rita, by=cast.rita, now=utcnow())
    notice = Notice(user_id=cast.alice.id, entry_id=entry.id, at=utcnow())
    db.session.add(notice)
    db.session.commit()
    return notice.id
