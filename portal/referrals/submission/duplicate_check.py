"""Whether somebody else referred the person before: told to the second producer in four words and no more.

Everything that an introduction does is done and taken back, so that neither the time nor the shape of the answer
tells more than those words.
"""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import User
from portal.activity.log import record
from portal.core.db import db
from portal.referrals.duplicates.events import MENTIONED_AGAIN
from portal.referrals.duplicates.models import SecondMention
from portal.referrals.duplicates.ownership import owner_of
from portal.referrals.record.contact_hashes import hash_addresses, hash_spellings, take_lock
from portal.referrals.record.models import Referral
from portal.referrals.submission import submissions
from portal.referrals.submission.submissions import Answers

KNOWN = 0
"""What `introduced` answers when somebody else referred this person first."""


def submit_if_unknown(answers: Answers, *, by: User, now: datetime) -> int:
    """Introduce somebody: the id of the new referral, minus the id of `by`'s own open one for them, or KNOWN.

    KNOWN: another producer referred this person within the ownership window. Then nothing of `answers` is kept, and
    recruiters of the office that holds the first referral see that `by` thought of them too. It is also the answer
    about `by`'s own by an address that the candidate alone gave: nobody tries out what they said. Raises as
    `submissions.submit_referral` does.
    """
    take_lock(answers.email, answers.phone)
    first = owner_of(answers.email, answers.phone, now=now)
    point = db.session.begin_nested()
    made = submissions.submit_referral(answers, by=by, now=now)
    if first is None or (first.referrer_id == by.id and not first.is_open):
        point.commit()
        return made.id
    point.rollback()
    if first.referrer_id == by.id:
        return -first.id if _is_theirs(first, answers) else KNOWN
    db.session.add(SecondMention(referral_id=first.id, user_id=by.id, at=now))
    record(MENTIONED_AGAIN, first, by=by, now=now)
    return KNOWN


def _is_theirs(first: Referral, answers: Answers) -> bool:
    """Whether its referrer knows it by these addresses. By what the candidate alone said it is known to the office."""
    typed = hash_addresses(first.typed_email, first.typed_phone)
    return not set(typed).isdisjoint(hash_spellings(answers.email, answers.phone))
