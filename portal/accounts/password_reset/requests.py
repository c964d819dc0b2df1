"""What follows when somebody asks for a new password: the same for whoever asks, a letter only for who has an account.

The request queues one job in either case, so neither its answer nor its time tells which addresses have an account.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from portal.accounts.auth import one_time_links as links
from portal.accounts.current_user import region_of
from portal.accounts.events import RESET_ASKED
from portal.accounts.models import User
from portal.activity.log import record
from portal.core.db import db, utcnow
from portal.jobs import queue
from portal.mail import outbox
from portal.mail.outbox import Mail, composes
from portal.web.email_templates import render_letter, sample_letter

JOB = LETTER = "accounts.reset"
UNTIL = datetime.fromisoformat("2026-12-07T17:00:00+00:00")


def request_reset(email: str, now: datetime) -> None:
    """Somebody typed this address (lower case): in the caller's transaction, have it looked after soon."""
    person_id = db.session.scalar(select(User.id).where(User.email == email))
    queue.enqueue_job(JOB, {"person": person_id}, now=now)


@queue.job_handler(JOB)
def post_letter(payload: dict) -> None:
    """Make the link and post its letter, where there is somebody who may sign in."""
    person, now = db.session.get(User, payload["person"] or 0), utcnow()
    if person is None or not person.is_active:
        return
    nonce = links.reset_by_letter(person, now)
    record(RESET_ASKED, person, by=None, now=now, person=person.name)
    outbox.post_letter(LETTER, to=f"user:{person.id}", key=f"reset-{nonce}", now=now, nonce=nonce)


@composes(LETTER, example=sample_letter("accounts/reset", link="/reset/exemple", until=UNTIL))
def compose_reset_letter(user_id: int, facts: dict) -> Mail | None:
    """The letter, as long as its link may be used."""
    link = links.find_posted_link(user_id, links.RESET, facts["nonce"], now=utcnow())
    if link is None:
        return None
    person = db.session.get_one(User, user_id)
    how = {"language": person.language, "timezone": person.timezone, "region": region_of(person)}
    return render_letter(
        "accounts/reset", to_name=person.name, to_address=person.email, link=link.address, until=link.expires_at, **how
    )
