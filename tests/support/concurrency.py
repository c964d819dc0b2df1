"""Several deeds begun at the same moment, each in a thread, a session and a unit of work of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask

from portal.core.db import db, unit_of_work
from portal.core.errors import LinkGone, Refused


def at_once(app: Flask, *deeds: Callable[[], object]) -> list[bool]:
    """Whether each was done, all begun at the same moment, each in a unit of work of its own; others were refused.

    The caller's session, rolled back, reads anew afterwards.
    """
    start, done, surprises = threading.Barrier(len(deeds)), [False] * len(deeds), []

    def run(number: int) -> None:
        with app.test_request_context():
            start.wait()
            try:
                with unit_of_work():
                    deeds[number]()
                done[number] = True
            except (Refused, LinkGone):
                done[number] = False
            except Exception as surprise:
                surprises.append(surprise)
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(deeds))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    db.session.rollback()
    db.session.expire_all()
    assert surprises == []
    return done
