"""A trial e-mail to oneself: whether the worker runs and the mail server takes letters, and what it answered if not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from portal.accounts.current_user import region_of
from portal.accounts.models import User
from portal.core.db import db
from portal.core.tokens import new_token
from portal.mail import outbox
from portal.mail.outbox import Mail, OutgoingLetter, composes
from portal.web.email_templates import render_letter, sample_letter

LETTER = "admin.trial"
RULE = "3 per 10 minutes"
"""How many trial e-mails one administrator may have sent."""


def post_trial(by: User, *, now: datetime) -> None:
    """Queue a trial e-mail to the address of `by` alone."""
    outbox.post_letter(LETTER, to=f"user:{by.id}", key=f"trial:{by.id}:{new_token()[:16]}", now=now)


def latest_trial(of: User) -> OutgoingLetter | None:
    """The last trial e-mail that `of` had sent; its row says what became of it."""
    mine = select(OutgoingLetter).where(OutgoingLetter.letter == LETTER, OutgoingLetter.recipient == f"user:{of.id}")
    return db.session.scalar(mine.order_by(OutgoingLetter.id.desc()).limit(1))


@composes(LETTER, example=sample_letter("admin/trial", link="/admin/outbox"))
def write_trial(user_id: int, _facts: dict) -> Mail | None:
    """A few words to an administrator; None when they are none any more."""
    person = db.session.get(User, user_id)
    if person is None or not person.is_active or not person.is_admin:
        return None
    how = {"language": person.language, "timezone": person.timezone, "region": region_of(person)}
    return render_letter("admin/trial", to_name=person.name, to_address=person.email, link="/admin/outbox", **how)
