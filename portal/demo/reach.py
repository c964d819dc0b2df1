"""How open roles reach people in the demo: what is saved, who was asked for a name, a template, days to come."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.core.business_days import day_of
from portal.core.db import db
from portal.demo.people import Company
from portal.opportunities.candidate_requests import requests
from portal.opportunities.candidate_requests.models import CandidateRequest
from portal.opportunities.editor.forms import copy_values
from portal.opportunities.filters import Filters
from portal.opportunities.models import Opportunity
from portal.opportunities.role_templates.templates import keep_template
from portal.opportunities.saved import roles, searches

DAY = timedelta(days=1)
ASKED = "Bonjour, je cherche quelqu’un pour ce poste. Pensez-vous à une personne que vous connaissez ? Un mot suffit."
QUESTION = "Est-ce que le poste peut se faire à quatre jours par semaine ?"


def show_reach(company: Company, made: dict[str, Opportunity], now: datetime) -> None:
    """In `company`, Émile saves some of the roles `made` and a search; Rosalie asks for names and keeps a template."""
    office = company.offices["quebec"]
    here = [role for role in made.values() if role.office_id == office.id]
    still = (role for role in here if role.state == "open")
    opened = sorted(still, key=lambda role: role.opened_at or now, reverse=True)
    rosalie, emile = company.recruiters["quebec"][0], company.producers["quebec"][0]
    for days, role in zip((9, 3), opened, strict=False):
        roles.save_role(role.id, by=emile, now=now - days * DAY)
    search = searches.save_search(Filters(field=("insurance",)), by=emile, now=now - 20 * DAY)
    search.told_until = now
    mine = [role for role in opened if role.recruiter_id == rosalie.id] or opened
    mine[0].closes_on = day_of(now + 12 * DAY, office.timezone)
    keep_template(mine[-1], copy_values(mine[-1]), by=rosalie, now=now - 40 * DAY)
    for draft in [role for role in here if role.state == "draft"][:1]:
        draft.opens_on = day_of(now + 7 * DAY, office.timezone) if draft.body_fr and draft.summary_fr else None
    _ask(company, mine[0], rosalie, now)


def _ask(company: Company, role: Opportunity, by, now: datetime) -> None:
    asked = company.producers["quebec"][1:4]
    requests.ask_producers(role, [person.id for person in asked], ASKED, by=by, now=now - 2 * DAY)
    made = db.session.scalars(db.select(CandidateRequest).order_by(CandidateRequest.id)).all()
    answers = (("have", ""), ("not_now", ""), ("more", QUESTION))
    for hours, (request, (answer, question)) in enumerate(zip(made, answers, strict=True)):
        at = now - DAY - timedelta(hours=3 * hours)
        requests.answer_request(request, answer, question, by=request.user, now=at)
