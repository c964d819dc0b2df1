"""The groups of filters beside the list: their titles, and their options with what is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.opportunities import wording
from portal.opportunities.filters import Filters

STATE_ORDER = ("open", "draft", "paused", "filled", "closed")


@dataclass(frozen=True, slots=True)
class Group:
    """One group: `options` are (value, label, no count, chosen) as `ui/filter_group.html` takes them."""

    title: str
    name: str
    options: list[tuple]
    many: bool = True


def groups(filters: Filters, offices: list[tuple[int, str]], *, states: bool) -> list[Group]:
    """The groups in the order of the page. `states`: the person may ask for others than open roles."""
    wanted = [
        _group(_("Office"), "office", offices, filters.office),
        _group(_("Field"), "field", wording.FIELDS.items(), filters.field),
        _group(_("Kind of position"), "kind", wording.KINDS.items(), filters.kind),
        _group(_("Place of work"), "remote", wording.REMOTE.items(), filters.remote),
        _group(_("Language of work"), "language", wording.WORK_LANGUAGES.items(), filters.language),
    ]
    return [_states(filters), *wanted] if states else wanted


def _group(title: str, name: str, choices: Iterable[tuple], chosen: tuple) -> Group:
    return Group(title, name, [(value, label, None, value in chosen) for value, label in choices])


def _states(filters: Filters) -> Group:
    """Open roles of everybody first; the other states are those of one's own offices."""
    choices = [*((state, wording.STATES[state]) for state in STATE_ORDER), ("all", _("All states"))]
    return Group(_("State"), "state", [(value, label, None, value == filters.state) for value, label in choices], False)
