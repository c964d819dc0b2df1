"""What somebody hears of a search that they keep, and of a saved role that is about to close."""

from __future__ import annotations

from urllib.parse import urlencode

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.core.translated import Texts
from portal.opportunities.filters import Filters
from portal.opportunities.saved.labels import name_of
from portal.opportunities.saved.models import SavedSearch
from portal.web.i18n.translations import reader_language


def _theirs(_entry: Entry, search: SavedSearch) -> tuple[int]:
    return (search.user_id,)


def _list(entry: Entry) -> str:
    """The list of roles as that search shows it."""
    return f"/opportunities?{urlencode(entry.facts['filters'], doseq=True)}"


def _found(entry: Entry) -> dict:
    """The search by its filters, how many roles, and the titles of the first in the reader's language."""
    titles = [Texts(title).in_language(reader_language())[0] for title in entry.facts["roles"]]
    offices = {int(id_): name for id_, name in entry.facts["offices"].items()}
    number = entry.facts["number"]
    more = number - len(titles)
    rest = [ngettext("%(num)s other", "%(num)s others", more)] if more else []
    return {
        "search": name_of(Filters.from_address(MultiDict(entry.facts["filters"]), states=False), offices),
        "found": ngettext("%(num)s new role", "%(num)s new roles", number),
        "roles": ", ".join([*titles, *rest]),
    }


SEARCH_FOUND = declare_kind(
    Kind(
        "opportunities.search_found",
        _l("For your search “%(search)s”, %(found)s: %(roles)s"),
        hears=_theirs,
        link=_list,
        words=_found,
        private=True,
    )
)
