"""A database of one's own, to take up and down."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from portal.core.db import db
from tests.support import postgres
from tests.support.databases import new_app

numbers = count(1)


@pytest.fixture
def empty(apps, database, tmp_path) -> Iterator[None]:
    """The context of an app whose database has nothing in it yet."""
    url = apps.on(database).config["SETTINGS"].database_url
    with new_app(tmp_path, url and postgres.another(url, f"migrated_{next(numbers)}")).app_context():
        yield
        db.session.remove()
        db.engine.dispose()
