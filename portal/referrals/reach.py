"""How a person can be reached, as keyed hashes: to know the same person again, and whom never to write to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import turns
from portal.core.db import OFFICE, SECRET, Model, Moment, db
from portal.core.tokens import reach_digest
from portal.referrals.models import Candidate


class CandidateReach(Model):
    """One address or number of a candidate; gone with their data."""

    __tablename__ = "candidate_reach"
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True, info=OFFICE
    )
    digest: Mapped[str] = mapped_column(String(64), primary_key=True, index=True, info=SECRET)


class DoNotContact(Model):
    """An address or number that asked never to be written to again; it outlives the erasure of everything else."""

    __tablename__ = "do_not_contact"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True, info=SECRET)
    at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    how: Mapped[str] = mapped_column(String(12), info=OFFICE)
    """`page` (they asked on their page) or `letter` (they unsubscribed from a letter)."""


def digests(*addresses: str) -> list[str]:
    """The keyed hashes of normalised addresses and numbers; empty ones left out."""
    return [reach_digest(address) for address in addresses if address]


def take_turn(*addresses: str) -> None:
    """Until the transaction ends, whoever names one of these addresses waits: of two at once, one was first."""
    turns.take_turn(*digests(*addresses))


def keep(candidate: Candidate) -> None:
    """Remember how `candidate` can be reached as of now, instead of what was known before."""
    db.session.execute(delete(CandidateReach).where(CandidateReach.candidate_id == candidate.id))
    for digest in dict.fromkeys(digests(candidate.email, candidate.phone)):
        db.session.add(CandidateReach(candidate_id=candidate.id, digest=digest))


def shut(*addresses: str, how: str, now: datetime) -> None:
    """Never write to these addresses or numbers again; harmless when repeated."""
    take_turn(*addresses)
    for digest in dict.fromkeys(digests(*addresses)):
        if db.session.get(DoNotContact, digest) is None:
            db.session.add(DoNotContact(digest=digest, at=now, how=how))


def is_shut(*addresses: str) -> bool:
    """Whether one of these asked never to be written to again."""
    wanted = select(DoNotContact.digest).where(DoNotContact.digest.in_(digests(*addresses)))
    return db.session.scalar(wanted.limit(1)) is not None
