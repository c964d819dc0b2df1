"""Planning the next step of a referral, changing it, and ending it. None of it is news to the referrer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forbidden_numbers import refuse_in
from portal.core.tokens import new_token
from portal.referrals.next_steps.events import STEP_DONE, STEP_DROPPED, STEP_PLANNED
from portal.referrals.next_steps.labels import INTERVIEW, KINDS
from portal.referrals.next_steps.models import NextStep
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions
from portal.referrals.stages.labels import is_told
from portal.referrals.stages.transitions import Step

FURTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen. day, hour: as the clocks of the office say them, `hour` None for the whole day."""

    kind: str
    day: date
    hour: time | None = None
    whom: str = ""
    place: str = ""


def find_step(referral: Referral) -> NextStep | None:
    """The step of an open referral that is still to come."""
    if referral.closed_at is not None:
        return None
    return db.session.scalar(select(NextStep).where(NextStep.referral_id == referral.id, NextStep.ended_at.is_(None)))


def begins_at(step: NextStep | Plan, timezone: str) -> datetime | None:
    """The moment at which it begins, in UTC, for an office of that `timezone` (IANA); None for the whole day."""
    if step.hour is None:
        return None
    return datetime.combine(step.day, step.hour, ZoneInfo(timezone)).astimezone(UTC)


def plan_step(referral: Referral, plan: Plan, *, by: User, now: datetime, version: int) -> Step:
    """Let `plan` be the next step of `referral`, instead of the one that was; `version` is what `by` saw.

    Raises Refused for a day that is over, too far, or has no such hour; Conflict when somebody was faster.
    """
    _check(referral, plan, now)
    before = find_step(referral)
    transitions.touch_referral(referral, version)
    if before:
        before.ended_at = now
        db.session.flush()
    gesture = {"gesture": "replanned"} if before else {"gesture": "planned"}
    told = _is_told(referral, plan.kind) or (before is not None and _is_told(referral, before.kind))
    line = transitions.add_line(referral, STEP_PLANNED, by=by, now=now, line=gesture, facts={"told": told})
    midnight = datetime.combine(plan.day, time.min, ZoneInfo(referral.office.timezone)).astimezone(UTC)
    step = NextStep(referral_id=referral.id, line_id=line.id, kind=plan.kind, day=plan.day, hour=plan.hour)
    step.whom, step.place, step.shown_from = plan.whom, plan.place, midnight
    step.uid, step.sequence = (before.uid, before.sequence + 1) if before else (new_token()[:16], 0)
    db.session.add(step)
    return line


def end_step(referral: Referral, step_id: int, *, done: bool, by: User, now: datetime) -> bool:
    """End the step of that id: it was done, or is not to happen any more. Whether it was still to come.

    Of `referral`; again it changes nothing. Raises Conflict when somebody changes the referral in the same moment.
    """
    step = find_step(referral)
    if step is None or step.id != step_id:
        return False
    transitions.touch_referral(referral, referral.version)
    step.ended_at = now
    facts = {"told": _is_told(referral, step.kind)}
    line = {"gesture": "step_done"} if done else {"gesture": "step_dropped"}
    kind = STEP_DONE if done else STEP_DROPPED
    transitions.add_line(referral, kind, by=by, now=now, line=line, facts=facts)
    return True


def _is_told(referral: Referral, kind: str) -> bool:
    return kind == INTERVIEW and is_told(referral.stage)


def _check(referral: Referral, plan: Plan, now: datetime) -> None:
    if referral.closed_at is not None:
        raise Refused(_("This referral is closed."))
    if plan.kind not in KINDS:
        raise Refused(_("Choose what comes next."))
    today = now.astimezone(ZoneInfo(referral.office.timezone)).date()
    if plan.day < today:
        raise Refused(_("This day is over: choose today or a later one."))
    if plan.day > today + FURTHEST:
        raise Refused(_("This day is more than two years away: choose a nearer one."))
    refuse_in(plan.whom, plan.place)
    moment = begins_at(plan, referral.office.timezone)
    if moment and moment.astimezone(ZoneInfo(referral.office.timezone)).time() != plan.hour:
        raise Refused(_("The clocks skip this hour on that night: choose another one."))
