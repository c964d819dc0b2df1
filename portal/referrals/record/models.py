"""Tables of candidates, referrals, their moves, agreements and drafts."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm import relationship as related

from portal.accounts.models import User
from portal.config.languages import DEFAULT
from portal.core.columns import CANDIDATE, REFERRER, Erasing, office_info, personal_info
from portal.core.contact_details import phone_numbers
from portal.core.db import OFFICE, Model, Moment, only_where
from portal.offices.models import Office
from portal.opportunities.labels import FIELDS
from portal.opportunities.models import Opportunity
from portal.referrals.record.labels import KNOWN_AS, LANGUAGES, VOUCHED
from portal.referrals.stages.definitions import ALL_STAGES, FIRST
from portal.web.i18n.formatting import format_day, format_month

IS_OPEN = "closed_at IS NULL"
"""Of a million referrals a few are at work: what is asked of these has indices that hold nothing else."""
RELATIONSHIPS = ("colleague", "client", "classmate", "friend", "family", "community", "met_once")
VOUCH_LEVELS = (1, 2, 3, 4)
EMPTIED, BOTH = Erasing.EMPTIED, (REFERRER, CANDIDATE)
_TYPED = personal_info(EMPTIED)


class Candidate(Model):
    """The person who is referred, as they say themselves. Nothing here reaches a recruiter before the introduction has
    opened, and nothing ever reaches the referrer, who reads what they typed (`Referral.typed_name` and so on).
    """

    __tablename__ = "candidate"
    __table_args__ = (
        Index("ix_candidate_merged_into_id", "merged_into_id", **only_where("merged_into_id IS NOT NULL")),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    name: Mapped[str] = mapped_column(String(160), info=personal_info(EMPTIED, _l("Name"), by=BOTH, free=True))
    email: Mapped[str] = mapped_column(String(254), default="", info=personal_info(EMPTIED, _l("E-mail"), by=BOTH))
    phone: Mapped[str] = mapped_column(
        String(20), default="", info=personal_info(EMPTIED, _l("Phone"), by=BOTH, said=phone_numbers.format_number)
    )
    language: Mapped[str] = mapped_column(
        String(2), default=DEFAULT, info=personal_info(Erasing.STAYS, _l("Language"), by=BOTH, said=LANGUAGES)
    )
    fields: Mapped[list] = mapped_column(
        JSON, default=list, info=personal_info(EMPTIED, _l("Field"), by=(CANDIDATE,), said=FIELDS)
    )
    experience: Mapped[str] = mapped_column(
        Text, default="", info=personal_info(EMPTIED, _l("Experience"), by=(CANDIDATE,), free=True)
    )
    languages: Mapped[str] = mapped_column(
        String(160), default="", info=personal_info(EMPTIED, _l("Languages"), by=(CANDIDATE,), free=True)
    )
    region: Mapped[str] = mapped_column(
        String(160), default="", info=personal_info(EMPTIED, _l("Place"), by=(CANDIDATE,), free=True)
    )
    availability: Mapped[str] = mapped_column(
        String(160), default="", info=personal_info(EMPTIED, _l("Available from"), by=(CANDIDATE,), free=True)
    )
    link: Mapped[str] = mapped_column(String(300), default="", info=personal_info(EMPTIED, _l("Page"), by=(CANDIDATE,)))
    created_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    last_contact_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    """When they last answered or were last written to: the time of keeping runs from here."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id", ondelete="SET NULL"), info=OFFICE)
    """Of records that were merged, itself included, the one that stands for the person; None where nothing was."""
    same_said_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    """When the holder of this record's link said that what it was merged with is theirs too."""
    erased_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)


class Referral(Model):
    """One introduction, from the producer's words to its outcome."""

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint(f"stage IN ({', '.join(repr(stage) for stage in ALL_STAGES)})", name="stage"),
        CheckConstraint("vouch BETWEEN 1 AND 4", name="vouch"),
        CheckConstraint("recruiter_answer IN ('waiting', 'more', 'accepted', 'declined')", name="recruiter_answer"),
        CheckConstraint("opened_at IS NULL OR agreed_at IS NOT NULL", name="opened_after_yes"),
        Index("ix_referral_board", "office_id", "stage", "stage_since", "id"),
        Index("ix_referral_listed", "office_id", "stage_since", "id"),
        Index("ix_referral_mine", "referrer_id", "created_at", "id"),
        Index("ix_referral_role", "office_id", "opportunity_id"),
        Index("ix_referral_open", "office_id", "recruiter_id", "stage", "news_due_at", **only_where(IS_OPEN)),
        Index("ix_referral_news_due_at", "news_due_at", **only_where(IS_OPEN)),
        Index("ix_referral_news_soon_at", "news_soon_at", **only_where(IS_OPEN)),
        Index("ix_referral_unagreed", "candidate_id", **only_where("agreed_at IS NULL")),
        Index("ix_referral_opened_at", "opened_at"),
        Index("ix_referral_begins_on", "begins_on", **only_where("begins_on IS NOT NULL")),
        Index("ix_referral_again_on", "again_on", **only_where("again_on IS NOT NULL")),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), info=OFFICE)
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"), info=OFFICE)
    referrer_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), info=OFFICE)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True, info=OFFICE)
    typed_name: Mapped[str] = mapped_column(String(160), default="", info=_TYPED)
    """Whom it is about as its referrer typed it, never what the candidate says; so are `typed_email` and the two after
    it. The referrer corrects address and number as long as the candidate has said nothing."""
    typed_email: Mapped[str] = mapped_column(String(254), default="", info=_TYPED)
    typed_phone: Mapped[str] = mapped_column(String(20), default="", info=_TYPED)
    typed_language: Mapped[str] = mapped_column(String(2), default="", info=_TYPED)
    recruiter_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"), index=True, info=OFFICE)
    stage: Mapped[str] = mapped_column(String(16), default=FIRST, info=OFFICE)
    stage_since: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    agreed_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    """When the candidate said yes; None again when they withdraw."""
    recruiter_answer: Mapped[str] = mapped_column(String(8), default="waiting", info=OFFICE)
    """What the recruiter says of the proposed introduction: `waiting`, `more` (asked), `accepted` or `declined`."""
    answered_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    opened_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    """When both had agreed: from then on, until a withdrawal, recruiters may see who it is."""
    news_due_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    news_soon_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    """From when that day is near: the opening of the office on the business day before."""
    last_news_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    begins_on: Mapped[date | None] = mapped_column(info=office_info(_l("First day of work"), said=format_day))
    """The first day of work of somebody who is hired, where it was said."""
    again_on: Mapped[date | None] = mapped_column(info=OFFICE)
    """The first day of the month in which somebody of the talent pool comes back in *My day*."""
    news_asked_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    """When the referrer last asked for news."""
    replied_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    """When the referrer last replied to a word; None again once somebody of the office has seen to it."""
    relationship: Mapped[str] = mapped_column(
        String(12), info=office_info(_l("Relationship"), by=(REFERRER,), said=KNOWN_AS)
    )
    known_since: Mapped[date | None] = mapped_column(
        info=office_info(_l("Known each other since"), by=(REFERRER,), said=format_month)
    )
    together_from: Mapped[date | None] = mapped_column(
        info=office_info(_l("Worked together from"), by=(REFERRER,), said=format_month)
    )
    together_to: Mapped[date | None] = mapped_column(
        info=office_info(_l("Worked together until"), by=(REFERRER,), said=format_month)
    )
    together_where: Mapped[str] = mapped_column(
        String(160), default="", info=personal_info(EMPTIED, _l("Where"), by=(REFERRER,), free=True)
    )
    vouch: Mapped[int] = mapped_column(info=office_info(_l("Level of support"), by=(REFERRER,), said=VOUCHED))
    fields: Mapped[list] = mapped_column(
        JSON, default=list, info=personal_info(EMPTIED, _l("Field"), by=(REFERRER,), said=FIELDS)
    )
    experience: Mapped[str] = mapped_column(
        Text, default="", info=personal_info(EMPTIED, _l("Experience"), by=(REFERRER,), free=True)
    )
    why: Mapped[str] = mapped_column(
        Text, default="", info=personal_info(EMPTIED, _l("What they say about you"), by=(REFERRER,), free=True)
    )
    attested_how: Mapped[str] = mapped_column(
        String(160), default="", info=personal_info(EMPTIED, by=(REFERRER,), free=True)
    )
    attested_on: Mapped[date | None] = mapped_column(info=office_info("", by=(REFERRER,)))
    created_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    closed_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    version: Mapped[int] = mapped_column(default=1, info=OFFICE)
    office: Mapped[Office] = related()
    opportunity: Mapped[Opportunity | None] = related()
    candidate: Mapped[Candidate] = related()
    referrer: Mapped[User] = related(foreign_keys=[referrer_id])
    recruiter: Mapped[User | None] = related(foreign_keys=[recruiter_id])

    @property
    def is_open(self) -> bool:
        """Whether the referrer still waits for an outcome."""
        return self.closed_at is None


class StageMove(Model):
    """One change of stage; never edited. An undone move is followed by the move back, which names it."""

    __tablename__ = "stage_move"
    __table_args__ = (Index("ix_stage_move_referral", "referral_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), info=OFFICE)
    from_stage: Mapped[str | None] = mapped_column(String(16), info=OFFICE)
    to_stage: Mapped[str] = mapped_column(String(16), info=OFFICE)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), info=OFFICE)
    by_name: Mapped[str] = mapped_column(String(160), default="", info=OFFICE)
    at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    note: Mapped[str] = mapped_column(Text, default="", info=personal_info(EMPTIED))
    private_note: Mapped[str] = mapped_column(Text, default="", info=personal_info(EMPTIED))
    candidate_note: Mapped[str] = mapped_column(Text, default="", info=personal_info(EMPTIED))
    """What was written to the candidate with it; the office and they read it, never the referrer."""
    candidate_told_on: Mapped[date | None] = mapped_column(info=OFFICE)
    """The day on which its author told the candidate by themselves."""
    gesture: Mapped[str] = mapped_column(String(12), default="", info=OFFICE)
    """What a line without a change of stage is: a code of `stages/gestures`. Of `holding`, by Relais, `by_name` is who
    has been asked."""
    to_name: Mapped[str] = mapped_column(String(160), default="", info=OFFICE)
    """Who handles the referral from this line on, of one that hands it over; "" is the recruiting team."""
    reason: Mapped[str] = mapped_column(String(24), default="", info=OFFICE)
    """Why it was closed, as a code of `closing_reasons.REASONS`; for the office alone."""
    took: Mapped[bool] = mapped_column(default=False, info=OFFICE)
    """Whether it made its author the holder of a referral that nobody held, or only somebody who had left."""
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("stage_move.id"), info=OFFICE)
    replies_to_id: Mapped[int | None] = mapped_column(info=OFFICE)
    """The line of the same history to which the referrer replies by this one."""


class Agreement(Model):
    """A candidate's yes that a recruiter obtained otherwise than on the candidate's page."""

    __tablename__ = "agreement"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), index=True, info=OFFICE)
    channel: Mapped[str] = mapped_column(String(12), info=OFFICE)
    how: Mapped[str] = mapped_column(Text, default="", info=personal_info(EMPTIED))
    obtained_on: Mapped[date] = mapped_column(info=OFFICE)
    by_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), info=OFFICE)
    at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    in_force_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    """Since when it counts; None while a second person has to confirm it."""
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"), info=OFFICE)


class ReferralDraft(Model):
    """A referral that a producer is still writing; saved by itself, seen by nobody else."""

    __tablename__ = "referral_draft"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True, info=OFFICE)
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id", ondelete="SET NULL"), info=OFFICE)
    answers: Mapped[dict] = mapped_column(JSON, default=dict, info=personal_info(Erasing.SEARCHED))
    updated_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)

    @property
    def typed(self) -> dict[str, list[str]]:
        """What was typed, by name of field: as many texts as the field has controls."""
        return self.answers.get("typed", {})

    def first(self, name: str) -> str:
        """What was typed in the field `name`; "" when nothing was."""
        return next(iter(self.typed.get(name, ())), "")
