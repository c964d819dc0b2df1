"""What time does to a link: reminders, its end, and the erasure of what was never agreed to or was kept long enough.

Each looks at what is true now and does what is due, so a turn that was missed or cut short is made up for by the next.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import Select, String, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.mail import outbox
from portal.mail.outbox import OutgoingLetter
from portal.privacy import erasure
from portal.referrals.consent.events import NOT_ANSWERED
from portal.referrals.consent.invitations import INVITATION
from portal.referrals.consent.links import ConsentLink
from portal.referrals.consent.models import Consent
from portal.referrals.consent.register import months_after
from portal.referrals.record import merged_candidates
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages import closing
from portal.referrals.stages.definitions import EXPIRED, FIRST

AT_ONCE = 200
"""How many are done in one turn, so that writers never wait long; the rest at the next."""


def remind_candidates(now: datetime) -> int:
    """Queue the reminder that is due for each candidate who was written to and has not answered; how many look due.

    Of reminders that were missed only the last is sent. The key makes each of them once.
    """
    days = current_app.config["SETTINGS"].reminder_days
    if not days:
        return 0
    invited = exists().where(OutgoingLetter.letter == INVITATION, OutgoingLetter.sent_at.is_not(None), _to_candidate())
    first = now - timedelta(days=days[0])
    due = _asked().where(invited, ConsentLink.made_at <= first, ConsentLink.expires_at > now)
    rows = db.session.execute(due.with_only_columns(Referral.id, Referral.candidate_id, ConsentLink.made_at)).all()
    letters = {}
    for referral_id, candidate_id, made_at in rows:
        day = max(day for day in days if made_at + timedelta(days=day) <= now)
        letters[f"reminder:{referral_id}:{day}"] = referral_id, f"candidate:{candidate_id}"
    for key in letters.keys() - outbox.find_posted(letters):
        referral_id, to = letters[key]
        outbox.post_letter("consent.reminder", to=to, key=key, now=now, referral=referral_id)
    return len(rows)


def expire_referrals(now: datetime) -> int:
    """End the referrals whose candidate did not answer in time, with a word to each referrer; how many."""
    late = _asked().where(ConsentLink.expires_at <= now).order_by(Referral.id).limit(AT_ONCE)
    rows = db.session.scalars(late.with_for_update(of=Referral, skip_locked=True)).all()
    for referral in rows:
        closing.close_referral(referral, EXPIRED, kind=NOT_ANSWERED, word="late", now=now)
    return len(rows)


def erase_unanswered(now: datetime) -> int:
    """Erase who never agreed to anything, or agreed to nothing any more, `unagreed_days` ago; how many."""
    limit = now - timedelta(days=current_app.config["SETTINGS"].unagreed_days)
    mine = Referral.candidate_id.in_(_records())
    # few: looked for from there
    without_yes = merged_candidates.with_the_same_person(
        select(Referral.candidate_id).where(Referral.agreed_at.is_(None))
    )
    agreed = exists().where(mine, Referral.agreed_at.is_not(None))
    young = exists().where(mine, Referral.created_at > limit)
    lately = exists().where(mine, Consent.referral_id == Referral.id, Consent.withdrawn_at > limit)
    old = select(Candidate).where(Candidate.id.in_(without_yes), Candidate.created_at <= limit)
    return _erase(old.where(~agreed, ~young, ~lately), "unanswered", now)


def erase_kept_long(now: datetime) -> int:
    """Erase whose last contact was longer ago than the time of keeping; how many."""
    limit = months_after(now, -current_app.config["SETTINGS"].candidate_months)
    record = aliased(Candidate)
    lately = func.coalesce(record.last_contact_at, record.created_at) > limit
    in_touch = exists().where(record.merged_into_id == Candidate.merged_into_id, lately)
    last = func.coalesce(Candidate.last_contact_at, Candidate.created_at)
    at_work = exists().where(Referral.candidate_id.in_(_records()), Referral.stage_since > limit)
    return _erase(select(Candidate).where(last <= limit, ~in_touch, ~at_work), "kept_long", now)


def _records() -> Select:
    """SQL: the ids of every record of the person for whom `Candidate` stands."""
    record = aliased(Candidate)
    own = or_(record.id == Candidate.id, record.merged_into_id == Candidate.merged_into_id)
    return select(record.id).where(own).correlate(Candidate)


def _erase(old: Select, why: str, now: datetime) -> int:
    whole = old.where(Candidate.erased_at.is_(None), merged_candidates.is_standing())
    rows = db.session.scalars(whole.order_by(Candidate.id).limit(AT_ONCE)).all()
    if rows:
        erasure.erase_all(rows, why=why, now=now)
    return len(rows)


def _asked() -> Select:
    """The referrals whose candidate is still asked, with their link."""
    waiting = select(Referral).join(ConsentLink, ConsentLink.referral_id == Referral.id)
    return waiting.where(Referral.stage == FIRST, Referral.agreed_at.is_(None), ConsentLink.ended_at.is_(None))


def _to_candidate():
    return OutgoingLetter.recipient == literal("candidate:").concat(cast(Referral.candidate_id, String))
