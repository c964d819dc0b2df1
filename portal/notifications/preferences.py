"""How people have their notices by e-mail: as they chose, else as their office, else as usual. In the portal always."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from sqlalchemy import delete, select

from portal.accounts.auth.locks import take_lock
from portal.accounts.models import Membership, User
from portal.core import locks
from portal.core.db import db
from portal.core.tokens import derive_token
from portal.notifications.categories import GROUPS, HOWS, USUAL
from portal.notifications.digest_windows import USUAL_QUIET
from portal.notifications.models import MailChoice, OfficeMailChoice, QuietHours

PURPOSE = "unsubscribe"


def read_preferences(user_id: int) -> dict[str, str]:
    """Group → how, for one person. Of several offices, the one they joined first decides."""
    offices = (
        select(OfficeMailChoice.group, OfficeMailChoice.how)
        .join(Membership, Membership.office_id == OfficeMailChoice.office_id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.id.desc())
    )
    own = select(MailChoice.group, MailChoice.how).where(MailChoice.user_id == user_id)
    return {**USUAL, **_pairs(offices), **_pairs(own)}


def of_office(office_id: int) -> dict[str, str]:
    """Group → how, for those of the office who did not choose."""
    kept = select(OfficeMailChoice.group, OfficeMailChoice.how).where(OfficeMailChoice.office_id == office_id)
    return {**USUAL, **_pairs(kept)}


def _pairs(query) -> dict[str, str]:
    return {group: how for group, how in db.session.execute(query) if group in GROUPS and how in HOWS}


def quiet_hours(user_id: int) -> tuple[int, int]:
    """(begins, ends) of a person's quiet hours, in hours of their time zone."""
    kept = db.session.get(QuietHours, user_id)
    return (kept.begins, kept.ends) if kept else USUAL_QUIET


def save_preferences(user_id: int, hows: Mapping[str, str], quiet: tuple[int, int]) -> None:
    """Keep how a person wants each group, and their quiet hours.

    `user_id`: whose; `hows`: by group; `quiet`: (from, to).
    """
    take_lock(user_id)
    db.session.execute(delete(MailChoice).where(MailChoice.user_id == user_id))
    db.session.add_all(MailChoice(user_id=user_id, group=group, how=hows[group]) for group in GROUPS)
    db.session.merge(QuietHours(user_id=user_id, begins=quiet[0], ends=quiet[1]))


def choose_for_office(office_id: int, hows: Mapping[str, str]) -> None:
    """Keep how an office's people have each group unless they chose themselves."""
    locks.take_lock(f"rhythm:{office_id}")
    db.session.execute(delete(OfficeMailChoice).where(OfficeMailChoice.office_id == office_id))
    db.session.add_all(OfficeMailChoice(office_id=office_id, group=group, how=hows[group]) for group in GROUPS)


def stop_emails(user_id: int) -> None:
    """No notice of any group by e-mail any more; those in the portal stay."""
    save_preferences(user_id, dict.fromkeys(GROUPS, "none"), quiet_hours(user_id))


def unsubscribe_path(user_id: int) -> str:
    """Where a person ends these e-mails without signing in. It works as long as the account is there."""
    return f"/unsubscribe/{user_id}-{derive_token(PURPOSE, user_id, '')}"


def person_of(token: str) -> User | None:
    """Whose letters `token` ends; None when it is nobody's."""
    number, _, sign = token.partition("-")
    if not (number.isascii() and number.isdigit()) or len(number) > 9:
        return None
    if not hmac.compare_digest(derive_token(PURPOSE, int(number), "").encode(), sign.encode("utf-8", "surrogatepass")):
        return None
    return db.session.get(User, int(number))
