"""What a page asks the database can be read from its view: templates ask nothing (docs/architecture.md)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from portal.core.db import db
from tests.house.test_html import PEOPLE, addresses
from tests.house.test_languages import strangers
from tests.house.test_matrix import things

__all__ = ["things"]
STILL_ASK = {
    "layouts/page.html",  # the frame, which only whole pages pay for (portal/layout.py)
    "referrals/board/board.html",  # the board, asked for only where it is not kept (board/cache.py)
    "referrals/board/_shelved.html",
    "referrals/board/agreement.html",  # the name of the referrer, of a referral found alone
    "candidate_portal/_pass_on.html",  # passing_on
    "referrals/detail/_contact.html",  # the regions in which an office reads phone numbers
}
"""Templates that ask today; whoever mends the last question of one takes it out, and nobody adds one."""


def asking_template() -> str | None:
    """The template whose code is running, as far down as it goes; None in a view."""
    frame, found = sys._getframe(2), None
    while frame is not None:
        name = frame.f_code.co_filename
        if name.endswith((".html", ".txt", ".mjml")):
            found = name.partition("/templates/")[2] or name
            break
        frame = frame.f_back
    return found


@contextmanager
def noted(asked: set[str]) -> Iterator[None]:
    def note(*_statement) -> None:
        if template := asking_template():
            asked.add(template)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_no_template_asks_the_database(app, cast, client, client_for, things):
    asked: set[str] = set()
    clients = {name: client_for(getattr(cast, name)) for name in PEOPLE}
    with noted(asked):
        for address, who in addresses(app, cast, things):
            clients.get(who, client).get(address)
        for link in strangers(things):
            client.get(link[0])
        for reader in clients.values():
            reader.get(f"/referrals/{things['referral_id']}")
    assert asked == STILL_ASK
