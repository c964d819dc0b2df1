"""Commands: `flask --app wsgi set-up`, `disable-demo-accounts`, `import-roles`."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from portal.cli_errors import explain_errors
from portal.config import OperatorError
from portal.config.data_folder import keep_private
from portal.core.db import db, unit_of_work, use_wal, utcnow
from portal.core.engine import FOR_EVER, waiting_at_most
from portal.demo import accounts as demo_accounts
from portal.opportunities.importers.cli import import_command
from portal.web.health import database_revision, known_revisions, newest_revision


class UnknownRevision(OperatorError):
    """The database was made by a newer release; the message says what to run."""


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.command("set-up")(set_up)
    app.cli.command("disable-demo-accounts")(disable_demo_accounts)
    app.cli.add_command(import_command)


class DemoAccounts(OperatorError):
    """In production: accounts of the demo work, whose password everybody knows; the message says how to shut them."""


def set_up() -> None:
    """Bring the database to this release: make it when it is not there, refuse one from the future."""
    with explain_errors():
        prepare_database()
    click.echo("The database is ready.")


def disable_demo_accounts() -> None:
    """Shut the doors of the accounts of the demo, so that production may start; what they wrote stays."""
    with explain_errors(), unit_of_work():
        count = demo_accounts.disable_all(utcnow())
    click.echo(f"{count} accounts of the demo are disabled.")


def prepare_database() -> None:
    """Make the database of the current app ready to be served.

    Raises UnknownRevision, DemoAccounts, and OperatorError when rows would be lost.
    """
    migrate_database()
    if current_app.config["SETTINGS"].production and (people := demo_accounts.list_working()):
        raise DemoAccounts(
            f"This database holds {len(people)} accounts of the demo, whose password everybody knows. Production "
            "starts without them: name another data folder, or disable them with "
            ".venv/bin/flask --app wsgi disable-demo-accounts"
        )


def migrate_database() -> None:
    """Bring the database of the current app to this release; nobody else of the machine reads its file.

    Raises UnknownRevision, and OperatorError when rows would be lost.
    """
    if file := current_app.config["SETTINGS"].database_file:
        keep_private(file)
    use_wal(db.engine)
    revision = database_revision()
    db.session.remove()
    if revision == newest_revision():
        return
    if revision is not None:
        check_known(revision)
    with waiting_at_most(FOR_EVER):
        upgrade()


def check_known(revision: str) -> None:
    """Raises UnknownRevision when this release has never heard of `revision`."""
    if revision not in {script.revision for script in known_revisions().walk_revisions()}:
        raise UnknownRevision(
            f"The database is at revision {revision}, which this release does not know. "
            "Run the release that made it, or restore a backup."
        )
