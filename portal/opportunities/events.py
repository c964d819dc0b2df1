"""What is kept of a role's life. The list and the role's page follow it; its recruiter and who saved it hear of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.core.translated import Texts
from portal.opportunities.models import Opportunity
from portal.opportunities.policy import STAFF
from portal.opportunities.saved.followers import followers_of
from portal.web.i18n.formatting import format_day
from portal.web.i18n.translations import reader_language


def facts_of(role: Opportunity) -> dict:
    """The facts that every kind of this wing keeps: the title in each language, and the version reached."""
    return {**dict(zip(Opportunity.title.names, role.title.values(), strict=True)), "version": role.version}


def _topics(_entry: Entry, role: Opportunity) -> Iterator[tuple[str, str]]:
    yield "opportunities", "all"
    yield f"opportunity-{role.id}", "all"


def _topics_and_board(entry: Entry, role: Opportunity) -> Iterator[tuple[str, str]]:
    """Also the board of the office, where the state stands on what was referred to the role."""
    yield from _topics(entry, role)
    for audience in (*(f"office:{role.office_id}:{staff}" for staff in STAFF), "admins"):
        yield f"board-{role.office_id}", audience


def _followers(_entry: Entry, role: Opportunity) -> tuple[int, ...]:
    """Its recruiter, and who saved it."""
    return (role.recruiter_id, *followers_of(role.id))


def _recruiter(_entry: Entry, role: Opportunity) -> tuple[int]:
    return (role.recruiter_id,)


def _followers_while_open(entry: Entry, role: Opportunity) -> tuple[int, ...]:
    """The same while it is open: what changes of a paused or closed role is for the office alone."""
    return _followers(entry, role) if role.state == "open" else (role.recruiter_id,)


def page_of(entry: Entry) -> str:
    """The page of the role that an entry is about; letters are written outside of a request."""
    return f"/opportunities/{entry.subject_id}"


def title_in(entry: Entry) -> dict:
    """The title in the reader's language, else in the other."""
    titles = Texts.in_order(entry.facts.get(name, "") for name in Opportunity.title.names)
    return {"title": titles.in_language(reader_language())[0]}


def _kind(verb: str, sentence, topics=_topics, **more) -> Kind:
    return declare_kind(Kind(f"opportunities.{verb}", sentence, topics=topics, link=page_of, words=title_in, **more))


CREATED = _kind("created", _l("%(actor)s created a draft of the role “%(title)s”"))
PUBLISHED = _kind("published", _l("%(actor)s published the role “%(title)s”"))
CHANGED = _kind("changed", _l("%(actor)s changed the role “%(title)s”"), hears=_followers_while_open)
PAUSED = _kind("paused", _l("%(actor)s paused the role “%(title)s”"), _topics_and_board, hears=_followers)
FILLED = _kind("filled", _l("%(actor)s marked the role “%(title)s” as filled"), _topics_and_board, hears=_followers)
CLOSED = _kind("closed", _l("%(actor)s closed the role “%(title)s”"), _topics_and_board, hears=_followers)
NOT_OPENED = _kind(
    "not_opened",
    _l("The role “%(title)s” could not open on its day: a text is missing, or its last day is over"),
    hears=_recruiter,
)
CONFIRMED = _kind("confirmed", _l("%(actor)s said that the role “%(title)s” is still open"))
CLOSING_SOON = declare_kind(
    Kind(
        "opportunities.closing_soon",
        _l("The role “%(title)s” closes soon: its last day is %(day)s"),
        hears=_followers,
        link=page_of,
        words=lambda entry: title_in(entry) | {"day": format_day(date.fromisoformat(entry.facts["day"]))},
    )
)
HANDED_OVER = _kind("handed_over", _l("%(actor)s handed the role “%(title)s” over"))
REOPENED = _kind("reopened", _l("%(actor)s reopened the role “%(title)s”"), _topics_and_board, hears=_followers)
