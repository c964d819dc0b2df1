"""Two workers that do the same duty at the same moment, each in a unit of work of its own."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from flask import Flask

from portal.core.db import db, unit_of_work


def at_once(app: Flask, duty: Callable[[], object], number: int = 2) -> list:
    """What each of `number` workers got from `duty`; an error of one is raised."""
    start, got = threading.Barrier(number), []

    def work() -> None:
        with app.app_context():
            start.wait()
            try:
                with unit_of_work():
                    got.append(duty())
            except Exception as error:  # raised below, where the test sees it
                got.append(error)

    workers = [threading.Thread(target=work) for _each in range(number)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    db.session.rollback()
    for one in got:
        if isinstance(one, Exception):
            raise one
    return got


def killed_after(duty: Callable[[], object]):
    """What `duty` gave to a worker that was killed before it could commit."""
    got = []
    with contextlib.suppress(KeyboardInterrupt), unit_of_work():
        got.append(duty())
        raise KeyboardInterrupt
    return got[0]
