"""Offices, for administrators."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.admin import overview
from portal.admin.offices.forms import OfficeForm
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.offices import editing
from portal.offices.models import Office
from portal.web.guards import admins
from portal.web.htmx import answer_refused, redirect_to, render_page

bp = Blueprint("offices", __name__, url_prefix="/admin/offices")
FORM = "admin/offices/edit.html"


@bp.get("")
@admins
def index():
    """Every office, with its people."""
    return render_page("admin/offices/index.html", offices=overview.list_offices())


@bp.get("/new")
@admins
def new():
    """The form of a new office."""
    return render_page(FORM, form=OfficeForm(formdata=None), office=None)


@bp.post("/new")
@admins
def create():
    """Open an office."""
    form = OfficeForm()
    del form.version
    if form.validate():
        try:
            office = editing.create_office(by=current_user, now=utcnow(), **_given(form))
        except Refused as refusal:
            form.name.errors = [refusal.reason]
        else:
            return redirect_to(url_for(".index"), _("%(office)s is open.", office=office.name))
    return answer_refused(FORM, form=form, office=None)


@bp.get("/<int:office_id>")
@admins
def show(office_id: int):
    """The form of an office."""
    office = find_office(office_id)
    return render_page(FORM, form=OfficeForm(formdata=None, obj=office), office=office)


@bp.post("/<int:office_id>")
@admins
def change(office_id: int):
    """Keep what is known of an office."""
    office = find_office(office_id)
    form = OfficeForm(data={"phone": office.phone})
    if not form.validate():
        return answer_refused(FORM, form=form, office=office)
    try:
        editing.change_office(office, version=form.seen, by=current_user, now=utcnow(), **_given(form))
    except Conflict:
        office = find_office(office_id)
        form.look_again(office.version)
        return answer_refused(FORM, status=409, form=form, office=office, conflict=office)
    except Refused as refusal:
        form.name.errors = [refusal.reason]
        return answer_refused(FORM, form=form, office=office)
    return redirect_to(url_for(".index"), _("%(office)s is saved.", office=office.name))


def find_office(office_id: int) -> Office:
    """The office of that id, else 404."""
    return db.first_or_404(db.select(Office).filter_by(id=office_id))


def _given(form: OfficeForm) -> dict:
    return {name: "" if form[name].data is None else form[name].data for name in editing.KEPT}
