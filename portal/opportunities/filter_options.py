"""The groups of filters beside the list: their titles, and their options with what is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from portal.core.caches import cached
from portal.opportunities import labels
from portal.opportunities.filters import STEP, Filters
from portal.web.i18n.translations import locale_name

STATE_ORDER = ("open", "draft", "paused", "filled", "closed")


@dataclass(frozen=True, slots=True)
class Group:
    """One group: `options` are (value, label, no count, chosen) as `ui/filter_group.html` takes them."""

    title: str
    name: str
    options: tuple[tuple, ...]
    many: bool = True


def list_groups(filters: Filters, offices: list[tuple[int, str]], *, states: bool) -> tuple[Group, ...]:
    """The groups in the order of the page. `states`: the person may ask for others than open roles.

    `filters` mark what is chosen; `offices` are (id, name).
    """
    chosen = replace(filters, q="", sort="newest", shown=STEP)
    return _groups(chosen, tuple(offices), states, locale_name())


@cached(256)
def _groups(filters: Filters, offices: tuple[tuple, ...], states: bool, _language: str) -> tuple[Group, ...]:
    wanted = (
        _group(_("Office"), "office", offices, filters.office),
        _group(_("Field"), "field", labels.FIELDS.items(), filters.field),
        _group(_("Type of position"), "kind", labels.KINDS.items(), filters.kind),
        _group(_("Place of work"), "remote", labels.REMOTE.items(), filters.remote),
        _group(_("Language of work"), "language", labels.WORK_LANGUAGES.items(), filters.language),
    )
    return (_states(filters), *wanted) if states else wanted


def _group(title: str, name: str, choices: Iterable[tuple], chosen: tuple) -> Group:
    return Group(title, name, tuple((value, str(label), None, value in chosen) for value, label in choices))


def _states(filters: Filters) -> Group:
    """Open roles of everybody first; the other states are those of one's own offices."""
    choices = [*((state, labels.STATES[state]) for state in STATE_ORDER), ("all", _("All states"))]
    options = tuple((value, str(label), None, value == filters.state) for value, label in choices)
    return Group(_("State"), "state", options, False)
