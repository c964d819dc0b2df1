"""Saving everything, and bringing it back: the erased stay erased, nobody hears old news (trust.md, reliability)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import inspect, update
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts.models import OneTimeLink, SignIn
from portal.app import create_app
from portal.backups import Unusable, dump, erasure_ledger, postgresql, sqlite
from portal.cli import migrate_database
from portal.config import Settings
from portal.config.data_folder import keep_private
from portal.core.db import db, unit_of_work
from portal.jobs.queue import Job
from portal.mail.delivery import is_unsettled
from portal.mail.outbox import OutgoingLetter
from portal.notifications.notices import MAIL
from portal.privacy import erasure
from portal.running_lock import keep_stopped

PARKED = "restored from a backup: it may have left before"


def back_up(settings: Settings, folder: Path, now: datetime, *, ledger_only: bool = False) -> str:
    """Save the database and its ledger in `folder`; returns what to say. Raises Unusable.

    `settings` say which database; `ledger_only`: the ledger alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"relais-{now:%Y%m%d-%H%M%S}{dump.engine_of(settings).SUFFIX}"
    if not ledger_only:
        dump.save_dump(settings, path)
    with _app(settings), _readable_ledger(folder / erasure_ledger.NAME):
        kept = erasure_ledger.keep_ledger(folder)
    return f"{kept if ledger_only else path}\nKeep the secret key too, apart: without it candidates’ links end."


def restore_backup(
    settings: Settings, path: Path, told: Path | None, now: datetime, *, replace_it: bool = False
) -> str:
    """Bring the backup at `path` back; returns what to say. Raises OperatorError, and then nothing has changed.

    told: the newest ledger. On SQLite everything is done beside the present database, which goes at the very end; no
    portal may run on it meanwhile.
    `settings` say into which database; `replace_it`: also when that one holds something.
    """
    told = told or path.with_name(erasure_ledger.NAME)
    with keep_stopped(settings):
        with _app(settings):
            dump.check_dump(settings, path)
            with _readable_ledger(told):
                known = erasure_ledger.read_ledger(told)
                if not settings.database_file or settings.database_file.exists():
                    known = _with_present(known, replace_it)
        if settings.database_file:
            again = _beside(settings, path, known, now)
        else:
            postgresql.load_database(settings, path)
            again = _awaken(settings, known, now)
    return f"{path} is back. {again} people were erased again. Everybody signs in anew; letters wait at /admin/outbox."


def _with_present(known: erasure_ledger.Ledger, replace_it: bool) -> erasure_ledger.Ledger:
    """The ledger with what the present database knows as well. Raises Unusable when it is not to be replaced."""
    try:
        filled = bool(inspect(db.engine).get_table_names())
        present = erasure_ledger.of_database() if filled else known
    except SQLAlchemyError:
        filled, present = True, known  # damaged: the file is all there is
    if filled and db.engine.dialect.name == "postgresql":
        raise Unusable("This database is not empty: make an empty one, and set RELAIS_DATABASE_URL to it.")
    if filled and not replace_it:
        raise Unusable("There is a database already: stop the portal, and say --replace.")
    return erasure_ledger.merge_ledgers(known, present)


def _beside(settings: Settings, path: Path, known: erasure_ledger.Ledger, now: datetime) -> int:
    place = settings.database_file
    fresh = place.with_name(place.name + ".restoring")
    sqlite.remove_database(fresh)
    try:
        keep_private(fresh)
        shutil.copyfile(path, fresh)
        again = _awaken(replace(settings, database_url=f"sqlite:///{fresh}"), known, now)
        sqlite.remove_database(place)
        fresh.replace(place)
    finally:
        sqlite.remove_database(fresh)
    return again


def _awaken(settings: Settings, known: erasure_ledger.Ledger, now: datetime) -> int:
    """Bring the restored database to this release, replay the ledger, and let nothing leave that may have left."""
    with _app(settings):
        migrate_database()
        with unit_of_work():
            again = erasure_ledger.replay_ledger(known, now)
            _hush(now)
        if db.engine.dialect.name == "sqlite" and not erasure.empty_log():
            raise Unusable("Somebody reads the restored database.")
    return again


def _hush(now: datetime) -> None:
    """Park letters, forget mail of notices, and end what came back to life: sessions and one-time links."""
    db.session.execute(update(OutgoingLetter).where(is_unsettled()).values(parked_at=now, error=PARKED))
    mail = update(Job).where(Job.kind == MAIL, Job.done_at.is_(None))
    db.session.execute(mail.values(done_at=now))
    db.session.execute(update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=now))
    db.session.execute(update(OneTimeLink).where(OneTimeLink.used_at.is_(None)).values(used_at=now))


@contextmanager
def _app(settings: Settings) -> Iterator[Flask]:
    app = create_app(replace(settings, log_level="WARNING"))
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _readable_ledger(path: Path) -> Iterator[None]:
    try:
        yield
    except erasure_ledger.AnotherKey:
        raise Unusable(f"{path} was written under another secret key: set RELAIS_SECRET_KEY to that one.") from None
    except FileNotFoundError as error:
        raise Unusable(f"{error.filename} is missing: without the ledger, erased people would come back.") from None
    except (ValueError, KeyError, TypeError):
        raise Unusable(f"{path} can’t be read.") from None
