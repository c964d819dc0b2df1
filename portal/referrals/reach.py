"""How a person can be reached, as keyed hashes: to know the same person again, and whom never to write to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import turns
from portal.core.db import OFFICE, SECRET, Model, Moment, db
from portal.core.tokens import reach_digest, reach_digest_as_written
from portal.referrals.models import Candidate


class CandidateReach(Model):
    """One address or number that reaches a candidate, or did before they corrected it; gone with their data."""

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
    """The keyed hashes of addresses and numbers, each once; empty ones left out."""
    return list(dict.fromkeys(reach_digest(address) for address in addresses if address))


def take_turn(*addresses: str) -> None:
    """Until the transaction ends, whoever names one of these addresses waits: of two at once, one was first."""
    turns.take_turn(*digests(*addresses))


def keep(candidate: Candidate) -> None:
    """Remember how `candidate` can be reached as of now, besides what reached them before it was corrected."""
    for digest in set(digests(candidate.email, candidate.phone)).difference(known_of(candidate.id)):
        db.session.add(CandidateReach(candidate_id=candidate.id, digest=digest))


def known_of(*candidates: int) -> list[str]:
    """The keyed hashes of all that reaches or ever reached them, by the ids of their records."""
    mine = select(CandidateReach.digest).where(CandidateReach.candidate_id.in_(candidates)).distinct()
    return list(db.session.scalars(mine))


def shut(*addresses: str, how: str, now: datetime) -> None:
    """Never write to these addresses or numbers again; harmless when repeated."""
    shut_digests(digests(*addresses), how=how, now=now)


def shut_digests(wanted: Iterable[str], *, how: str, now: datetime) -> None:
    """The same for those whose keyed hashes these are: all that is known of an address after an erasure."""
    wanted = list(wanted)
    turns.take_turn(*wanted)
    for digest in wanted:
        if db.session.get(DoNotContact, digest) is None:
            db.session.add(DoNotContact(digest=digest, at=now, how=how))


def is_shut(*addresses: str) -> bool:
    """Whether one of these asked never to be written to again, in whatever spelling."""
    given = [address for address in addresses if address]
    wanted = {*digests(*given), *map(reach_digest_as_written, given)}
    return db.session.scalar(select(DoNotContact.digest).where(DoNotContact.digest.in_(wanted)).limit(1)) is not None
