"""Two people side by side, in words: the facts that agree, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.core.contact_details import phone_numbers
from portal.core.text_normalization import fold_text
from portal.referrals.record.models import Candidate

AGREES = {
    "reach": _l("Same address or number"),
    "phone": _l("Numbers that end alike"),
    "field": _l("Same field"),
    "region": _l("Same region"),
    "where": _l("Worked at the same place"),
}

KNOWN = {
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "region": _l("Region"),
    "languages": _l("Languages"),
    "experience": _l("Experience"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of both in one respect; "" where it is not known. `same` but for case and accents."""

    label: str
    values: tuple[str, str]
    same: bool


def compare_people(one: Candidate, two: Candidate) -> list[Known]:
    """What is known of at least one of the two, line by line, so that the lines of both stand side by side."""
    lines = []
    for name, label in KNOWN.items():
        values = (getattr(one, name), getattr(two, name))
        if any(values):
            shown = tuple(phone_numbers.format_number(value) for value in values) if name == "phone" else values
            lines.append(Known(label, shown, same=fold_text(values[0]) == fold_text(values[1])))
    return lines
