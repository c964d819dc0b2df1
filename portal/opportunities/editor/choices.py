"""For which offices somebody may write a role, and which recruiters may be its person to ask."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import Membership, User
from portal.core.db import db
from portal.offices.models import Office
from portal.opportunities.editor.forms import OpportunityForm
from portal.opportunities.models import Opportunity


def offer_choices(form: OpportunityForm, writer: User, role: Opportunity | None = None) -> OpportunityForm:
    """Fill the choices of office and of recruiter. A known role keeps its office, and its recruiter stays possible.

    `form` is filled for `writer`.
    """
    if role is not None:
        del form.deed_key
        if role.state != "draft":
            del form.opens_on
        form.office_id.choices = [(role.office_id, role.office.name)]
    else:
        query = select(Office.id, Office.name, Office.city).where(writer.within(Office.id, "recruiter"))
        offices = db.session.execute(query.order_by(Office.name)).all()
        form.office_id.choices = [(id_, name) for id_, name, _city in offices]
        form.cities = list(dict.fromkeys(city for _id, _name, city in offices))
        if not form.city.data and not form.city.raw_data and len(form.cities) == 1:
            form.city.data = form.cities[0]
    offices = dict(form.office_id.choices)
    form.recruiters = _recruiters(offices)
    names = {id_: name for id_, name, _office in form.recruiters}
    if role is not None:
        names.setdefault(role.recruiter_id, role.recruiter.name)
    form.recruiter_id.choices = list(names.items())
    if form.recruiter_id.data is None and writer.id in names:
        form.recruiter_id.data = writer.id
    return form


def validate_form(form: OpportunityForm) -> bool:
    """Validate `form`; a new recruiter must be one of the role's office."""
    if not form.validate():
        return False
    pairs = {(id_, office) for id_, _name, office in form.recruiters}
    kept = form.recruiter_id.object_data == form.recruiter_id.data
    if kept or (form.recruiter_id.data, form.office_id.data) in pairs:
        return True
    form.recruiter_id.errors = [_("This person is not a recruiter of that office.")]
    return False


def _recruiters(offices: dict[int, str]) -> list[tuple[int, str, int]]:
    """(id, name, office) of the recruiters of these offices who may sign in."""
    query = (
        select(User.id, User.name, Membership.office_id)
        .join(Membership.user)
        .where(Membership.role == "recruiter", Membership.office_id.in_(offices), User.disabled_at.is_(None))
    )
    return [tuple(found) for found in db.session.execute(query.order_by(User.name, User.id))]
