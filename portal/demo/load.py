"""Fill an empty database with the demo office."""

from __future__ import annotations

from datetime import datetime
from random import Random

from sqlalchemy import update

from portal.accounts.models import User
from portal.core.db import db, unit_of_work, utcnow
from portal.demo import next_steps, opportunities, overdue_history, people, reach, referral_history
from portal.jobs.queue import Job
from portal.live.models import Signal
from portal.mail.outbox import OutgoingLetter
from portal.notifications import notices
from portal.notifications.models import Notice

SEED = "relais-2026"


def load_demo(now: datetime | None = None) -> bool:
    """Make the demo, the same for the same `now`; False when there are people already."""
    now = (now or utcnow()).replace(microsecond=0)
    with unit_of_work():
        if db.session.scalar(db.select(User.id).limit(1)) is not None:
            return False
        chance = Random(SEED)
        company = people.create_people(chance, now)
        made = opportunities.publish_opportunities(company, now)
        referral_history.Year(company, made, chance, now).play()
        opportunities.settle_states(made, now)
        db.session.flush()
        reach.show_reach(company, made, now)
        next_steps.plan_steps(now)
        overdue_history.record_history(now)
        db.session.execute(update(Notice).where(Notice.at < now - referral_history.OLD_NEWS).values(read_at=Notice.at))
        db.session.execute(db.delete(Job).where(Job.kind == notices.MAIL))
        db.session.execute(db.delete(OutgoingLetter))  # nobody in the demo is written to about its past
        db.session.execute(db.delete(Signal).where(Signal.id < db.select(db.func.max(Signal.id)).scalar_subquery()))
    return True
