"""The worker: does due jobs and chores, inside a web process or in one of its own."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable

from flask import Flask

from portal.core import chores, jobs
from portal.core.db import db

log = logging.getLogger(__name__)
PAUSE = 1.0


def work(app: Flask, stop: Callable[[], bool]) -> None:
    """Work until `stop()` says so; a database that is away is waited for."""
    with app.app_context():
        while not stop():
            try:
                chores.run_due()
                while not stop() and jobs.run_one():
                    pass
            except Exception:  # a worker outlives whatever happens to it; what failed is logged and comes back
                log.exception("the worker stumbled")
            finally:
                db.session.remove()
            threading.Event().wait(PAUSE * random.uniform(0.8, 1.2))  # noqa: S311 jitter


def start_inside(app: Flask, stop: Callable[[], bool]) -> threading.Thread:
    """Start the worker as a thread of this process."""
    thread = threading.Thread(target=work, args=(app, stop), name="worker", daemon=True)
    thread.start()
    return thread
