"""Replies stay as lines of the history on the way back, and what they replied to is known no more."""

from __future__ import annotations

import flask_migrate
import pytest
from sqlalchemy import text

from portal.core.db import db, utcnow
from portal.referrals.status_updates import replies, updates
from tests import people
from tests.factories import a_referral
from tests.referrals.board.moves import history


def counts() -> tuple[int, int]:
    with db.engine.connect() as connection:
        return tuple(connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("referral", "stage_move"))


@pytest.mark.usefixtures("empty")
def test_replies_stay_as_lines():
    flask_migrate.upgrade()
    cast = people.gather()
    referral = a_referral(cast.alice, stage="received")
    updates.tell_referrer(referral, "Bonjour", by=cast.rita, now=utcnow())
    replies.reply_to_line(referral, history(referral)[0], "Merci", by=cast.alice, now=utcnow())
    db.session.commit()
    before = counts()
    assert before == (1, 2)
    db.session.close()
    flask_migrate.downgrade(revision="0022")
    assert counts() == before
    flask_migrate.upgrade()
    assert counts() == before
    assert [line.replies_to_id for line in history(referral)] == [None, None]
    db.session.close()
