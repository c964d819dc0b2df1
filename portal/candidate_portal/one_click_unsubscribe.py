"""No more letters: the address in every letter to a candidate, which works by one POST (RFC 8058).

It carries the keyed hash of the address that the letter went to. So it shuts that one, whatever became of the person
since (corrected, merged with somebody, erased), and with it what is known to be theirs alone: the person asked, not
the mailbox.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy import select

from portal.core.db import db
from portal.core.errors import LinkGone
from portal.core.tokens import derive_token, reach_digest
from portal.referrals.consent import links
from portal.referrals.consent.links import ConsentLink, LinkLetter
from portal.referrals.record import contact_hashes

PURPOSE = "letters-off"


def path_of(address: str, language: str) -> str:
    """The path at which the holder of the mailbox `address` gets no more letters; it opens nothing else."""
    digest = reach_digest(address)
    return f"/unsubscription/{digest}/{derive_token(PURPOSE, 0, digest)}?lang={language}"


def digest_behind(digest: str, token: str) -> str:
    """The keyed hash that this path is about, changing nothing. Raises LinkGone."""
    _check(derive_token(PURPOSE, 0, digest), token)
    return digest


def digest_of_link(link_id: int, token: str) -> str:
    """The same for letters of before addresses were named so: they name the link that they carried. Raises LinkGone."""
    link = db.session.get(ConsentLink, link_id)
    if link is None:
        raise LinkGone
    _check(derive_token(PURPOSE, link.id, links.first_nonce(link)), token)
    kept = db.session.scalar(select(LinkLetter.digest).where(LinkLetter.link_id == link.id).limit(1))
    return kept or next(iter(contact_hashes.hash_addresses(link.referral.candidate.email)), "")


def stop_letters(digest: str, *, now: datetime) -> None:
    """Put the address, and all that reaches or ever reached the same person alone, on the list of those who are never
    written to; again it changes nothing.
    """
    if digest:
        contact_hashes.suppress_people(contact_hashes.people_at(digest), digest, how="letter", now=now)


def _check(right: str, told: str) -> None:
    if not hmac.compare_digest(right.encode(), told.encode("utf-8", "surrogatepass")):
        raise LinkGone
