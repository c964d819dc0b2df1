"""People, for administrators."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts import memberships, users
from portal.accounts.auth import one_time_links
from portal.accounts.invitations import states
from portal.accounts.models import ROLES, User
from portal.admin import overview
from portal.admin.succession import holdings
from portal.admin.succession import views as succession
from portal.admin.users import queries
from portal.admin.users.forms import AccessForm, PersonForm, RolesForm, TickedForm
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.producers import profiles
from portal.web.forms.fields import regions_of
from portal.web.guards import admins
from portal.web.htmx import answer_refused, redirect_to, render_page
from portal.web.pagination import read_number, take_page

bp = Blueprint("users", __name__, url_prefix="/admin/people")
PERSON, SIZE = "admin/users/show.html", 40
DETAILS = ("name", "email", "title", "phone", "language", "timezone")


@bp.get("")
@admins
def index():
    """Everybody, by name."""
    filters = queries.Filters.from_address(request.args)
    rows = take_page(queries.select_people(filters), read_number("page"), SIZE, scalars=True)
    context = {"filters": filters, "people": rows, "total": queries.count_people(filters), "state_of": queries.state_of}
    context |= {"coming": states.read_states(rows.rows, utcnow()), "ticked": TickedForm(formdata=None)}
    context["ticked"].partner.choices = [("", ""), *((str(one.id), one.name) for one in queries.find_recruiters())]
    names = dict(overview.office_names())
    return render_page(
        "admin/users/index.html", fragment="admin/users/_list.html", offices=names, roles=ROLES, **context
    )


@bp.get("/new")
@admins
def new():
    """The form of a new person."""
    return render_page("admin/users/new.html", **_blank(None, None))


@bp.post("/new")
@admins
def create():
    """Add a person with their roles, and show the link of their invitation, once."""
    form, roles = PersonForm(), RolesForm().offer(overview.office_names())
    del form.version, roles.version
    if roles.validate():
        form.phone.regions = regions_of({office for office, _role in roles.wanted})
    if form.validate() and not roles.errors:
        try:
            person = users.create_user(by=current_user, now=utcnow(), **_given(form))
            _give_roles(person, roles, version=person.version)
        except Refused as refusal:
            form.email.errors = [refusal.reason]
        else:
            link = one_time_links.make_invitation_link(person, by=current_user, now=utcnow())
            return render_page("admin/users/link.html", person=person, link=link, invited=True)
    return answer_refused("admin/users/new.html", **_blank(form, roles))


@bp.get("/<int:person_id>")
@admins
def show(person_id: int):
    """A person: who they are, what they do where, whether they may come in."""
    return render_page(PERSON, **_sheet(find_person(person_id)))


@bp.post("/<int:person_id>")
@admins
def change(person_id: int):
    """Keep who they are."""
    person = find_person(person_id)
    form = PersonForm(data={"phone": person.phone, "email": person.email})
    form.phone.regions = regions_of(person.offices_as())
    if not form.validate():
        return answer_refused(PERSON, **_sheet(person, details=form))
    try:
        before = person.email
        users.change_user(person, by=current_user, now=utcnow(), version=form.seen, **_given(form))
    except Refused as refusal:
        if not isinstance(refusal, Conflict):
            form.email.errors = [refusal.reason]
        return _refuse(person_id, refusal, details=form)
    said = _("%(name)s is saved.", name=person.name)
    if person.email != before:
        said += " " + _("Links sent to the earlier address no longer work.")
    return redirect_to(url_for(".show", person_id=person_id), said)


@bp.post("/<int:person_id>/roles")
@admins
def change_roles(person_id: int):
    """Give the ticked roles, and no other; the person's sessions end."""
    person, form = find_person(person_id), RolesForm().offer(overview.office_names())
    if not form.validate():
        return answer_refused(PERSON, **_sheet(person, roles=form))
    left = succession.offices_left(person, form.wanted)
    if left and person.version == form.seen and holdings.list_holdings(person, left):
        return render_page(succession.PAGE, **succession.page_of(person, succession.ROLES))
    try:
        _give_roles(person, form, version=form.seen)
    except Refused as refusal:
        form.form_errors = [refusal.reason]
        return _refuse(person_id, refusal, roles=form)
    return redirect_to(url_for(".show", person_id=person_id), _("The roles of %(name)s are saved.", name=person.name))


@bp.post("/<int:person_id>/access")
@admins
def change_access(person_id: int):
    """Shut the door (`allowed=no`) or open it again."""
    person, form = find_person(person_id), AccessForm()
    allow = request.form.get("allowed") == "yes"
    if not form.validate():
        return answer_refused(PERSON, **_sheet(person, access_form=form))
    if not allow and person.disabled_at is None and person.id != current_user.id and holdings.list_holdings(person):
        return redirect_to(url_for("admin.succession.show", person_id=person_id, then=succession.DISABLE))
    try:
        verb = memberships.enable_person if allow else memberships.disable_person
        verb(person, version=form.seen, by=current_user, now=utcnow())
    except Refused as refusal:
        form.form_errors = [refusal.reason]
        return _refuse(person_id, refusal, access_form=form)
    said = _("%(name)s can sign in again.") if allow else _("%(name)s can no longer sign in.")
    return redirect_to(url_for(".show", person_id=person_id), said % {"name": person.name})


@bp.post("/<int:person_id>/link")
@admins
def make_link(person_id: int):
    """A new one-time link, shown once: an invitation as long as there is no password, else a reset."""
    person = find_person(person_id)
    if person.disabled_at is not None:
        raise Refused(_("Enable the account first."))
    invited = person.password_hash is None
    make = one_time_links.make_invitation_link if invited else one_time_links.make_reset_link
    link = make(person, by=current_user, now=utcnow())
    return render_page("admin/users/link.html", person=person, link=link, invited=invited)


def find_person(person_id: int) -> User:
    """The person of that id, else 404."""
    return db.first_or_404(db.select(User).filter_by(id=person_id))


def _give_roles(person: User, form: RolesForm, *, version: int) -> None:
    given = {"admin": form.admin.data, "version": version, "by": current_user._get_current_object(), "now": utcnow()}
    memberships.give_roles(person, form.wanted, **given)
    profiles.ensure_profile(person)


def _given(form: PersonForm) -> dict:
    return {name: form[name].data or "" for name in DETAILS}


def _refuse(person_id: int, refusal: Refused, **forms):
    """The page of the person as they are now, with what was typed; after a conflict, ready to be sent again."""
    person, conflict = find_person(person_id), isinstance(refusal, Conflict)
    for form in forms.values():
        form.look_again(person.version)
    return answer_refused(PERSON, status=409 if conflict else 422, **_sheet(person, **forms) | {"conflict": conflict})


def _blank(details: PersonForm | None, roles: RolesForm | None) -> dict:
    offices = overview.office_names()
    roles = roles or RolesForm(formdata=None).offer(offices)
    details = details or PersonForm(formdata=None)
    return {"details": details, "roles": roles, "offices": offices, "role_names": ROLES}


def _sheet(
    person: User,
    details: PersonForm | None = None,
    roles: RolesForm | None = None,
    access_form: AccessForm | None = None,
) -> dict:
    offices = overview.office_names()
    ticked = {
        "held": [f"{office}:{role}" for office, role in memberships.roles_held_by(person)],
        "admin": person.is_admin,
    }
    kept = RolesForm(formdata=None, data=ticked | {"version": person.version}).offer(offices)
    return {
        "person": person,
        "state": queries.state_of(person),
        "details": details or PersonForm(formdata=None, obj=person),
        "roles": roles or kept,
        "access_form": access_form or AccessForm(formdata=None, obj=person),
        "offices": offices,
        "role_names": ROLES,
        "conflict": False,
        "holdings": holdings.list_holdings(person),
    }
