"""`/healthz`: the process is alive. `/readyz`: it can serve (database, schema, work that waits)."""

from __future__ import annotations

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from portal.core import delivery, jobs
from portal.core.db import db, utcnow
from portal.web.doors import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive():
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@public
def ready():
    """200 when requests can be served, else 503; says how long the oldest due job and letter have waited."""
    try:
        revision = database_revision()
        now = utcnow()
        waiting = {
            "oldest_job_seconds": round(jobs.oldest_waiting(now)),
            "oldest_letter_seconds": round(delivery.oldest_waiting(now)),
        }
    except SQLAlchemyError as error:
        return jsonify(ready=False, why=type(error).__name__), 503
    fits = revision == newest_revision()
    return jsonify(ready=fits, revision=revision, **waiting), 200 if fits else 503


def database_revision() -> str | None:
    """The revision that the database is at; None when it is empty."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def newest_revision() -> str | None:
    """The newest revision that this release knows."""
    return scripts().get_current_head()


def scripts() -> ScriptDirectory:
    """The revisions that this release knows."""
    config = Config()
    config.set_main_option("script_location", current_app.extensions["migrate"].directory)
    return ScriptDirectory.from_config(config)
