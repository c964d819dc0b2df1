"""What somebody holds, and who takes it over before they leave or recruit no more."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts import memberships
from portal.accounts.models import User
from portal.admin import overview
from portal.admin.succession import holdings, succession
from portal.admin.succession.forms import read_choice
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.producers import profiles
from portal.referrals.handover import assignment
from portal.referrals.record import display_names
from portal.web.forms.fields import VersionedForm
from portal.web.guards import admins
from portal.web.htmx import answer_refused, redirect_to, render_page

bp = Blueprint("succession", __name__, url_prefix="/admin/people")
PAGE = "admin/succession/show.html"
DISABLE, ROLES, STAY = "disable", "roles", ""
"""What follows: the account is disabled, the sent roles are given, or nothing."""


@bp.get("/<int:person_id>/holdings")
@admins
def show(person_id: int):
    """What the person holds, and who may take it over."""
    person = db.first_or_404(db.select(User).filter_by(id=person_id))
    return render_page(PAGE, **page_of(person, request.args.get("then", "")))


@bp.post("/<int:person_id>/holdings")
@admins
def hand_on(person_id: int):
    """Hand all of it on, then do what was to follow: in one unit of work."""
    person, by, now = (
        db.first_or_404(db.select(User).filter_by(id=person_id)),
        current_user._get_current_object(),
        utcnow(),
    )
    then, wanted, form = request.form.get("then", ""), read_roles(), VersionedForm()
    offices = offices_left(person, wanted) if then == ROLES else None
    try:
        succession.hand_on(person, read_choice(request.form), offices=offices, by=by, now=now)
        if then == DISABLE:
            memberships.disable_person(person, version=form.seen, by=by, now=now)
        elif then == ROLES:
            admin = request.form.get("admin") == "yes"
            memberships.give_roles(person, wanted, admin=admin, version=form.seen, by=by, now=now)
            profiles.ensure_profile(person)
    except Refused as refusal:
        db.session.rollback()
        status = 409 if isinstance(refusal, Conflict) else 422
        return answer_refused(PAGE, status=status, **page_of(person, then, refusal=refusal.reason))
    said = {
        DISABLE: _("%(name)s can no longer sign in."),
        ROLES: _("The roles of %(name)s are saved."),
    }.get(then, _("What %(name)s looked after is handed over."))
    return redirect_to(url_for("admin.users.show", person_id=person_id), said % {"name": person.name})


def read_roles() -> memberships.Held:
    """The pairs of office and role that the form asks for."""
    pairs = (text.partition(":") for text in request.form.getlist("held"))
    known = {office for office, _name in overview.office_names()}
    return {(int(office), role) for office, _colon, role in pairs if office.isdecimal() and int(office[:9]) in known}


def offices_left(person: User, wanted: memberships.Held) -> set[int]:
    """Where `person` recruits now and no more once they hold the `wanted` roles."""
    return {office for office, role in memberships.roles_held_by(person) - wanted if role == "recruiter"}


def page_of(person: User, then: str, *, refusal: str = "") -> dict:
    """The context of the page: `then` says what follows, `refusal` why it was not done."""
    offices = offices_left(person, read_roles()) if then == ROLES else None
    groups = holdings.list_holdings(person, offices)
    people = {
        group.office.id: [one for one in assignment.list_successors([group.office.id]) if one.id != person.id]
        for group in groups
    }
    reader = current_user._get_current_object()
    referrals = {one.id for group in groups if group.kind == "referral" for one in group.things}
    return {
        "person": person,
        "then": then if then in (DISABLE, ROLES) else STAY,
        "groups": groups,
        "people": people,
        "everybody": sorted({one for some in people.values() for one in some}, key=lambda one: (one.sort_name, one.id)),
        "names": display_names.find_display_names(referrals, reader, "list"),
        "kinds": holdings.KINDS,
        "sent": request.form,
        "refusal": refusal,
    }
