"""Invitations to many: at once or on later days, and who of them gets which partner recruiter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import exists, select

from portal.accounts.auth import one_time_links
from portal.accounts.auth.one_time_links import INVITATION
from portal.accounts.invitations.states import has_not_come
from portal.accounts.models import OneTimeLink, User
from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.jobs.queue import enqueue_job, job_handler
from portal.producers import profiles
from portal.producers.models import Profile

MOST = 500
"""People in one go: each gets a link, a letter and a line of the log."""
INVITE = "admin.invite"


def check_mail_server() -> None:
    """Raises Refused where no letter leaves: many people can't be invited by links that are shown once."""
    if not current_app.config["SETTINGS"].smtp_url:
        raise Refused(_("No mail server is set up: invite people one by one, and pass each link on."))


def find_ticked(ids: Sequence[int]) -> list[User]:
    """The people of these ids, by name. Raises Refused for none, and for more than MOST."""
    if not ids:
        raise Refused(_("Tick at least one person."))
    if len(ids) > MOST:
        raise Refused(
            ngettext(
                "Choose at most %(num)s person at once: filter by office or role.",
                "Choose at most %(num)s people at once: filter by office or role.",
                MOST,
            )
        )
    return list(db.session.scalars(select(User).where(User.id.in_(ids)).order_by(User.sort_name, User.id)))


def invite_people(people: Sequence[User], *, by: User, now: datetime) -> int:
    """Send each of `people` who has not come in a letter with a new link, which ends their earlier one; how many.

    Raises Refused where no letter leaves.
    """
    check_mail_server()
    waiting = [person for person in people if person.password_hash is None and person.disabled_at is None]
    for person in waiting:
        one_time_links.make_invitation_link(person, by=by, now=now)
    return len(waiting)


def invite_later(people: Sequence[User], *, at: datetime, by: User, now: datetime) -> None:
    """Invite `people` at the moment `at`, unless they have come in or were invited by then."""
    for person in people:
        facts = {"person": person.id, "by": by.id, "since": now.isoformat()}
        enqueue_job(INVITE, facts, now=now, delay=at - now, key=f"{INVITE}-{person.id}-{at:%Y%m%d}")


@job_handler(INVITE)
def send_planned(payload: dict) -> None:
    """Send the invitation that was planned, once: not to who has come in, was invited since, or is shut out."""
    now = utcnow()
    since = datetime.fromisoformat(payload["since"])
    invited = exists().where(
        OneTimeLink.user_id == User.id, OneTimeLink.purpose == INVITATION, OneTimeLink.made_at >= since
    )
    person = db.session.scalar(select(User).where(User.id == payload["person"], has_not_come(), ~invited))
    host = db.session.get(User, payload["by"])
    if person is not None and host is not None:
        one_time_links.make_invitation_link(person, by=host, now=now)


def name_partner(people: Sequence[User], partner_id: int, *, by: User, now: datetime) -> int:
    """Make one recruiter the partner of those of `people` who are producers of an office where they recruit.

    `partner_id`: the recruiter. How many have that partner now; raises Refused when it is nobody of them.
    """
    found = select(Profile).where(Profile.user_id.in_([person.id for person in people]))
    named, offices = 0, {}
    for profile in db.session.scalars(found.order_by(Profile.user_id)).all():
        there = offices.setdefault(profile.office_id, {one.id for one in profiles.recruiters_of(profile.office_id)})
        if partner_id in there and partner_id != profile.user_id:
            profiles.choose_partner(profile, partner_id, version=profile.version, by=by, now=now)
            named += 1
    if not named:
        raise Refused(_("Of the people ticked, nobody is a producer of an office where this person recruits."))
    return named
