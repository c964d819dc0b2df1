"""What the database says of its troubles."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.core.db import db


def test_an_error_never_says_the_values_which_may_be_about_somebody(app):
    with pytest.raises(DBAPIError) as broken:
        db.session.execute(text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": "Zéphirine Quenneville"})
    db.session.rollback()
    assert "nowhere" in str(broken.value)
    assert "Quenneville" not in str(broken.value)
