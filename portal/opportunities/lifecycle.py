"""Putting a role before people and taking it back: the states of a role and the languages that it owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.models import User
from portal.activity.event_types import Kind
from portal.activity.log import record
from portal.config.languages import CODES, FRENCH, language_of
from portal.core.business_days import day_of
from portal.core.db import db
from portal.core.errors import Conflict, Refused
from portal.offices import board_versions
from portal.opportunities import events
from portal.opportunities.announcements import announcing
from portal.opportunities.models import Opportunity
from portal.web.i18n.language_names import insert_language

PARTS = {
    "title": _l("the title in %(language)s"),
    "summary": _l("the summary in %(language)s"),
    "body": _l("the description in %(language)s"),
}
"""What a role is published with, whole in one language at least."""


@dataclass(frozen=True)
class Change:
    """One way from some states to another: what the button says, and what is kept of it."""

    name: str
    before: tuple[str, ...]
    after: str
    label: object
    said: object
    kind: Kind
    icon: str


CHANGES = {
    change.name: change
    for change in (
        Change("publish", ("draft",), "open", _l("Publish"), _l("Published."), events.PUBLISHED, "megaphone"),
        Change("pause", ("open",), "paused", _l("Pause"), _l("Paused."), events.PAUSED, "pause"),
        Change("fill", ("open", "paused"), "filled", _l("Mark as filled"), _l("Filled."), events.FILLED, "check"),
        Change("close", ("draft", "open", "paused"), "closed", _l("Close"), _l("Closed."), events.CLOSED, "archive"),
        Change(
            "reopen",
            ("paused", "filled", "closed"),
            "open",
            _l("Reopen"),
            _l("Reopened."),
            events.REOPENED,
            "undo-2",
        ),
    )
}


def changes_from(state: str) -> list[Change]:
    """What may be done with a role in `state`, the likeliest first."""
    return [change for change in CHANGES.values() if state in change.before]


def missing_for_publication(role: Opportunity) -> list[str]:
    """The texts that `role` still owes before people may see it (trust.md, privacy 12), as names of columns.

    In Quebec the French title, summary and description; elsewhere all three in one language, the fuller one.
    """
    owed = {code: [f"{part}_{code}" for part in PARTS if not getattr(role, f"{part}_{code}")] for code in CODES}
    return owed[FRENCH] if role.office.in_quebec else min(owed.values(), key=len)


def check_languages(role: Opportunity) -> None:
    """Raises Refused with the texts that are missing when `role` may not be before people as it is."""
    if not (missing := missing_for_publication(role)):
        return
    texts = ", ".join(str(insert_language(PARTS[name.rpartition("_")[0]], language_of(name))) for name in missing)
    if role.office.in_quebec:
        raise Refused(_("In Quebec a role is published in French first. Missing: %(texts)s.", texts=texts))
    raise Refused(_("A role is published whole in one language at least. Missing: %(texts)s.", texts=texts))


def change_state(
    role: Opportunity, name: str, *, version: int, by: User | None, now: datetime, urgent: bool = False
) -> Change:
    """Do the change called `name` to `role`, last seen at `version`; returns it. `by`: None for a day that has come.

    A role that is published is announced in the morning of its office, and at once if it is `urgent`. Raises Conflict
    when somebody else changed the role meanwhile, Refused for a change that its state does not know or, before it is
    shown to people, when a language is missing.
    """
    if role.version != version:
        raise Conflict(
            _("Someone else changed this role in the meantime. Check the current version, then try again."), role
        )
    change = CHANGES.get(name)
    if change is None or role.state not in change.before:
        raise Refused(_("This role can’t go from its current state to that one."))
    if change.after == "open":
        check_languages(role)
    _keep_dates(role, change, now)
    role.state, role.updated_at, role.version = change.after, now, role.version + 1
    board_versions.mark_changed([role.office_id])
    record(change.kind, role, by=by, now=now, **events.facts_of(role))
    if urgent and change.after == "open":
        announcing.announce_role(role, by=by, now=now, urgent=True)
    return change


def hand_over_role(role: Opportunity, recruiter: User, *, by: User, now: datetime) -> None:
    """Let `recruiter` look after the role; who follows it is not told, its page says it."""
    role.recruiter, role.updated_at, role.version = recruiter, now, role.version + 1
    db.session.flush()
    record(events.HANDED_OVER, role, by=by, now=now, recruiter=recruiter.name, **events.facts_of(role))


def _keep_dates(role: Opportunity, change: Change, now: datetime) -> None:
    """A pause keeps the day since when a role is open; what was filled or closed begins anew, without old days."""
    role.opens_on = None
    if change.after in ("filled", "closed"):
        role.closed_at = now
    elif change.after == "open":
        if role.state != "paused" or role.opened_at is None:
            role.opened_at, role.confirmed_at = now, None
        if role.closes_on is not None and role.closes_on < day_of(now, role.office.timezone):
            role.closes_on = None
        role.closed_at = None
