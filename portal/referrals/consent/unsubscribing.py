"""No more letters: the address in every letter to a candidate, which works by one POST (RFC 8058)."""

from __future__ import annotations

import hmac
from datetime import datetime

from portal.core.db import db
from portal.core.refusals import LinkGone
from portal.core.tokens import derived
from portal.referrals import reach
from portal.referrals.links import ConsentLink

PURPOSE = "letters-off"


def path_of(link: ConsentLink) -> str:
    """The path at which the holder of `link` gets no more letters. Its token opens nothing else."""
    return f"/unsubscription/{link.id}/{derived(PURPOSE, link.id, link.nonce)}"


def link_behind(link_id: int, token: str) -> ConsentLink:
    """The link that this address is about, changing nothing. Raises LinkGone."""
    link = db.session.get(ConsentLink, link_id)
    if link is None or not hmac.compare_digest(derived(PURPOSE, link.id, link.nonce).encode(), token.encode()):
        raise LinkGone
    return link


def stop_letters(link: ConsentLink, *, now: datetime) -> None:
    """Put the address on the list of those who are never written to; again it changes nothing."""
    reach.shut(link.referral.candidate.email, how="letter", now=now)
