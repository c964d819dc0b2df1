"""The links to a candidate's page: one secret has one holder. Derived when said, kept as digests, ended by erasure.

The candidate's own link opens all that is held about them. The one that the referrer passes on opens the question,
once, and nothing else: it ends with the candidate's first word. A GET changes nothing (mail scanners open links), and
whoever holds no working link is told the same thing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, and_, exists, or_, select, update
from sqlalchemy.orm import Mapped, contains_eager, mapped_column
from sqlalchemy.orm import relationship as related

from portal.core.db import OFFICE, SECRET, Model, Moment, db, only_where
from portal.core.errors import LinkGone
from portal.core.tokens import derive_token, digest_token, new_token, reach_digest
from portal.referrals.consent.models import Consent
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages.definitions import FIRST

PURPOSE = "consent"


class ConsentLink(Model):
    """The candidate's own link to one referral: it expires unanswered, and after a yes lasts as long as their data."""

    __tablename__ = "consent_link"
    __table_args__ = (Index("ix_consent_link_ended_at", "ended_at", **only_where("ended_at IS NOT NULL")),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), unique=True, info=OFFICE)
    nonce: Mapped[str] = mapped_column(String(64), info=SECRET)
    """Random; once the link was renewed, with a colon and how often."""
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, default="", info=SECRET)
    made_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    expires_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    referral: Mapped[Referral] = related()


class PassedLink(Model):
    """What the referrer passes on: it works until the candidate says anything.

    Until then they are asked whether they agree; or, where a recruiter recorded their yes, whether that is so.
    """

    __tablename__ = "passed_link"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), unique=True, info=OFFICE)
    nonce: Mapped[str] = mapped_column(String(64), info=SECRET)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, default="", info=SECRET)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)


class LinkLetter(Model):
    """That a letter with a link left for an address, whose keyed hash this is; it outlives the person's data."""

    __tablename__ = "link_letter"
    link_id: Mapped[int] = mapped_column(
        ForeignKey("consent_link.id", ondelete="CASCADE"), primary_key=True, info=OFFICE
    )
    digest: Mapped[str] = mapped_column(String(64), primary_key=True, index=True, info=SECRET)


class Opened(NamedTuple):
    """What a token opens. own: the candidate alone holds it; else it is what the referrer passes on.

    `link` is the candidate's own in both cases: it has the moments of the question.
    """

    link: ConsentLink
    own: bool

    @property
    def referral(self) -> Referral:
        """The referral, with what the page shows."""
        return self.link.referral

    @property
    def way(self) -> str:
        """By which way somebody comes who says something now: one of `consent.models.WAYS`."""
        if not self.own:
            return "passed_on"
        return "letter" if is_lettered(self.link) else "own_page"


def make_links(referral: Referral, *, now: datetime) -> ConsentLink:
    """The links of a new `referral`, unanswered for `consent_days`; returns the candidate's own."""
    ends = now + timedelta(days=current_app.config["SETTINGS"].consent_days)
    link = ConsentLink(referral_id=referral.id, made_at=now, expires_at=ends)
    _give_token(PassedLink(referral_id=referral.id), new_token())
    _give_token(link, new_token())
    return link


def renew_link(link: ConsentLink | PassedLink) -> None:
    """Make it a fresh one: whoever knew the token of before holds nothing any more."""
    first, _colon, times = link.nonce.partition(":")
    _give_token(link, f"{first}:{int(times or 0) + 1}")


def _give_token(link: ConsentLink | PassedLink, nonce: str) -> None:
    link.nonce = link.token_digest = nonce
    db.session.add(link)
    db.session.flush()
    link.token_digest = digest_token(token_of(link))


def first_nonce(link: ConsentLink) -> str:
    """What the link began with, before it was ever renewed."""
    return link.nonce.partition(":")[0]


def token_of(link: ConsentLink | PassedLink) -> str:
    """The token itself, to be said to nobody but its holder."""
    return derive_token(PURPOSE, link.id, link.nonce)


def address_of(link: ConsentLink | PassedLink) -> str:
    """The absolute address that the link opens."""
    host = current_app.config["SETTINGS"].host_url.rstrip("/")
    return f"{host}/consent/{token_of(link)}"


def link_of(referral_id: int) -> ConsentLink | None:
    """The candidate's own link of a referral, working or not."""
    return db.session.scalar(select(ConsentLink).where(ConsentLink.referral_id == referral_id))


def passed_of(referral_id: int) -> PassedLink | None:
    """What the referrer passes on, working or not."""
    return db.session.scalar(select(PassedLink).where(PassedLink.referral_id == referral_id))


def find_link(
    token: str, *, now: datetime, to_change: bool = False, passed_on: bool = False, recorded: bool = False
) -> Opened:
    """What `token` opens, changing nothing. Raises LinkGone.

    `passed_on`: also what the referrer passes on, while the candidate is asked whether they agree; `recorded`: or
    whether the yes that a recruiter recorded is so.
    `to_change`: the rows are locked until the end of the unit of work, so that of several answers at once one is first
    and the others see it; the referral before its links, as by every change of its state, so nobody blocks another.
    """
    kept = or_(ConsentLink.expires_at > now, Referral.agreed_at.is_not(None))
    query = _opened(to_change, Referral, ConsentLink)
    link = db.session.scalar(query.where(ConsentLink.token_digest == digest_token(token), kept))
    if link is not None or not passed_on:
        return Opened(_there(link), own=True)
    asked = and_(Referral.stage == FIRST, Referral.agreed_at.is_(None))
    waits = and_(or_(asked, _is_recorded()) if recorded else asked, ConsentLink.expires_at > now)
    query = _opened(to_change, Referral, ConsentLink, PassedLink)
    query = query.join(PassedLink, PassedLink.referral_id == Referral.id).where(waits, PassedLink.ended_at.is_(None))
    return Opened(_there(db.session.scalar(query.where(PassedLink.token_digest == digest_token(token)))), own=False)


def _is_recorded() -> ColumnElement[bool]:
    """SQL: the yes in force is one that a recruiter recorded, of which the candidate may say that it is not so."""
    yes = exists().where(Consent.referral_id == Referral.id, Consent.party == "candidate", Consent.way == "recorded")
    return and_(Referral.agreed_at.is_not(None), yes.where(Consent.withdrawn_at.is_(None)))


def _opened(to_change: bool, *locked: type[Model]) -> Select:
    around = (Referral.candidate, Referral.office, Referral.opportunity, Referral.referrer, Referral.recruiter)
    query = select(ConsentLink).join(ConsentLink.referral).join(Candidate, Candidate.id == Referral.candidate_id)
    query = query.where(ConsentLink.ended_at.is_(None), Candidate.erased_at.is_(None))
    loaded = contains_eager(ConsentLink.referral)
    query = query.options(loaded, *(loaded.joinedload(part) for part in around))
    return query.with_for_update(of=locked) if to_change else query


def _there(link: ConsentLink | None) -> ConsentLink:
    if link is None:
        raise LinkGone
    return link


def mark_sent(link: ConsentLink, address: str) -> None:
    """A letter with `link` leaves for `address`."""
    kept = {"link_id": link.id, "digest": reach_digest(address)}
    if db.session.get(LinkLetter, (kept["link_id"], kept["digest"])) is None:
        db.session.add(LinkLetter(**kept))


def is_lettered(link: ConsentLink) -> bool:
    """Whether the link left by letter for the address that the candidate has now."""
    email = link.referral.candidate.email
    return bool(email) and db.session.get(LinkLetter, (link.id, reach_digest(email))) is not None


def was_written_to(address: str) -> bool:
    """Whether a letter with a link ever left for this address, also for somebody whose data was erased since."""
    return bool(db.session.scalar(select(exists().where(LinkLetter.digest == reach_digest(address)))))


def live_on(referral_id: int, *, until: datetime) -> None:
    """After a withdrawal the link still leads to what is held, until it is erased."""
    link = link_of(referral_id)
    if link is not None:
        link.expires_at = max(link.expires_at, until)


def end_passed(referral_id: int, *, now: datetime) -> None:
    """What the referrer passed on works no more."""
    live = update(PassedLink).where(PassedLink.referral_id == referral_id, PassedLink.ended_at.is_(None))
    db.session.execute(live.values(ended_at=now))


def end_links(referral_id: int, *, now: datetime) -> None:
    """The links work no more, for anybody."""
    end_passed(referral_id, now=now)
    link = link_of(referral_id)
    if link is not None and link.ended_at is None:
        link.ended_at = now
