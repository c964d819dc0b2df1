"""Every blueprint of the house, and the places that the frame shows, each only where it may be entered."""

from __future__ import annotations

from flask import Flask

from portal.accounts.blueprint import bp as accounts
from portal.accounts.invitations import emails as invitation_letters
from portal.admin.views import bp as admin
from portal.candidate_portal import emails as candidate_letters
from portal.candidate_portal.contact_views import bp as candidate_contacts
from portal.candidate_portal.document_views import bp as candidate_documents
from portal.candidate_portal.link_reissue.views import bp as link_reissue
from portal.candidate_portal.views import answer_gone
from portal.candidate_portal.views import bp as candidate_portal
from portal.core import cache_versions
from portal.core.errors import LinkGone
from portal.core.files import file_store
from portal.home.views import bp as home
from portal.jobs import leader
from portal.live.views import bp as live
from portal.mail import outbox
from portal.navigation import PLACES, places_for
from portal.notifications import digest
from portal.notifications.views import bp as notifications
from portal.offices import calendars, regions
from portal.opportunities.views import bp as opportunities
from portal.producers.views import bp as producers
from portal.referrals.blueprint import bp as referrals
from portal.web.health import bp as health
from portal.web.web_manifest import bp as web_manifest

BLUEPRINTS = (health, web_manifest, live, accounts, notifications, home, opportunities, referrals, producers, admin)

for pages in (candidate_contacts, candidate_documents, link_reissue, candidate_portal):
    referrals.register_blueprint(pages)
referrals.register_error_handler(LinkGone, answer_gone)

OPENED = (file_store, leader, digest, outbox, cache_versions, calendars, invitation_letters, candidate_letters)
"""Modules that are loaded for their tables, their jobs and the composers of their letters alone."""


def open_all(app: Flask) -> None:
    """Register every blueprint."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.extensions["relais-places"] = places_for
    app.extensions["relais-calling-regions"] = regions.calling_regions_of
    app.config["PLACES"] = [place for place in PLACES if place[0] in app.view_functions]
