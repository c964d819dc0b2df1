"""`/healthz`: the process is alive. `/readyz`: it can serve (database, schema, room to write, work that waits)."""

from __future__ import annotations

import math
import threading
import time

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from portal.core import rate_limits
from portal.core.db import db, utcnow
from portal.core.engine import waiting_at_most
from portal.jobs import queue
from portal.mail import delivery
from portal.web.guards import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive():
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


class Trial:
    """Whether something can be kept: written for real, every EVERY seconds at most as long as it can."""

    EVERY, PATIENCE = 5.0, 1.0
    TRACK = rate_limits.Track("1000000 per hour", "readyz")

    def __init__(self) -> None:
        self._fine_until = -math.inf
        self._lock = threading.Lock()

    def write(self) -> None:
        """Raises SQLAlchemyError or TimeoutError when the database is held, only reads, or has no room."""
        with self._lock:
            if time.monotonic() < self._fine_until:
                return
            with waiting_at_most(self.PATIENCE):
                rate_limits.count_use(self.TRACK)
            self._fine_until = time.monotonic() + self.EVERY


@bp.record_once
def _try_writing(state) -> None:
    state.app.extensions["relais-trial"] = Trial()


@bp.get("/readyz")
@public
def ready():
    """200 when requests can be served, else 503; says how long the oldest due job and letter have waited."""
    try:
        revision = database_revision()
        now = utcnow()
        waiting = {
            "oldest_job_seconds": round(queue.oldest_waiting(now)),
            "oldest_letter_seconds": round(delivery.oldest_waiting(now)),
        }
        current_app.extensions["relais-trial"].write()
    except (SQLAlchemyError, TimeoutError) as error:
        return jsonify(ready=False, why=type(error).__name__), 503
    fits = revision == newest_revision()
    return jsonify(ready=fits, revision=revision, **waiting), 200 if fits else 503


def database_revision() -> str | None:
    """The revision that the database is at; None when it is empty."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def newest_revision() -> str | None:
    """The newest revision that this release knows."""
    return known_revisions().get_current_head()


def known_revisions() -> ScriptDirectory:
    """The revisions that this release knows."""
    config = Config()
    config.set_main_option("script_location", current_app.extensions["migrate"].directory)
    return ScriptDirectory.from_config(config)
