"""The way back: an address that the officer tells opens one button, and the link behind it is the candidate's alone.

The address is derived from the link as it stands, so the first use ends it: whoever told it holds nothing any more,
and a candidate who finds it used knows that somebody else did.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import User
from portal.activity.log import record
from portal.candidate_portal.link_reissue.events import MAILED, TAKEN, TOLD
from portal.core.db import db
from portal.core.errors import LinkGone, Refused
from portal.core.tokens import derive_token
from portal.referrals.consent import link_rotation, links
from portal.referrals.consent.links import ConsentLink
from portal.referrals.record import contact_hashes
from portal.referrals.record.models import Candidate, Referral

PURPOSE = "lost-link"
WORKS = timedelta(days=2)


def renew_lost_link(referral: Referral, *, by: User, now: datetime) -> str:
    """End the candidate's own link, lost; the address to tell them, "" where a letter takes a fresh one to them.

    Raises Refused for who referred them, and where nothing is held any more.
    """
    link = links.link_of(referral.id)
    if referral.referrer_id == by.id:
        raise Refused(_("You referred this person: another administrator renews their link."))
    if link is None or link.ended_at is not None or referral.candidate.erased_at is not None:
        raise Refused(_("We hold nothing about this person any more, so there is no page to open."))
    db.session.refresh(link, with_for_update=True)  # of two at once each ends what the other tells
    mailed = contact_hashes.may_write_to(referral.candidate)
    links.live_on(referral.id, until=now + timedelta(days=current_app.config["SETTINGS"].consent_days))
    link_rotation.renew_link(link, now=now)
    record(MAILED if mailed else TOLD, referral, by=by, now=now)
    return "" if mailed else address_of(link, now + WORKS)


def address_of(link: ConsentLink, until: datetime) -> str:
    """The absolute address that gives the candidate a fresh link, until the end of that day (UTC) and once."""
    day, host = until.date().toordinal(), current_app.config["SETTINGS"].host_url.rstrip("/")
    return f"{host}/lost-links/{link.id}/{day}/{_token(link, day)}"


def _token(link: ConsentLink, day: int) -> str:
    return derive_token(f"{PURPOSE}:{day}", link.id, link.nonce)


def find_lost_link(link_id: int, day: int, token: str, *, now: datetime, to_change: bool = False) -> ConsentLink:
    """The link that this address is about, changing nothing. Raises LinkGone.

    `link_id`, `day` and `token` are its parts; `to_change`: nobody else changes it meanwhile.
    """
    query = select(ConsentLink).join(ConsentLink.referral).join(Candidate, Candidate.id == Referral.candidate_id)
    query = query.where(ConsentLink.id == link_id, ConsentLink.ended_at.is_(None), Candidate.erased_at.is_(None))
    link = db.session.scalar(query.with_for_update(of=ConsentLink) if to_change else query)
    if link is None or now.date().toordinal() > day:
        raise LinkGone
    if not hmac.compare_digest(_token(link, day).encode(), token.encode("utf-8", "surrogatepass")):
        raise LinkGone
    return link


def take_link(link: ConsentLink, *, now: datetime) -> str:
    """The candidate takes their link: a fresh one, whose token this is. What led here works no more."""
    links.renew_link(link)
    record(TAKEN, link.referral, by=None, now=now)
    return links.token_of(link)
