"""What the candidates of the demo answer: most on their own page, some by phone, a few no, some never."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from portal.accounts.models import User
from portal.candidate_portal import details
from portal.candidate_portal import responses as candidate_responses
from portal.privacy import erasure
from portal.referrals.consent.events import NOT_ANSWERED
from portal.referrals.introductions import responses as introduction_responses
from portal.referrals.introductions import verbal_consent
from portal.referrals.record.models import Referral
from portal.referrals.stages import closing
from portal.referrals.stages.definitions import EXPIRED

BY_PHONE = 0.25
HOW = {"fr": "Au téléphone : oui, avec plaisir.", "en": "By phone: yes, gladly."}
UNANSWERED, ERASED = timedelta(days=14), timedelta(days=30)
LANGUAGES = {
    "fr": ("Français", "Français, anglais", "Français, un peu d’anglais"),
    "en": ("English", "English, French"),
}
FREE = {"fr": ("Dès maintenant", "Dans un mois", "Au printemps"), "en": ("Right away", "In a month", "In the spring")}


def agree_both(referral: Referral, recruiter: User, moment: datetime, chance: Random) -> None:
    """Both agree at `moment`: the candidate on the page or by phone, and the recruiter.

    `referral` is what about, `chance` decides how.
    """
    version = referral.version
    if chance.random() < BY_PHONE:
        asked = {"on": moment.date(), "channel": "phone", "how": HOW[referral.office.language]}
        verbal_consent.record_agreement(referral, by=recruiter, now=moment, version=version, **asked)
        return
    accept_introduction(referral, recruiter, moment)
    say_yes(referral, moment, chance)


def accept_introduction(referral: Referral, recruiter: User, moment: datetime) -> None:
    """The recruiter's half, unless the role has given it. Of `referral`, at `moment`."""
    if referral.recruiter_answer == "waiting":
        introduction_responses.answer_introduction(
            referral, "accepted", by=recruiter, now=moment, version=referral.version
        )


def say_yes(referral: Referral, moment: datetime, chance: Random) -> None:
    """The candidate's half, on their page: their details completed, and what else they agree to.

    To `referral`, at `moment`; `chance` decides what.
    """
    person = referral.candidate
    told = details.read_details(referral) | {"region": referral.office.city}
    told |= {
        "languages": chance.choice(LANGUAGES[person.language]),
        "availability": chance.choice(FREE[person.language]),
    }
    more = [purpose for purpose in ("future_roles", "other_offices") if chance.random() < 0.4]
    details.correct_details(person, told, now=moment)
    candidate_responses.give_consent(referral, ["this_role", *more], language=person.language, way="letter", now=moment)


def decline_consent(referral: Referral, moment: datetime, now: datetime) -> None:
    """The candidate says no, and is erased when the time comes. To `referral`, at `moment`."""
    candidate_responses.decline_referral(referral, now=moment)
    _erase(referral, now)


def keep_silent(referral: Referral, now: datetime) -> None:
    """No answer comes; what time does to that, as far as it has come."""
    if referral.created_at + UNANSWERED < now:
        late = referral.created_at + UNANSWERED
        closing.close_referral(referral, EXPIRED, kind=NOT_ANSWERED, word="late", now=late)
        _erase(referral, now)


def _erase(referral: Referral, now: datetime) -> None:
    if referral.created_at + ERASED < now:
        erasure.erase_candidate(referral.candidate, why="unanswered", now=referral.created_at + ERASED)
