"""What became of a letter to a candidate, for those who may know that it was written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.db import db
from portal.mail.outbox import OutgoingLetter
from portal.referrals.candidate_updates import notes
from portal.web.i18n.formatting import format_moment


class Fate(NamedTuple):
    """state: `waiting` (until `at`), `sent`, `parked`, `cancelled`, or "" where it is not known any more."""

    state: str
    at: datetime | None = None

    def in_words(self, address: str) -> str:
        """A sentence; `address`: to whom, shortened, "" where that is not said."""
        when = format_moment(self.at)
        if self.state == "sent":
            if address:
                return _("E-mail sent to %(address)s: %(moment)s", address=address, moment=when)
            return _("E-mail sent: %(moment)s", moment=when)
        said = {
            "waiting": _("An e-mail leaves: %(moment)s", moment=when),
            "parked": _("The e-mail did not arrive."),
            "cancelled": _("The e-mail did not leave."),
        }
        return said.get(self.state, _("An e-mail was written to this person."))


UNKNOWN = Fate("")


def read_fates(keys: Iterable[str]) -> dict[str, Fate]:
    """What became of the letters of these keys; one that was forgotten is left out. One statement."""
    row = OutgoingLetter
    columns = (row.key, row.send_after, row.sent_at, row.parked_at, row.cancelled_at)
    return {
        key: _fate(*moments) for key, *moments in db.session.execute(select(*columns).where(row.key.in_(list(keys))))
    }


def tell_fates(moves: Iterable[int], address: str) -> dict[int, tuple[str]]:
    """Move → what became of the note to the candidate that went with it, in a sentence.

    `address`: to whom, "" where that is not said. One statement.
    """
    keys, shown = {notes.key_of(move): move for move in moves}, shorten_address(address)
    fates = read_fates(keys)
    return {move: (fates.get(key, UNKNOWN).in_words(shown),) for key, move in keys.items()}


def _fate(leaves: datetime, sent: datetime | None, parked: datetime | None, cancelled: datetime | None) -> Fate:
    states = {"sent": sent, "parked": parked, "cancelled": cancelled}
    return next((Fate(state, at) for state, at in states.items() if at is not None), Fate("waiting", leaves))


def shorten_address(address: str) -> str:
    """The first letter and the domain: enough to know one's own, too little to learn another's."""
    local, at, domain = address.partition("@")
    return f"{local[:1]}…@{domain}" if at else ""
