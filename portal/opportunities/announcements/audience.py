"""The producers of an office as far as open roles concern them. Who they are is known above: `portal.app` says how."""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app

PRODUCERS_OF = "relais-producers-of"
"""The extension of the app that holds the function `producers_of`."""


class Producer(NamedTuple):
    """Somebody who refers for an office, and the fields that they said they work in; none: they said nothing."""

    id: int
    name: str
    language: str
    fields: tuple[str, ...]

    def fits(self, field: str) -> bool:
        """Whether a role of this field concerns them: one of theirs, or any where they said nothing."""
        return not self.fields or field in self.fields


def producers_of(office_id: int) -> list[Producer]:
    """The producers of an office who may sign in, by name. One statement."""
    return current_app.extensions[PRODUCERS_OF](office_id)
