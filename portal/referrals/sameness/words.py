"""The facts that agree between two people, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

AGREES = {
    "reach": _l("Same address or number"),
    "phone": _l("Numbers that end alike"),
    "field": _l("Same trade"),
    "region": _l("Same region"),
    "where": _l("Worked at the same place"),
}
