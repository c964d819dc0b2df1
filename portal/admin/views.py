"""The first page of the administration, the log, and who saw whom."""

from __future__ import annotations

from flask import Blueprint, request

from portal.accounts.models import User
from portal.activity.log import describe_entry
from portal.admin import audit_log_queries, consent_register_queries, overview
from portal.admin.emails.views import bp as emails
from portal.admin.invitations.views import bp as invitations
from portal.admin.message_templates.views import bp as message_templates
from portal.admin.office_settings.views import bp as office_settings
from portal.admin.offices.views import bp as offices
from portal.admin.stages.views import bp as stages
from portal.admin.succession.views import bp as succession
from portal.admin.users.views import bp as users
from portal.candidate_portal.data_export_labels import WAYS
from portal.core.db import db, utcnow
from portal.mail import outbox
from portal.referrals.record import access_log
from portal.web.guards import admins
from portal.web.htmx import render_page
from portal.web.pagination import read_number, take_page

bp = Blueprint("admin", __name__)
for room in (office_settings, offices, users, invitations, succession, emails, stages, message_templates):
    bp.register_blueprint(room)
SIZE = 50
LINES = {"sentence": describe_entry, "link_of": audit_log_queries.link_of}
"""What a line of the log is told with."""


@bp.get("/admin")
@admins
def index():
    """Offices, people and the latest of the log."""
    latest = take_page(audit_log_queries.select_entries(), 0, 8, scalars=True).rows
    context = {"people": overview.count_people(), "offices": overview.list_offices(), "latest": latest}
    context["unstaffed"] = overview.list_unstaffed_offices()
    context["about"] = audit_log_queries.describe_subjects(latest)
    context["parked"] = outbox.parked_count()
    context["unaddressed"] = [office for office, _held in context["offices"] if not office.address]
    return render_page("admin/index.html", **LINES, **context)


@bp.get("/admin/log")
@admins
def log():
    """Who did what, newest first."""
    actor, wing = read_number("person", most=2**31 - 1), request.args.get("kind", "")
    wing = wing if wing in audit_log_queries.list_packages() else ""
    rows = take_page(audit_log_queries.select_entries(actor=actor, kind=wing), read_number("page"), SIZE, scalars=True)
    context = {
        "person": db.session.get(User, actor) if actor else None,
        "wing": wing,
        "wings": audit_log_queries.list_packages(),
        "titles": audit_log_queries.TITLES,
        "about": audit_log_queries.describe_subjects(rows.rows),
    }
    return render_page("admin/audit_log.html", fragment="admin/_audit_log.html", entries=rows, **LINES, **context)


@bp.get("/admin/sightings")
@admins
def show_access_log():
    """Who saw whom: by person and hour, or each view of `?candidate=`, or those of `?person=` in `?hour=`."""
    asked = {name: read_number(name, most=2**31 - 1) for name in ("candidate", "person", "hour")}
    single = bool(asked["candidate"] or asked["hour"])
    found = access_log.by_hour(asked["person"])
    if single:
        found = access_log.select_sightings(candidate=asked["candidate"], actor=asked["person"], hour=asked["hour"])
    rows = take_page(found, read_number("page"), SIZE)
    person = db.session.get(User, asked["person"]) if asked["person"] else None
    context = {"asked": asked, "single": single, "person": person, "place_words": access_log.place_words}
    return render_page("admin/access_log.html", seen=rows, **context)


@bp.get("/admin/consents")
@admins
def consents():
    """The register of consents, `?state=` those in one state."""
    state, now = request.args.get("state", ""), utcnow()
    state = state if state in consent_register_queries.STATES else ""
    words = {
        "states": consent_register_queries.STATES,
        "parties": consent_register_queries.PARTIES,
        "purposes": consent_register_queries.PURPOSES,
    }
    rows = take_page(consent_register_queries.select_consents(state, now), read_number("page"), SIZE)
    words |= {
        "channels": consent_register_queries.CHANNELS,
        "ways": WAYS,
        "counts": consent_register_queries.count_consents(now),
    }
    return render_page("admin/consent_register.html", consents=rows, state=state, **words)
