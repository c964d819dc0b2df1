"""Home and palette."""

from __future__ import annotations

from flask import Blueprint, current_app, request
from flask_login import current_user

from portal.core import outbox
from portal.core.db import db, utcnow
from portal.core.text import clean
from portal.home import palette as palettes
from portal.home import promise, today
from portal.producers.models import Profile
from portal.referrals import asking_news, mine, sightings, silence_days
from portal.web.doors import signed_in
from portal.web.htmx import page
from portal.web.locale import current_language

bp = Blueprint("home", __name__)
NEWS = 5


@bp.get("/")
@signed_in
def index():
    """What this person should see first; `?part=` names the part that a live signal fetches again."""
    part = {"news": "home/_news.html", "waiting": "home/_waiting.html"}.get(request.args.get("part", ""))
    return page("home/index.html", fragment=part, **_shown(utcnow()))


def _shown(now) -> dict:
    person, language = current_user, current_language()
    shown = {"greeting": today.greeting(person, now), "figures": promise.of_offices(person, now)}
    points = promise.over_time(person, now)
    shown |= {"points": points, "weeks": tuple(silence_days.by_week(points)), "own_offices": promise.offices_of(person)}
    if person.is_staff:
        waiting = today.waiting(person, now)
        sightings.note("home", [card.id for card in waiting if card.name is not None], by=person)
        shown |= {"waiting": waiting, "waiting_count": today.waiting_count(person, now)}
        shown |= {"many_offices": today.reads_many_offices(person)}
        shown |= {"proposed": today.proposed(person), "asked_about": set(asking_news.asked_for_news(person))}
        shown |= {"parked": outbox.parked_count() if person.is_admin else 0}
        shown |= {"movements": today.movements(person), "own_roles": today.own_roles(person)}
    else:
        profile = db.session.get(Profile, person.id)
        shown |= {"news": mine.newest(person, language, now, most=NEWS)}
        shown |= {"roles": today.suiting(person, profile), "asked": today.asked_of(person, profile)}
    return shown


@bp.get("/palette")
@signed_in
def palette():
    """What the palette finds for `?q=`; a page of its own without scripts."""
    query = clean(request.args.get("q"))[:100]
    places = current_app.extensions["relais-places"](current_user)
    found = palettes.groups(current_user, query, current_language(), places)
    return page("home/palette.html", fragment="home/_palette.html", query=query, groups=found)
