"""What somebody says of themselves finds them too, as long as they agreed to later roles: field, place, languages…"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import force_locale
from sqlalchemy import select

from portal.config.languages import CODES
from portal.core.db import db, utcnow
from portal.opportunities.labels import FIELDS
from portal.referrals.consent import register
from portal.referrals.consent.models import Consent
from portal.referrals.pool.membership import LATER
from portal.referrals.record import search_index
from portal.referrals.record.models import Referral

SAID = ("region", "languages", "availability", "experience")
MADE_UP = timedelta(days=7)
"""For how long a turn that was missed is made up for."""


def words_of(referral: Referral) -> list[str]:
    """The texts by which a referral whose candidate is known is found besides their name; none without that consent."""
    later = register.in_force(referral).get(LATER)
    if later is None or (later.expires_at is not None and later.expires_at <= utcnow()):
        return []
    person, called = referral.candidate, []
    for language in CODES:
        with force_locale(language):
            called += [str(FIELDS[code]) for code in person.fields if code in FIELDS]
    return [*called, *(getattr(person, part) for part in SAID)]


search_index.add_words(words_of)


def forget_ended(now: datetime) -> int:
    """Index anew whose consent to later roles has ended by itself; how many."""
    ended = select(Consent.referral_id).where(Consent.purpose == LATER, Consent.party == "candidate")
    ended = ended.where(Consent.withdrawn_at.is_(None), Consent.expires_at.between(now - MADE_UP, now))
    found = db.session.scalars(select(Referral).where(Referral.id.in_(ended), Referral.opened_at.is_not(None))).all()
    for referral in found:
        search_index.index_referral(referral)
    return len(found)
