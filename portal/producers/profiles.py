"""Keeping profiles: what producers tell of themselves, and who their partner is."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.models import Membership, User
from portal.activity.log import record
from portal.core.db import db
from portal.core.errors import Conflict, Refused
from portal.core.forbidden_numbers import refuse_in
from portal.producers.events import CHANGED, HANDED_OVER, PARTNERED
from portal.producers.models import Profile

PREFERENCES = ("phone", "text", "email", "visit")
LANGUAGES = ("fr", "en", "es", "ar", "pt", "it", "ht", "zh", "vi", "hi")
TOLD = ("fields", "languages", "region", "since", "growth", "contact_preference")


def ensure_profile(person: User) -> None:
    """Give a profile to who became a producer, in the first office where they are; nothing when it fits already."""
    offices = sorted(person.offices_as("producer"))
    profile = db.session.get(Profile, person.id)
    if not offices or (profile is not None and profile.office_id in offices):
        return
    if profile is None:
        db.session.add(Profile(user_id=person.id, office_id=offices[0]))
    else:
        profile.office_id, profile.partner_id = offices[0], None


def recruiters_of(office_id: int) -> list[User]:
    """The recruiters of an office who may sign in, by name."""
    query = select(User).join(Membership, Membership.user_id == User.id)
    query = query.where(Membership.office_id == office_id, Membership.role == "recruiter", User.disabled_at.is_(None))
    return list(db.session.scalars(query.order_by(User.sort_name, User.id)))


def write_profile(
    profile: Profile,
    *,
    version: int,
    by: User,
    now: datetime,
    fields: list[str],
    languages: list[str],
    region: str,
    since: date | None,
    growth: str,
    contact_preference: str,
) -> None:
    """Keep what the producer tells. Raises Conflict when the profile changed since `version`, Refused when the
    text holds an identifier that must not be kept.
    `fields`, `languages` and `contact_preference` are codes, `since` is a day, `region` and `growth` are typed texts.
    """
    check_version(profile, version)
    refuse_in(region, growth)
    given = (fields, languages, region, since, growth, contact_preference)
    for name, value in zip(TOLD, given, strict=True):
        setattr(profile, name, value)
    if db.session.is_modified(profile):
        _flush(profile)
        record(CHANGED, profile, by=by, now=now)


def choose_partner(profile: Profile, partner_id: int | None, *, version: int, by: User, now: datetime) -> None:
    """Say who the partner recruiter is. Raises Conflict; Refused when that person does not recruit there.

    Of `profile`, as seen at `version`; `partner_id` None: nobody.
    """
    check_version(profile, version)
    partner = next((one for one in recruiters_of(profile.office_id) if one.id == partner_id), None)
    if partner_id is not None and (partner is None or partner_id == profile.user_id):
        raise Refused(_("This person does not recruit in this office."))
    if partner_id == profile.partner_id:
        return
    profile.partner = partner
    _flush(profile)
    if partner is not None:
        record(PARTNERED, profile, by=by, now=now, partner=partner.name, person=profile.user.name)


def hand_over_producer(profile: Profile, partner: User | None, *, by: User, now: datetime) -> None:
    """Let `partner` (None: nobody) be the partner from now on; never the producer themselves. Only the log is told."""
    profile.partner = None if partner is not None and partner.id == profile.user_id else partner
    _flush(profile)
    record(HANDED_OVER, profile, by=by, now=now, person=profile.user.name)


def check_version(profile: Profile, version: int) -> None:
    """Raises Conflict when the profile is not at `version` any more."""
    if profile.version != version:
        raise Conflict(_("Someone else changed this profile in the meantime."), profile)


def _flush(profile: Profile) -> None:
    try:
        db.session.flush()
    except StaleDataError:
        db.session.rollback()
        raise Conflict(_("Someone else changed this profile in the meantime."), profile) from None
