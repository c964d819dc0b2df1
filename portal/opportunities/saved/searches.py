"""Searches of roles that somebody keeps: once a day they tell of roles that have opened since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, func, select, update
from werkzeug.datastructures import MultiDict

from portal.accounts.auth.locks import take_lock
from portal.accounts.models import User
from portal.activity.log import record
from portal.core.business_days import latest_hour
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forbidden_numbers import refuse_in
from portal.core.translated import texts_of
from portal.opportunities import queries
from portal.opportunities.filters import STEP, Filters
from portal.opportunities.saved.events import SEARCH_FOUND
from portal.opportunities.saved.models import SavedSearch

MOST = 20
"""Searches that one person may keep."""
HOUR = 7
"""O’clock, where the person is: before the daily e-mails, which leave at 8."""
LATE = timedelta(minutes=5)
"""By how much a role that opened before the hour may be committed after it."""
MOST_NAMED = 3


def without_order(filters: Filters) -> Filters:
    """What is kept of the state of a list: which open roles, not their order nor how many are shown."""
    return replace(filters, state="open", sort="newest", shown=STEP, currency=filters.currency if filters.pay else "")


def filters_of(search: SavedSearch) -> Filters:
    """The filters of a kept search; what this release does not know of them is left out."""
    return without_order(Filters.from_address(MultiDict(search.filters), states=False))


def select_searches(user: User) -> Select:
    """The searches of `user`, the last kept first."""
    return select(SavedSearch).where(SavedSearch.user_id == user.id).order_by(SavedSearch.id.desc())


def find_search(search_id: int, user: User) -> SavedSearch:
    """The search of that id if it is the user's own; else 404."""
    return db.first_or_404(select_searches(user).where(SavedSearch.id == search_id))


def save_search(filters: Filters, *, by: User, now: datetime) -> SavedSearch:
    """Keep a search; the same one is kept once. Raises Refused when it narrows nothing, when its words hold a number
    that must not be kept, or when there are MOST already."""
    asked = without_order(filters).address()
    if not asked:
        raise Refused(_("Type a word or choose a filter first: a search for every role can’t be saved."))
    refuse_in(filters.q)
    kept = {name: list(map(str, value)) if isinstance(value, tuple) else str(value) for name, value in asked.items()}
    mark = blake2b(json.dumps(kept, sort_keys=True).encode(), digest_size=12).hexdigest()
    take_lock(by.id)
    if same := db.session.scalar(select_searches(by).where(SavedSearch.mark == mark)):
        return same
    if (db.session.scalar(select(func.count()).where(SavedSearch.user_id == by.id)) or 0) >= MOST:
        raise Refused(
            ngettext(
                "You have saved %(num)s search already: delete it first.",
                "You have saved %(num)s searches already: delete one first.",
                MOST,
            )
        )
    made = SavedSearch(user_id=by.id, filters=kept, mark=mark, saved_at=now, told_until=now)
    db.session.add(made)
    db.session.flush()
    return made


def pause_search(search: SavedSearch, *, now: datetime) -> None:
    """Tell of no new role until it goes on."""
    search.paused_at = search.paused_at or now


def resume_search(search: SavedSearch, *, now: datetime) -> None:
    """Tell of roles that open from now on; what opened during the pause is not told after all."""
    if search.paused_at is not None:
        search.paused_at, search.told_until = None, now


def delete_search(search: SavedSearch) -> None:
    """Forget it."""
    db.session.delete(search)


def tell_new_roles(now: datetime) -> int:
    """Duty: tell each person, in their morning, of the roles that a search of theirs finds since the last; how many.

    Each search is told once a day, whichever worker comes first, and catches up on the days that nobody worked.
    """
    active = select(SavedSearch, User).join(User, User.id == SavedSearch.user_id)
    active = active.where(SavedSearch.paused_at.is_(None), User.disabled_at.is_(None)).order_by(SavedSearch.id)
    offices = {id_: name for id_, name, _currency in queries.list_offices()}
    return sum(_tell(search, person, offices, now) for search, person in db.session.execute(active).all())


def _tell(search: SavedSearch, person: User, offices: Mapping[int, str], now: datetime) -> bool:
    since, until = search.told_until, latest_hour(HOUR, person.timezone, now - LATE)
    if since >= until:
        return False
    mine = update(SavedSearch).where(SavedSearch.id == search.id, SavedSearch.told_until == since)
    mine = mine.where(SavedSearch.paused_at.is_(None)).execution_options(synchronize_session=False)
    if not db.session.execute(mine.values(told_until=until)).rowcount:
        return False
    filters = filters_of(search)
    found = queries.opened_between(person, filters, since, until)
    if found.total:
        roles = [texts_of(row, "title") for row in found.rows[:MOST_NAMED]]
        named = {str(id_): offices[id_] for id_ in filters.office if id_ in offices}
        told = {"filters": search.filters, "offices": named, "roles": roles, "number": found.total}
        record(SEARCH_FOUND, search, by=None, now=now, **told)
    return bool(found.total)
