"""Asking producers whether they know somebody for a role: whom, how often, and what they answer.

Nobody is ranked, and nothing of anybody's past is said: those whose fields the role fits come first, by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.activity.log import record
from portal.core import locks
from portal.core.db import db, select_rows
from portal.core.errors import Conflict, Refused
from portal.core.forbidden_numbers import refuse_in
from portal.opportunities import events as role_events
from portal.opportunities import policy
from portal.opportunities.announcements.audience import producers_of
from portal.opportunities.candidate_requests import events
from portal.opportunities.candidate_requests.models import ANSWERS, CandidateRequest
from portal.opportunities.models import Opportunity

MOST = 10
"""Producers who are asked at once."""
WEEK = timedelta(days=7)
"""Within which nobody is asked twice, whoever asks and about whatever role."""


class Proposal(NamedTuple):
    """A producer of the office; whether the role is in a field of theirs, and whether they may be asked now."""

    id: int
    name: str
    fits: bool
    may_be_asked: bool


def visible_to(user: User) -> ColumnElement[bool]:
    """SQL: the requests to oneself, and those about roles of the offices where `user` is staff. Joins the role."""
    return or_(CandidateRequest.user_id == user.id, user.within(Opportunity.office_id, *policy.STAFF))


def find_request(request_id: int, user: User) -> CandidateRequest:
    """The request of that id with its role, if `user` may know of it; else 404."""
    query = _with_people().where(CandidateRequest.id == request_id, visible_to(user))
    return db.first_or_404(query)


def list_requests(role_id: int) -> list[CandidateRequest]:
    """The requests about a role, the last first."""
    query = _with_people().where(CandidateRequest.opportunity_id == role_id)
    return list(db.session.scalars(query.order_by(CandidateRequest.id.desc())))


def propose_producers(role: Opportunity, *, by: User, now: datetime) -> list[Proposal]:
    """The other producers of the role's office: those whose fields it fits first, by name."""
    others = [one for one in producers_of(role.office_id) if one.id != by.id]
    asked = _asked_lately([one.id for one in others], now)
    found = [Proposal(one.id, one.name, one.fits(role.field), one.id not in asked) for one in others]
    return sorted(found, key=lambda one: not one.fits)


def offer_message(role: Opportunity, language: str) -> str:
    """The ready text, to be edited."""
    title = role.in_language("title", language)[0]
    return _(
        "I am looking for someone for “%(title)s”. Does anyone you know come to mind? A word is enough.", title=title
    )


def ask_producers(role: Opportunity, ids: Sequence[int], message: str, *, by: User, now: datetime) -> int:
    """Ask these producers of the role's office, all or none; how many.

    Raises Refused when the role is not open, when there are none or more than MOST, when somebody is no producer
    there, or when the message holds a number that must not be kept; Conflict with their names when somebody was asked
    within a week, also in this very moment.
    """
    refuse_in(message)
    if role.state != "open":
        raise Refused(_("Producers are asked about open roles only."))
    if not ids or len(ids) > MOST:
        raise Refused(ngettext("Choose one to %(num)s producer.", "Choose one to %(num)s producers.", MOST))
    locks.take_lock(*(f"candidate-request:{user_id}" for user_id in ids))
    known = {one.id: one for one in propose_producers(role, by=by, now=now)}
    if not set(ids) <= known.keys():
        raise Refused(_("Someone you chose is not a producer of this office any more."))
    if late := [known[user_id].name for user_id in ids if not known[user_id].may_be_asked]:
        raise Conflict(
            _(
                "Already asked this week: %(names)s. Nobody was asked; check your choice, then send again.",
                names=", ".join(late),
            )
        )
    for user_id in sorted(set(ids)):
        made = CandidateRequest(opportunity=role, user_id=user_id, by_id=by.id, message=message, asked_at=now)
        db.session.add(made)
        db.session.flush()
        _record(events.ASKED, made, by, now)
    return len(set(ids))


def answer_request(request: CandidateRequest, answer: str, question: str, *, by: User, now: datetime) -> None:
    """Keep what the producer answers; who wanted to know more may still say yes or no.

    Raises Refused for no answer of ANSWERS, for a question that holds a number that must not be kept or that is missing
    though they want to know more; Conflict when they have answered.
    """
    if answer not in ANSWERS:
        raise Refused(_("Choose one of the three answers."))
    refuse_in(question)
    if answer == "more" and not question:
        raise Refused(_("Write what you would like to know first."))
    unanswered = CandidateRequest.answer.in_(("",) if answer == "more" else ("", "more"))
    mine = update(CandidateRequest).where(CandidateRequest.id == request.id, unanswered)
    values = {"answer": answer, "answered_at": now} | ({"question": question} if answer == "more" else {})
    if not db.session.execute(mine.values(values)).rowcount:
        db.session.refresh(request)
        if request.answer == answer:
            return
        raise Conflict(_("You have already answered."), request)
    db.session.refresh(request)
    _record(events.BY_ANSWER[answer], request, by, now)


def reply_to_question(request: CandidateRequest, reply: str, *, by: User, now: datetime) -> None:
    """Say `reply` to what the producer of `request` asked. Raises Conflict when somebody has, or nothing was asked."""
    refuse_in(reply)
    waiting = (CandidateRequest.question != "") & CandidateRequest.replied_at.is_(None)
    theirs = update(CandidateRequest).where(CandidateRequest.id == request.id, waiting)
    if not db.session.execute(theirs.values(reply=reply, replied_at=now)).rowcount:
        raise Conflict(_("Someone has already answered."), request)
    db.session.refresh(request)
    _record(events.REPLIED, request, by, now)


def narrow_to_waiting(query: Select, user: User) -> Select:
    """`query` of requests, to those whose question waits for `user`, who asked for a name or whose role it is."""
    mine = or_(CandidateRequest.by_id == user.id, Opportunity.recruiter_id == user.id)
    query = query.join(Opportunity, Opportunity.id == CandidateRequest.opportunity_id)
    return query.where(mine, CandidateRequest.answer == "more", CandidateRequest.replied_at.is_(None))


def _asked_lately(ids: Sequence[int], now: datetime) -> set[int]:
    lately = select(CandidateRequest.user_id).where(
        CandidateRequest.user_id.in_(ids), CandidateRequest.asked_at > now - WEEK
    )
    return {user_id for (user_id,) in select_rows(lately)}


def _with_people() -> Select:
    query = select(CandidateRequest).join(Opportunity, Opportunity.id == CandidateRequest.opportunity_id)
    return query.options(
        joinedload(CandidateRequest.opportunity).joinedload(Opportunity.office),
        joinedload(CandidateRequest.user),
        joinedload(CandidateRequest.by),
    )


def _record(kind, request: CandidateRequest, by: User, now: datetime) -> None:
    role = request.opportunity
    facts = {name: fact for name, fact in role_events.facts_of(role).items() if name != "version"}
    record(kind, request, by=by, now=now, office_id=role.office_id, **facts)
