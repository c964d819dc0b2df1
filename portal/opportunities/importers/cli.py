"""`flask --app wsgi import-roles FILE --office SLUG --recruiter EMAIL [--dry-run]`."""

from __future__ import annotations

from pathlib import Path

import click
from flask_babel import force_locale
from sqlalchemy import select

from portal.accounts.models import User
from portal.config.languages import SOURCE
from portal.core.db import db, unit_of_work, utcnow
from portal.offices.models import Office
from portal.opportunities.importers.run import Report, import_opportunities


class DryRun(Exception):
    """Ends the unit of work without keeping anything."""


@click.command("import-roles")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--office", "slug", required=True, help="Short name of the office, as in its address.")
@click.option("--recruiter", "email", required=True, help="E-mail of the recruiter whom people will ask.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and keep nothing.")
def import_command(file: Path, slug: str, email: str, dry_run: bool) -> None:
    """Import roles from a spreadsheet of yours or a feed of a job board, as drafts."""
    try:
        with force_locale(SOURCE), unit_of_work():
            office, recruiter = _office(slug), _recruiter(email)
            if not recruiter.holds("recruiter", office.id):
                raise click.ClickException(f"{recruiter.name} is not a recruiter of {office.name}.")
            report = import_opportunities(
                file.read_bytes(), file.name, office=office, recruiter=recruiter, now=utcnow()
            )
            _tell(report, dry_run)
            if dry_run:
                raise DryRun
    except DryRun:
        click.echo("Nothing was kept: this was a dry run.")
    if report.bad and not (report.created or report.known):
        raise SystemExit(1)


def _office(slug: str) -> Office:
    if found := db.session.scalar(select(Office).where(Office.slug == slug)):
        return found
    names = ", ".join(db.session.scalars(select(Office.slug).order_by(Office.slug)))
    raise click.ClickException(f"There is no office {slug!r}. Known: {names or 'none yet'}.")


def _recruiter(email: str) -> User:
    if found := db.session.scalar(select(User).where(User.email == email.strip().lower())):
        return found
    raise click.ClickException(f"Nobody has the address {email!r}.")


def _tell(report: Report, dry_run: bool) -> None:
    """The report, one line for each row that was left out."""
    for row in report.bad:
        place = f"item {row.item}" if row.item else f"line {row.line}" if row.line else "the file"
        click.echo(f"  {place}{f' ({row.external_id})' if row.external_id else ''}: {row.reason}", err=True)
    verb = "would be imported" if dry_run else "imported as drafts"
    click.echo(f"{len(report.created)} {verb}, {len(report.known)} here already, {len(report.bad)} left out.")
