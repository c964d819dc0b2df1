"""The only file that knows every room: makes the application and wires the readers of the log."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import blueprints, cli, layout, schedule
from portal.accounts.auth import login_manager
from portal.activity import log, subjects
from portal.config import Settings
from portal.core import caches
from portal.core import db as database
from portal.live import signals
from portal.live.hub import Hub
from portal.notifications import notices
from portal.opportunities import search_index as role_index
from portal.opportunities.announcements import audience
from portal.producers import of_office, partner_recruiter
from portal.referrals.record import access_log, display_names, search_index
from portal.referrals.stages import deadlines
from portal.referrals.submission import submissions
from portal.web import assets, email_templates, errors, fragment_cache, guards, url_converters
from portal.web.http import compression, concurrency_limit, request_log, security
from portal.web.i18n import formatting, locale

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
    compression.init_app(app)
    request_log.init_app(app)
    concurrency_limit.init_app(app)
    security.init_app(app)
    database.init_app(app)
    caches.init_app(app)
    Migrate(app, database.db, directory=str(ROOT / "migrations"), compare_type=True, render_as_batch=True)
    login_manager.init_app(app)
    app.before_request(guards.guard_request)
    app.before_request(security.check_token)
    locale.init_app(app)
    fragment_cache.init_app(app)
    assets.init_app(app)
    formatting.init_app(app)
    email_templates.init_app(app)
    errors.init_app(app)
    app.extensions["relais-hub"] = Hub(app.config["SETTINGS"].live_streams)
    for reader in (signals, notices, role_index, search_index, deadlines):
        log.add_reader(reader.on_activity)
    subjects.told_by("referral", display_names.find_display_names)
    app.extensions[audience.PRODUCERS_OF] = of_office.producers_of
    app.extensions[submissions.PARTNER_OF] = partner_recruiter.partner_of
    url_converters.init_app(app)
    blueprints.open_all(app)
    schedule.declare_all()
    cli.init_app(app)
    layout.init_app(app)
    access_log.init_app(app)
