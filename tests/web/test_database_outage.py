"""An absent or locked database: a plain page in the person's language that says what to do, and healing by itself."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from portal.core.db import db

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def outage(app):
    """While it lasts, no statement is answered."""

    def refuse(*_args):
        raise OperationalError("the database is away", None, Exception())

    engine = db.engine
    event.listen(engine, "before_cursor_execute", refuse)
    lasting = [True]

    def over():
        if lasting.pop():
            lasting.append(False)
            event.remove(engine, "before_cursor_execute", refuse)

    yield over
    if lasting[0]:
        over()


def test_a_person_reads_a_page_that_says_what_to_do(app, cast, client_for, request):
    alice = client_for(cast.alice)
    assert alice.get("/me").status_code == 200
    over = request.getfixturevalue("outage")
    answer = alice.get("/me")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert '<html lang="fr"' in answer.text
    assert "Content-Security-Policy" in answer.headers
    fragment = alice.get("/me", htmx=True)
    assert fragment.status_code == 503
    assert "<html" not in fragment.text
    over()
    assert alice.get("/me").status_code == 200


def test_ready_tells_the_truth_and_alive_stays_alive(client, request):
    assert client.get("/readyz").status_code == 200
    over = request.getfixturevalue("outage")
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    over()
    assert client.get("/readyz").status_code == 200
