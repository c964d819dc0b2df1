"""The candidate's link: the one key to their page. Derived when it must be said, kept as a digest, ended by erasure.

A GET changes nothing (mail scanners open links), and whoever holds no working link is told the same thing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ForeignKey, Index, String, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column
from sqlalchemy.orm import relationship as related

from portal.core.db import OFFICE, SECRET, Model, Moment, db, only_where
from portal.core.refusals import LinkGone
from portal.core.tokens import derived, digest, new_token
from portal.referrals.models import Candidate, Referral

PURPOSE = "consent"


class ConsentLink(Model):
    """The link of one referral’s candidate: it expires unanswered, and after a yes it lasts as long as their data."""

    __tablename__ = "consent_link"
    __table_args__ = (Index("ix_consent_link_ended_at", "ended_at", **only_where("ended_at IS NOT NULL")),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), unique=True, info=OFFICE)
    nonce: Mapped[str] = mapped_column(String(64), info=SECRET)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, default="", info=SECRET)
    made_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    expires_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    referral: Mapped[Referral] = related()


def make(referral: Referral, *, now: datetime) -> ConsentLink:
    """The link of `referral`, made with it; works unanswered for `consent_days`."""
    ends = now + timedelta(days=current_app.config["SETTINGS"].consent_days)
    nonce = new_token()
    link = ConsentLink(referral_id=referral.id, nonce=nonce, token_digest=nonce, made_at=now, expires_at=ends)
    db.session.add(link)
    db.session.flush()
    link.token_digest = digest(token_of(link))
    return link


def token_of(link: ConsentLink) -> str:
    """The token itself, to be said to the candidate and to nobody else but the producer who passes it on."""
    return derived(PURPOSE, link.id, link.nonce)


def address_of(link: ConsentLink) -> str:
    """The absolute address of the candidate's page."""
    host = current_app.config["SETTINGS"].host_url.rstrip("/")
    return f"{host}/consent/{token_of(link)}"


def link_of(referral_id: int) -> ConsentLink | None:
    """The link of a referral, working or not."""
    return db.session.scalar(select(ConsentLink).where(ConsentLink.referral_id == referral_id))


def referral_of(token: str, *, now: datetime, to_change: bool = False) -> Referral:
    """The referral whose candidate holds `token`, with what their page shows. Raises LinkGone.

    It changes nothing. `to_change`: the row is locked until the end of the unit of work, so that of several answers
    at once one is first and the others see it.
    """
    around = (Referral.candidate, Referral.office, Referral.opportunity, Referral.referrer, Referral.recruiter)
    query = select(Referral).join(ConsentLink, ConsentLink.referral_id == Referral.id).join(Candidate)
    query = query.where(
        ConsentLink.token_digest == digest(token),
        ConsentLink.ended_at.is_(None),
        or_(ConsentLink.expires_at > now, Referral.agreed_at.is_not(None)),
        Candidate.erased_at.is_(None),
    )
    query = query.with_for_update(of=Referral) if to_change else query
    referral = db.session.scalar(query.options(*(joinedload(part) for part in around)))
    if referral is None:
        raise LinkGone
    return referral


def live_on(referral_id: int, *, until: datetime) -> None:
    """After a withdrawal the link still leads to what is held, until it is erased."""
    link = link_of(referral_id)
    if link is not None:
        link.expires_at = max(link.expires_at, until)


def end(referral_id: int, *, now: datetime) -> None:
    """The link works no more, for anybody."""
    link = link_of(referral_id)
    if link is not None and link.ended_at is None:
        link.ended_at = now
