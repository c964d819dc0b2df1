"""How a person can be reached, as keyed hashes: to know the same person again, and whom never to write to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import locks
from portal.core.columns import Erasing
from portal.core.contact_details import phone_numbers
from portal.core.db import OFFICE, SECRET, Model, Moment, db
from portal.core.tokens import reach_digest, reach_digest_as_written
from portal.referrals.record import merged_candidates
from portal.referrals.record.models import Candidate


class ContactHash(Model):
    """One address or number that reaches a candidate, or did before they corrected it; gone with their data."""

    __tablename__ = "candidate_reach"
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True, info=OFFICE
    )
    digest: Mapped[str] = mapped_column(
        String(64), primary_key=True, index=True, info=SECRET | {"erasing": Erasing.DELETED}
    )


class DoNotContact(Model):
    """An address or number that asked never to be written to again; it outlives the erasure of everything else."""

    __tablename__ = "do_not_contact"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True, info=SECRET)
    at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    how: Mapped[str] = mapped_column(String(12), info=OFFICE)
    """`page` (they asked on their page) or `letter` (they unsubscribed from a letter)."""


_KNOWN = select(ContactHash.digest).distinct()
_KNOWN = _KNOWN.where(ContactHash.candidate_id.in_(bindparam("candidates", expanding=True)))
"""Built once; whose is a parameter."""


def hash_addresses(*addresses: str) -> list[str]:
    """The keyed hashes under which addresses and numbers are kept, each once; empty ones left out."""
    return _hashed(phone_numbers.kept_under, addresses)


def hash_spellings(*addresses: str) -> list[str]:
    """The keyed hashes under which somebody is kept whom one of these reaches."""
    return _hashed(phone_numbers.found_under, addresses)


def _hashed(spelt: Callable[[str], tuple[str, ...]], addresses: Iterable[str]) -> list[str]:
    named = (one for address in addresses if address for one in ((address,) if "@" in address else spelt(address)))
    return list(dict.fromkeys(map(reach_digest, named)))


def take_lock(*addresses: str) -> None:
    """Until the transaction ends, whoever names one of these addresses waits: of two at once, one was first."""
    locks.take_lock(*hash_addresses(*addresses), *hash_spellings(*addresses))


def keep_hashes(candidate: Candidate) -> None:
    """Remember how `candidate` can be reached as of now, besides what reached them before it was corrected.

    Who asked for no more letters does not get them at another address either.
    """
    known = hashes_of(candidate.id)
    fresh = set(hash_addresses(candidate.email, candidate.phone)).difference(known)
    for digest in fresh:
        db.session.add(ContactHash(candidate_id=candidate.id, digest=digest))
    if fresh and (asked := _asked(known)):
        suppress_people([candidate], how=asked.how, now=asked.at)


def hashes_of(*candidates: int) -> list[str]:
    """The keyed hashes of all that reaches or ever reached them, by the ids of their records."""
    return list(db.session.scalars(_KNOWN, {"candidates": candidates}))


def people_at(digest: str) -> list[Candidate]:
    """The records of whomever `digest` reaches or ever reached."""
    reached = select(ContactHash.candidate_id).where(ContactHash.digest == digest)
    return list(db.session.scalars(select(Candidate).where(Candidate.id.in_(reached)).order_by(Candidate.id)))


def suppress_people(people: Iterable[Candidate], *asked: str, how: str, now: datetime) -> None:
    """Never write again to the keyed hashes `asked`, nor to what reaches or ever reached these people alone.

    Theirs is what the holders of all links say that it is: the office may be wrong. What reaches somebody else as well
    stays open, so that nobody silences a stranger by giving their address.
    """
    own = {record.id for person in people for record in merged_candidates.confirmed_records(person)}
    others = select(ContactHash.digest).where(ContactHash.candidate_id.not_in(own))
    mine = select(ContactHash.digest).where(ContactHash.candidate_id.in_(own))
    alone = db.session.scalars(mine.where(ContactHash.digest.not_in(others)).distinct()).all()
    suppress_hashes({*asked, *alone}, how=how, now=now)


def suppress_hashes(wanted: Iterable[str], *, how: str, now: datetime) -> None:
    """Never write again to the addresses and numbers whose keyed hashes these are; harmless when repeated.

    `wanted` are the hashes, `how` is who wants it.
    """
    wanted = list(wanted)
    locks.take_lock(*wanted)
    for digest in wanted:
        if db.session.get(DoNotContact, digest) is None:
            db.session.add(DoNotContact(digest=digest, at=now, how=how))


def is_suppressed(*addresses: str) -> bool:
    """Whether one of these asked never to be written to again, in whatever spelling."""
    given = [address for address in addresses if address]
    return _asked([*hash_spellings(*given), *map(reach_digest_as_written, given)]) is not None


def may_write_to(candidate: Candidate) -> bool:
    """Whether a letter may leave for them: there is an address, and the person asked for no silence by any other.

    What reaches or ever reached one of their records speaks for all of them.
    """
    same = merged_candidates.list_records(candidate)
    if not candidate.email or is_suppressed(*(address for record in same for address in (record.email, record.phone))):
        return False
    return _asked(hashes_of(*(record.id for record in same))) is None


def _asked(digests: Collection[str]) -> DoNotContact | None:
    if not digests:  # of who is new nothing is known
        return None
    return db.session.scalar(select(DoNotContact).where(DoNotContact.digest.in_(digests)).limit(1))
