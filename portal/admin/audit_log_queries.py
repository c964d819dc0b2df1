"""The log, for administrators: who did what, newest first."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, select
from werkzeug.routing import BuildError

from portal.activity.event_types import every_kind, kind_of
from portal.activity.models import Entry
from portal.core.db import db
from portal.offices.models import Office
from portal.referrals.record.models import Referral

TITLES = {
    "accounts": _l("People and access"),
    "contacts": _l("Requests to contacts"),
    "documents": _l("Documents"),
    "letters": _l("Outgoing e-mail"),
    "offices": _l("Offices"),
    "opportunities": _l("Open roles"),
    "pacing": _l("Go-aheads"),
    "producers": _l("Producers"),
    "referrals": _l("Referrals"),
    "thanks": _l("Thank-yous"),
}
"""What each of `list_packages` is called in the filter of the log."""


def select_entries(*, actor: int = 0, kind: str = "") -> Select:
    """The entries by the person `actor` (0: by anybody) of a `kind` or of a wing (empty: any), as a query."""
    private = [kind.name for kind in every_kind() if kind.private]
    query = select(Entry).where(Entry.kind.not_in(private)).order_by(Entry.at.desc(), Entry.id.desc())
    if actor:
        query = query.where(Entry.actor_id == actor)
    if kind:
        query = query.where(Entry.kind.startswith(f"{kind}.", autoescape=True))
    return query


def link_of(entry: Entry) -> str | None:
    """The address of what the entry is about, when its kind knows one."""
    try:
        link = kind_of(entry).link
        return link(entry) if link else None
    except (KeyError, TypeError, ValueError, BuildError):
        return None


def describe_subjects(entries: Iterable[Entry]) -> dict[int, str]:
    """By id of entry, which referral of which office it is about, or how many of them: nobody is named."""
    theirs = {entry.id: (entry.office_id, _which(entry)) for entry in entries}
    offices = {office for office, which in theirs.values() if which}
    found = select(Office.id, Office.name).where(Office.id.in_(offices))
    names = dict(db.session.execute(found).all()) if offices else {}
    told = {ident: (which, names.get(office)) for ident, (office, which) in theirs.items() if which}
    return {ident: " · ".join(filter(None, words)) for ident, words in told.items()}


def _which(entry: Entry) -> str:
    if entry.subject_type == Referral.__tablename__:
        return _("Referral no. %(id)s", id=entry.subject_id)
    count = entry.facts.get("count") if entry.kind.startswith("referrals.") else None
    return ngettext("%(num)s referral", "%(num)s referrals", count) if count else ""


def list_packages() -> list[str]:
    """The wings that write in the log."""
    return sorted({kind.name.split(".")[0] for kind in every_kind() if not kind.private})
