"""The worker: chores and jobs in one thread, letters in another, so that a mail server that hangs delays nothing else.

It runs inside the web processes or in a process of its own; of all that run, one leads each duty.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from multiprocessing.util import Finalize

from flask import Flask

from portal.core import cache_versions
from portal.core.db import db, utcnow
from portal.core.engine import FOR_EVER, waiting_at_most
from portal.core.tokens import new_token
from portal.jobs import leader, queue, scheduler
from portal.mail import delivery
from portal.mail.smtp import Carrier, ServerAway
from portal.privacy import erasure

log = logging.getLogger(__name__)
PAUSE = 1.0
LOOK = 0.2
"""Seconds between two looks at whether to stop."""
GRACE = 8.0
"""Seconds that a stop waits for the letter that is being handed over: less than the server gives its processes."""
LONGEST_PAUSE = 120.0
"""Seconds between two tries to reach a mail server that is away, at most."""

_settled = erasure.Settled()

Stop = Callable[[], bool]


def run_worker(app: Flask, stop: Stop) -> None:
    """Work until `stop()` says so; a database or a mail server that is away is waited for."""
    post = threading.Thread(target=_lead, args=(app, stop, "post", _Postman(app)), name="post", daemon=True)
    post.start()
    _lead(app, stop, "work", _do_what_is_due, cache_versions.look_for_erasures)
    post.join(GRACE)


def start_inside(app: Flask, stop: Stop) -> threading.Thread:
    """Start the worker as a thread of this process, which at its end waits for what the worker has in its hands."""
    thread = threading.Thread(target=run_worker, args=(app, stop), name="worker", daemon=True)
    thread.start()
    Finalize(None, thread.join, (GRACE,), exitpriority=1)
    return thread


def _lead(
    app: Flask, stop: Stop, duty: str, turn: Callable[[Stop], float], always: Callable[[], None] = lambda: None
) -> None:
    """Do `turn`, which gives the seconds until the next, again and again as long as we lead `duty`.

    `always` is done before, whoever leads.
    """
    me = new_token()
    with app.app_context(), waiting_at_most(FOR_EVER):
        while not stop():
            pause = PAUSE
            try:
                always()
                if leader.take_lease(duty, me, utcnow()):
                    pause = turn(lambda: stop() or not leader.take_lease(duty, me, utcnow()))
            except Exception:  # a worker outlives whatever happens to it; what failed is logged and comes back
                log.exception("the worker stumbled", extra={"duty": duty})
            finally:
                db.session.remove()
            _wait(pause * random.uniform(0.8, 1.2), stop)  # noqa: S311 jitter
        _step_down(duty, me)


def _step_down(duty: str, me: str) -> None:
    try:
        leader.step_down(duty, me, utcnow())
    except Exception:  # the lease ends by itself
        log.info("the lease is left to end", extra={"duty": duty})
    finally:
        db.session.remove()


def _wait(seconds: float, stop: Stop) -> None:
    while seconds > 0 and not stop():
        threading.Event().wait(min(seconds, LOOK))
        seconds -= LOOK


def _do_what_is_due(stop: Stop) -> float:
    scheduler.run_due()
    _settled.settle()
    while not stop() and queue.run_one():
        pass
    return PAUSE


class _Postman:
    """Carries the letters; rests longer and longer while the mail server is away."""

    def __init__(self, app: Flask) -> None:
        settings = app.config["SETTINGS"]
        self._carrier = Carrier(settings) if settings.smtp_url else None
        self._away = 0
        if self._carrier is None:
            log.warning("no mail server is set (RELAIS_SMTP_URL): letters wait in the outbox")

    def __call__(self, stop: Stop) -> float:
        if self._carrier is None:
            return LONGEST_PAUSE
        try:
            while not stop() and delivery.deliver_one(self._carrier):
                self._away = 0
        except ServerAway as away:
            self._away += 1
            log.warning("the mail server is away", extra={"why": away.reason, "times": self._away})
            return min(LONGEST_PAUSE, 2.0**self._away)
        finally:
            self._carrier.leave()
        return PAUSE
