"""What the tests of the pipeline share: saying a move as a browser does."""

from __future__ import annotations

from sqlalchemy import select

from portal.core.db import db, utcnow
from portal.referrals.record.models import StageMove
from tests import factories


def send(client, referral, to: str, *, version: int | None = None, htmx: bool = True, **more):
    """Post a move of `referral` to stage `to`."""
    form = {"stage": to, "version": referral.version if version is None else version, **more}
    return client.post(f"/referrals/{referral.id}/stage", data=form, htmx=htmx)


def history(referral) -> list[StageMove]:
    """The lines of its history, oldest first."""
    mine = select(StageMove).where(StageMove.referral_id == referral.id).order_by(StageMove.id)
    return list(db.session.scalars(mine))


def many(referrer, number: int, **columns) -> None:
    """`number` referrals in one go, at every open stage in turn."""
    now, stages = utcnow(), ("awaiting_consent", "received", "contacted", "interview", "offer", "hired")
    for index in range(number):
        candidate = factories.Candidate(name=f"Personne {index}", email=f"{index}@exemple.example.com", created_at=now)
        stage = stages[index % len(stages)]
        given = {
            "office_id": referrer.memberships[0].office_id,
            "referrer_id": referrer.id,
            "candidate": candidate,
            "stage": stage,
            "stage_since": now,
            **dict.fromkeys(("agreed_at", "opened_at"), None if stage == "awaiting_consent" else now),
            "relationship": "client",
            "vouch": 1 + index % 4,
            "created_at": now,
        }
        db.session.add(factories.Referral(**given | columns))
    db.session.commit()
