"""Commands: `flask --app wsgi set-up`, `first-admin`."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from portal.config import OperatorError
from portal.core.db import db, use_wal
from portal.opportunities.commands import import_command
from portal.web.health import database_revision, newest_revision, scripts


class UnknownRevision(OperatorError):
    """The database was made by a newer release; the message says what to run."""


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.command("set-up")(set_up)
    app.cli.add_command(import_command)


def set_up() -> None:
    """Bring the database to this release: make it when it is not there, refuse one from the future."""
    prepare()
    click.echo("The database is ready.")


def prepare() -> None:
    """Migrate the database of the current app. Raises UnknownRevision."""
    current_app.config["SETTINGS"].data_dir.mkdir(parents=True, exist_ok=True)
    use_wal(db.engine)
    revision = database_revision()
    db.session.remove()
    if revision == newest_revision():
        return
    if revision is not None and revision not in {script.revision for script in scripts().walk_revisions()}:
        raise UnknownRevision(
            f"The database is at revision {revision}, which this release does not know. "
            "Run the release that made it, or restore a backup."
        )
    upgrade()
