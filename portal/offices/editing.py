"""Opening offices and keeping what is known of them."""

from __future__ import annotations

import re
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Membership, User
from portal.activity.log import record
from portal.core.db import db
from portal.core.errors import Conflict, Refused
from portal.core.text_normalization import fold_text
from portal.offices.events import CHANGED, ONE_RECORDS, OPENED, SECOND_CONFIRMS
from portal.offices.models import Office

KEPT = ("name", "slug", "city", "region", "address", "phone", "language", "timezone", "currency", "second_confirms")


def slug_of(text: str) -> str:
    """`text` as a part of an address: "Québec, Vieux-Port" becomes "quebec-vieux-port"."""
    return re.sub(r"[^a-z0-9]+", "-", fold_text(text)).strip("-")[:60].strip("-")


def create_office(*, by: User, now: datetime, **details) -> Office:
    """A new office with `details` (names in KEPT). Raises Refused when its name or address part is taken."""
    _check_free(details["name"], details["slug"])
    office = Office(created_at=now, **{name: details[name] for name in KEPT})
    db.session.add(office)
    _flush()
    record(OPENED, office, by=by, now=now, office_id=office.id, office=office.name)
    return office


def change_office(office: Office, *, version: int, by: User, now: datetime, **details) -> None:
    """Give `office` these details. Raises Conflict when it changed since `version`, Refused as `create_office` does."""
    _check_free(details["name"], details["slug"], but=office.id)
    if details["second_confirms"] and not office.second_confirms:
        _check_two_confirm(office)
    seen = update(Office).where(Office.id == office.id, Office.version == version)
    grown = seen.values(version=Office.version + 1)
    if not db.session.execute(grown, execution_options={"synchronize_session": False}).rowcount:
        raise Conflict(_("Someone else changed this office in the meantime."), office)
    confirmed = office.second_confirms
    for name in KEPT:
        setattr(office, name, details[name])
    _flush()
    db.session.refresh(office)
    record(CHANGED, office, by=by, now=now, office_id=office.id, office=office.name)
    if office.second_confirms != confirmed:
        kind = SECOND_CONFIRMS if office.second_confirms else ONE_RECORDS
        record(kind, office, by=by, now=now, office_id=office.id, office=office.name)


def _check_free(name: str, slug: str, but: int = 0) -> None:
    same = or_(func.lower(Office.name) == name.lower(), Office.slug == slug)
    if db.session.scalar(select(Office.id).where(same, Office.id != but)):
        raise Refused(_("Another office already has this name or this name in web addresses."))


def _check_two_confirm(office: Office) -> None:
    able = select(func.count(User.id)).where(User.disabled_at.is_(None), User.password_hash.is_not(None))
    staff = Membership.office_id == office.id, Membership.role.in_(("recruiter", "manager"))
    if db.session.scalar(able.where(User.memberships.any(and_(*staff)))) < 2:
        raise Refused(
            _(
                "A second person can’t confirm yet: fewer than two recruiters or managers of this office have an"
                " account in use."
            )
        )


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise Refused(_("Another office already has this name or this name in web addresses.")) from None
