"""The only file that knows every room: makes the application and wires the readers of the log."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import commands, duties, frame, rooms
from portal.accounts import session
from portal.activity import log, subjects
from portal.config import Settings
from portal.core import db as database
from portal.live import signals
from portal.live.hub import Hub
from portal.notifications import bell
from portal.opportunities import reindexing
from portal.producers import partners
from portal.referrals import introducing, naming, sightings, silence
from portal.web import (
    addresses,
    assets,
    doors,
    errors,
    journal,
    kept,
    letters,
    locale,
    packing,
    security,
    waiting_room,
    words,
)

ROOT = Path(__file__).resolve().parent.parent


class Portal(Flask):
    """Flask without coroutines: asking each function whether it is one cost more than some of them do."""

    def ensure_sync(self, func):
        """The function itself."""
        return func


def create_app(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """The application for these settings (default: the environment's).

    Raises BadSetting when the settings are refused.
    """
    settings = settings or Settings.from_env()
    app = Portal("portal", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(SETTINGS=settings, SECRET_KEY=settings.secret_key, TESTING=testing)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _open_the_house(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies)
    return app


def _open_the_house(app: Flask) -> None:
    """Order matters: a request is logged, given a place, its unit of work, its person, its door, its token."""
    packing.init_app(app)
    journal.init_app(app)
    waiting_room.init_app(app)
    security.init_app(app)
    database.init_app(app)
    Migrate(app, database.db, directory=str(ROOT / "migrations"), compare_type=True, render_as_batch=True)
    session.init_app(app)
    app.before_request(doors.guard)
    app.before_request(security.check_token)
    locale.init_app(app)
    kept.init_app(app)
    assets.init_app(app)
    words.init_app(app)
    letters.init_app(app)
    errors.init_app(app)
    app.extensions["relais-hub"] = Hub(app.config["SETTINGS"].live_streams)
    for reader in (signals.on_activity, bell.on_activity, reindexing.on_activity, silence.on_activity):
        log.listen(reader)
    subjects.told_by("referral", naming.of)
    app.extensions[introducing.PARTNER_OF] = partners.partner_of
    addresses.init_app(app)
    rooms.open_all(app)
    duties.declare_all()
    commands.init_app(app)
    frame.init_app(app)
    sightings.init_app(app)
