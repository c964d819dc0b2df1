"""The first page of the administration, the log, and who saw whom."""

from __future__ import annotations

from flask import Blueprint, request

from portal.accounts.models import User
from portal.activity.log import sentence
from portal.admin import consents as register
from portal.admin import history, overview
from portal.admin.office.views import bp as office
from portal.admin.offices.views import bp as offices
from portal.admin.people.views import bp as people
from portal.admin.post.views import bp as post
from portal.admin.stages.views import bp as stages
from portal.admin.texts.views import bp as texts
from portal.core import outbox
from portal.core.db import db, utcnow
from portal.referrals import sightings
from portal.referrals.consent.wording import WAYS
from portal.web.doors import admins
from portal.web.htmx import page
from portal.web.paging import number, take

bp = Blueprint("admin", __name__)
for room in (office, offices, people, post, stages, texts):
    bp.register_blueprint(room)
SIZE = 50
LINES = {"sentence": sentence, "link_of": history.link_of}
"""What a line of the log is told with."""


@bp.get("/admin")
@admins
def index():
    """Offices, people and the latest of the log."""
    latest = take(history.entries(), 0, 8, scalars=True).rows
    context = {"people": overview.people(), "offices": overview.offices(), "latest": latest}
    context["about"] = history.about(latest)
    context["parked"] = outbox.parked_count()
    return page("admin/index.html", **LINES, **context)


@bp.get("/admin/log")
@admins
def log():
    """Who did what, newest first."""
    actor, wing = number("person", most=2**31 - 1), request.args.get("kind", "")
    wing = wing if wing in history.wings() else ""
    rows = take(history.entries(actor=actor, kind=wing), number("page"), SIZE, scalars=True)
    context = {
        "person": db.session.get(User, actor) if actor else None,
        "wing": wing,
        "wings": history.wings(),
        "titles": history.TITLES,
        "about": history.about(rows.rows),
    }
    return page("admin/log.html", fragment="admin/_log.html", entries=rows, **LINES, **context)


@bp.get("/admin/sightings")
@admins
def seen():
    """Who saw whom: by person and hour, or each view of `?candidate=`, or those of `?person=` in `?hour=`."""
    asked = {name: number(name, most=2**31 - 1) for name in ("candidate", "person", "hour")}
    single = bool(asked["candidate"] or asked["hour"])
    found = sightings.by_hour(asked["person"])
    if single:
        found = sightings.each(candidate=asked["candidate"], actor=asked["person"], hour=asked["hour"])
    rows = take(found, number("page"), SIZE)
    person = db.session.get(User, asked["person"]) if asked["person"] else None
    context = {"asked": asked, "single": single, "person": person, "place_words": sightings.place_words}
    return page("admin/sightings.html", seen=rows, **context)


@bp.get("/admin/consents")
@admins
def consents():
    """The register of consents, `?state=` those in one state."""
    state, now = request.args.get("state", ""), utcnow()
    state = state if state in register.STATES else ""
    words = {"states": register.STATES, "parties": register.PARTIES, "purposes": register.PURPOSES}
    rows = take(register.listed(state, now), number("page"), SIZE)
    words |= {"channels": register.CHANNELS, "ways": WAYS, "counts": register.counts(now)}
    return page("admin/consents.html", consents=rows, state=state, **words)
