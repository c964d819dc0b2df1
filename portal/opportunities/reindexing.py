"""Roles are found by the name and the city of their office too: when these change, its roles are indexed again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.activity.kinds import Kind
from portal.activity.models import Line
from portal.core import jobs
from portal.core.db import db
from portal.offices.activities import CHANGED
from portal.opportunities.browsing import index
from portal.opportunities.models import Opportunity

JOB = "opportunities.reindex"


def on_activity(entry: Line, kind: Kind, _subject: object) -> None:
    """Reader of the log: a changed office has its roles indexed again, by the worker."""
    if kind is CHANGED:
        jobs.later(JOB, {"office": entry.subject_id}, now=entry.at)


@jobs.handles(JOB)
def reindex(payload: dict) -> None:
    """Index every role of the office again."""
    of_office = select(Opportunity).where(Opportunity.office_id == payload["office"])
    for role in db.session.scalars(of_office.options(joinedload(Opportunity.office))):
        index(role)
