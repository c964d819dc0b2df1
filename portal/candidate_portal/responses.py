"""The candidate's own word: yes, no, never again, for what else, and taking it all back. Each is one clear act."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _

from portal.activity.event_types import Kind
from portal.activity.log import record
from portal.core.errors import Conflict, Refused
from portal.mail import outbox
from portal.privacy import erasure
from portal.referrals.consent import links, register
from portal.referrals.consent.events import CONFIRMED, DENIED, PURPOSES_CHANGED, SAID_NO, SAID_YES, WITHDREW
from portal.referrals.introductions import opening, role_over
from portal.referrals.record import contact_hashes, merged_candidates, search_index
from portal.referrals.record.models import Referral
from portal.referrals.stages import closing, transitions
from portal.referrals.stages.definitions import DECLINED, FIRST, WITHDRAWN


def is_asked(referral: Referral) -> bool:
    """Whether the candidate's answer is still waited for."""
    return referral.stage == FIRST and referral.agreed_at is None


def give_consent(
    referral: Referral,
    purposes: Collection[str],
    *,
    language: str,
    way: str,
    now: datetime,
    in_general: bool = False,
) -> bool:
    """The candidate says yes to `purposes`, as shown to them in `language`; whether the introduction opens with it.

    `way`: how they came to it (`consent.models.WAYS`); `in_general`: they were asked about the office in general,
    because the role is filled or closed. Then it is for the office in general from now on.

    Raises Refused without the purpose that the yes is about, or when they were asked about a role that is over
    meanwhile; Conflict when an answer was given already.
    """
    _check_asked(referral)
    if register.THE_ONE not in purposes:
        raise Refused(_("To say yes, tick the first box. The other two are optional."))
    if role_over.is_role_over(referral) and not in_general:
        raise Refused(_("This role is no longer open. Read what is asked now, then answer."))
    register.record_consent(referral, purposes, language=language, channel="page", way=way, now=now)
    referral.candidate.last_contact_at = now
    contact_hashes.keep_hashes(referral.candidate)
    transitions.apply(referral, referral.stage, kind=SAID_YES, by=None, now=now, agreed_at=now, last_news_at=now)
    role_over.leave_ended_role(referral, by=None, now=now)
    return opening.open_when_agreed(referral, by=None, now=now)


def decline_referral(referral: Referral, *, now: datetime) -> None:
    """The candidate says no: the referral ends with a word to its referrer. Raises Conflict as `give_consent` does."""
    _check_asked(referral)
    referral.candidate.last_contact_at = now
    closing.close_referral(referral, DECLINED, kind=SAID_NO, word="no", now=now)


def change_purposes(referral: Referral, purposes: Collection[str], *, language: str, way: str, now: datetime) -> None:
    """Of the purposes besides the introduction itself, agree to exactly these. Raises Conflict before a yes.

    The candidate of `referral` read them in `language`; `way` is how they came.
    """
    if referral.agreed_at is None:
        raise Conflict(_("There is no agreement to change."))
    others = set(register.PURPOSES) - {register.THE_ONE}
    known, wanted = set(register.in_force(referral)) & others, set(purposes) & others
    if known == wanted:
        return
    register.withdraw_consent(referral, known - wanted, now=now)
    register.record_consent(referral, wanted, language=language, channel="page", way=way, now=now)
    referral.candidate.last_contact_at = now
    search_index.index_referral(referral)
    record(PURPOSES_CHANGED, referral, by=None, now=now)


def confirm_consent(referral: Referral, *, now: datetime) -> None:
    """The candidate says that the yes which a recruiter recorded is theirs. Raises Conflict when there is none."""
    _check_recorded(referral)
    referral.candidate.last_contact_at = now
    record(CONFIRMED, referral, by=None, now=now)


def deny_consent(referral: Referral, *, now: datetime) -> None:
    """The candidate says that it is not: all is hidden as by `withdraw_consent`. Raises as `confirm_consent` does."""
    _check_recorded(referral)
    withdraw_consent(referral, now=now, kind=DENIED, word="denied")


def withdraw_consent(referral: Referral, *, now: datetime, kind: Kind = WITHDREW, word: str = "withdrawn") -> None:
    """The candidate takes their yes back: nobody of the office reads who it is any more. Again it changes nothing.

    What is held is erased `unagreed_days` later; until then the link still leads to it. `kind` and `word`: what is
    kept of it, and what the referrer is told (`closing.close_referral`).
    """
    if referral.agreed_at is None:
        return
    register.withdraw_consent(referral, now=now)
    hidden = {"agreed_at": None, "opened_at": None}
    if referral.is_open:
        closing.close_referral(referral, WITHDRAWN, kind=kind, word=word, now=now, **hidden)
    else:
        transitions.apply(referral, referral.stage, kind=kind, by=None, now=now, **hidden)
    for known in merged_candidates.referrals_of(merged_candidates.list_records(referral.candidate)):
        if known is not referral:
            search_index.index_referral(known)
    to = f"candidate:{referral.candidate_id}"
    outbox.post_letter("consent.withdrawn", to=to, key=f"withdrawn:{referral.id}", now=now, referral=referral.id)
    links.live_on(referral.id, until=now + timedelta(days=current_app.config["SETTINGS"].unagreed_days))


def request_erasure(referral: Referral, *, now: datetime, never_again: bool = False) -> None:
    """Erase everything held about the candidate, for good; `never_again`: and never write to them.

    It holds for every address that ever reached them, by any record of theirs (`contact_hashes.suppress_people`).
    """
    candidate = referral.candidate
    if never_again:
        contact_hashes.suppress_people(
            [candidate], *contact_hashes.hash_addresses(candidate.email), how="page", now=now
        )
    erasure.erase_candidate(candidate, why="asked", now=now)


def _check_recorded(referral: Referral) -> None:
    if register.find_recorded(referral) is None:
        raise Conflict(_("There is no recorded agreement to speak of any more."))


def _check_asked(referral: Referral) -> None:
    if not is_asked(referral):
        raise Conflict(_("You have already answered: here is where things stand."))
