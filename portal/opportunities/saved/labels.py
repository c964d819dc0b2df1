"""What a kept search is called: its filters, in the reader’s language."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from portal.opportunities import labels
from portal.opportunities.filters import Filters
from portal.web.i18n.formatting import format_money


def name_of(filters: Filters, offices: Mapping[int, str]) -> str:
    """The words and filters of a search, as in “courtier · Bureau de Québec · Assurance”; `offices`: names by id."""
    words = [_("“%(words)s”", words=filters.q)] if filters.q else []
    words += [offices[id_] for id_ in filters.office if id_ in offices] or (
        [_("An office that is gone")] if filters.office else []
    )
    for chosen, known in (
        (filters.field, labels.FIELDS),
        (filters.kind, labels.KINDS),
        (filters.remote, labels.REMOTE),
    ):
        words += [str(known[code]) for code in chosen]
    words += [_("Work in: %(language)s", language=labels.WORK_LANGUAGES[code]) for code in filters.language]
    if filters.pay:
        words.append(_("From %(low)s a year", low=format_money(filters.pay * 100, filters.currency or "CAD")))
    return " · ".join(words)
