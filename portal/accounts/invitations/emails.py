"""The letter that brings an invitation."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.auth import one_time_links as links
from portal.accounts.current_user import region_of
from portal.accounts.events import INVITATION_NOT_DELIVERED
from portal.accounts.models import User
from portal.activity.log import record
from portal.core.db import db, utcnow
from portal.mail.outbox import Mail, composes
from portal.web.email_templates import render_letter, sample_letter

UNTIL = datetime.fromisoformat("2026-12-07T17:00:00+00:00")


def _tell(user_id: int, facts: dict, now: datetime) -> None:
    """Whoever invited them can correct the address, or pass a link on."""
    person = db.session.get_one(User, user_id)
    record(INVITATION_NOT_DELIVERED, person, by=None, now=now, person=person.name, host=facts["by"])


@composes(
    links.INVITATION_LETTER,
    example=sample_letter("accounts/invitation", link="/invitation/exemple", host="Ada Roy", until=UNTIL),
    undelivered=_tell,
)
def compose_invitation(user_id: int, facts: dict) -> Mail | None:
    """Who invites them, and the link; nothing once it was used or a newer one was made."""
    link = links.find_posted_link(user_id, links.INVITATION, facts["nonce"], now=utcnow())
    host = db.session.get(User, facts["by"])
    if link is None or host is None:
        return None
    person = db.session.get_one(User, user_id)
    how = {"language": person.language, "timezone": person.timezone, "region": region_of(person)}
    told = {"link": link.address, "until": link.expires_at, "host": host.name, "reply_to": host.email}
    return render_letter("accounts/invitation", to_name=person.name, to_address=person.email, **told, **how)
