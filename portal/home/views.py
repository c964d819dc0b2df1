"""Home and palette."""

from __future__ import annotations

from flask import Blueprint, current_app, request
from flask_login import current_user

from portal.core.db import db, utcnow
from portal.core.text_normalization import clean_text
from portal.home import command_palette, dashboard, overdue_rate
from portal.mail import outbox
from portal.producers.models import Profile
from portal.referrals.my_referrals import queries
from portal.referrals.record import access_log
from portal.referrals.status_updates import overdue_stats, requests
from portal.web.guards import signed_in
from portal.web.htmx import render_page
from portal.web.i18n.locale import current_language

bp = Blueprint("home", __name__)
NEWS = 5


@bp.get("/")
@signed_in
def index():
    """What this person should see first; `?part=` names the part that a live signal fetches again."""
    part = {"news": "home/_news.html", "waiting": "home/_waiting.html"}.get(request.args.get("part", ""))
    return render_page("home/index.html", fragment=part, **_shown(utcnow()))


def _shown(now) -> dict:
    person, language = current_user, current_language()
    shown = {"greeting": dashboard.greet_person(person, now), "figures": overdue_rate.of_offices(person, now)}
    points = overdue_rate.over_time(person, now)
    shown |= {
        "points": points,
        "weeks": tuple(overdue_stats.by_week(points)),
        "own_offices": overdue_rate.offices_of(person),
    }
    if person.is_staff:
        waiting = dashboard.find_waiting(person, now)
        access_log.record_sightings("home", [card.id for card in waiting if card.name is not None], by=person)
        shown |= {"waiting": waiting, "waiting_count": dashboard.waiting_count(person, now)}
        shown |= {"many_offices": dashboard.reads_many_offices(person)}
        shown |= {"proposed": dashboard.find_proposed(person), "asked_about": set(requests.asked_for_news(person))}
        shown |= {"parked": outbox.parked_count() if person.is_admin else 0}
        own = dashboard.find_own(person)
        shown |= {"movements": dashboard.find_movements(person), "own_roles": own.roles, "asked": own.asked}
        shown |= {"steps": own.steps}
    else:
        profile = db.session.get(Profile, person.id)
        shown |= {"news": queries.list_newest(person, language, now, most=NEWS)}
        shown |= {
            "roles": dashboard.suggest_opportunities(person, profile),
            "asked": dashboard.asked_of(person, profile),
        }
    return shown


@bp.get("/palette")
@signed_in
def palette():
    """What the palette finds for `?q=`; a page of its own without scripts."""
    query = clean_text(request.args.get("q"))[:100]
    places = current_app.extensions["relais-places"](current_user)
    found = command_palette.find_groups(current_user, query, current_language(), places)
    return render_page("home/command_palette.html", fragment="home/_command_palette.html", query=query, groups=found)
