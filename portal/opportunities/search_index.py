"""Roles are found by the name and the city of their office too: when these change, its roles are indexed again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.activity.event_types import Kind
from portal.activity.models import Line
from portal.core.db import db
from portal.jobs import queue
from portal.offices.events import CHANGED
from portal.opportunities.models import Opportunity
from portal.opportunities.queries import index_opportunity

JOB = "opportunities.reindex"


def on_activity(entry: Line, kind: Kind, _subject: object) -> None:
    """Reader of the log: a changed office has its roles indexed again, by the worker."""
    if kind is CHANGED:
        queue.enqueue_job(JOB, {"office": entry.subject_id}, now=entry.at)


@queue.job_handler(JOB)
def reindex_office(payload: dict) -> None:
    """Index every role of the office again."""
    of_office = select(Opportunity).where(Opportunity.office_id == payload["office"])
    for role in db.session.scalars(of_office.options(joinedload(Opportunity.office))):
        index_opportunity(role)
