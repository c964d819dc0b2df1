"""Making a role and changing what it says."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from portal.accounts.models import User
from portal.activity.log import record
from portal.core.db import db
from portal.core.errors import Conflict
from portal.core.forbidden_numbers import refuse_in
from portal.offices.models import Office
from portal.opportunities import events, lifecycle, queries, scheduling
from portal.opportunities.editor import edit_conflicts
from portal.opportunities.models import Opportunity


def create_opportunity(
    values: dict, *, office: Office, by: User | None, now: datetime, source: str = ""
) -> Opportunity:
    """A new draft of `office` that holds `values` (by column); `by` is None for an import. Flushed and findable.

    Raises Refused when a text holds an identifier that must not be kept, or when it can't open on the day it says.
    """
    refuse_in(*_texts(values))
    scheduling.check_days(values.get("opens_on"), values.get("closes_on"), office, now=now)
    made = Opportunity(
        office=office,
        state="draft",
        currency=values.get("currency") or office.currency,
        source=source,
        created_at=now,
        updated_at=now,
        version=1,
        **{name: value for name, value in values.items() if name != "currency"},
    )
    db.session.add(made)
    if made.opens_on is not None:
        lifecycle.check_languages(made)
    db.session.flush()
    queries.index_opportunity(made)
    record(events.CREATED, made, by=by, now=now, **events.facts_of(made))
    return made


def edit_opportunity(role: Opportunity, values: dict, *, version: int, by: User, now: datetime) -> list[str]:
    """Give `role`, last seen at `version`, these `values` (by column); the columns that really changed.

    Raises Conflict, its `current` a `edit_conflicts.EditConflict`, when somebody changed it meanwhile; Refused when an
    open role would no longer have the texts that its office owes, or when a text holds an identifier that must not
    be kept.
    """
    refuse_in(*_texts(values))
    if role.version != version:
        collision = edit_conflicts.find_conflict(role, version, values)
        raise Conflict(_("Someone else changed this role while you were writing."), collision)
    before = {
        name: edit_conflicts.digest_value(getattr(role, name)) for name in values if getattr(role, name) != values[name]
    }
    if not before:
        return []
    if {"opens_on", "closes_on"} & before.keys():
        scheduling.check_days(values.get("opens_on"), values.get("closes_on"), role.office, now=now)
    for name in before:
        setattr(role, name, values[name])
    if role.state == "open" or role.opens_on is not None:
        lifecycle.check_languages(role)
    role.updated_at, role.version = now, role.version + 1
    db.session.flush()
    queries.index_opportunity(role)
    record(events.CHANGED, role, by=by, now=now, before=before, **events.facts_of(role))
    return list(before)


def _texts(values: dict) -> list[str]:
    return [value for value in values.values() if isinstance(value, str)]
