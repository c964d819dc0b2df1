"""A person’s saved roles and searches: the star, the list, and what a search does."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.opportunities import detail, queries
from portal.opportunities.filters import Filters
from portal.opportunities.saved import roles, searches
from portal.opportunities.saved.labels import name_of
from portal.web.guards import signed_in
from portal.web.htmx import answer_refused, answer_saved, redirect_to, render_page

bp = Blueprint("saved", __name__)
PAGE, LIST, STAR = (f"opportunities/saved/{name}.html" for name in ("index", "_list", "_star"))


@bp.get("/opportunities/saved")
@signed_in
def index():
    """My saved roles, also those that have closed, and my searches."""
    return render_page(PAGE, fragment=LIST, **_kept())


@bp.post("/opportunities/<int:opportunity_id>/star")
@signed_in
def star_role(opportunity_id: int):
    """Give a role my star, or take it away."""
    person, wanted = current_user._get_current_object(), request.form.get("saved") == "yes"
    if wanted:
        if detail.find_opportunity(person, opportunity_id) is None:
            abort(404)
        roles.save_role(opportunity_id, by=person, now=utcnow())
    else:
        roles.unsave_role(opportunity_id, by=person)
    if request.form.get("from") == "list":
        return answer_saved(LIST, then=url_for(".index"), **_kept())
    there = url_for("opportunities.show", opportunity_id=opportunity_id)
    return answer_saved(STAR, then=there, role_id=opportunity_id, starred=wanted)


@bp.post("/opportunities/searches")
@signed_in
def save_search():
    """Keep the filters of the list as a search of mine."""
    filters = Filters.from_address(request.form, states=False)
    try:
        searches.save_search(filters, by=current_user._get_current_object(), now=utcnow())
    except Refused as no:
        return answer_refused(PAGE, refusal=no.reason, **_kept())
    return redirect_to(url_for(".index"), _("Search saved. You will be told of new roles once a day."))


@bp.post("/opportunities/searches/<int:search_id>")
@signed_in
def change(search_id: int):
    """Pause a search, let it go on, or delete it."""
    search, now, deed = searches.find_search(search_id, current_user), utcnow(), request.form.get("deed", "")
    if deed == "pause":
        searches.pause_search(search, now=now)
    elif deed == "resume":
        searches.resume_search(search, now=now)
    elif deed == "remove":
        searches.delete_search(search)
    else:
        abort(422)
    db.session.flush()
    said = {
        "pause": _("Search paused."),
        "resume": _("You will be told of new roles again."),
        "remove": _("Search deleted."),
    }
    return answer_saved(LIST, then=url_for(".index"), said=said[deed], **_kept())


def _kept() -> dict:
    offices = {id_: name for id_, name, _currency in queries.list_offices()}
    kept = db.session.scalars(searches.select_searches(current_user)).all()
    found = [(search, searches.filters_of(search)) for search in kept]
    return {
        "rows": roles.saved_by(current_user),
        "searches": [(search, name_of(filters, offices), filters.address()) for search, filters in found],
    }
