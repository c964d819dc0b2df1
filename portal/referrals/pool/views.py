"""The talent pool of my offices: its people, when each comes back, and how many there are for a role."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.opportunities import policy as roles
from portal.opportunities.labels import FIELDS
from portal.opportunities.models import Opportunity
from portal.referrals.pool import people, reminders
from portal.referrals.pool.people import Asked
from portal.referrals.record import access_log, policy
from portal.referrals.record.queries import find_referral
from portal.web.forms.fields import VersionedForm
from portal.web.guards import only, require_allowed
from portal.web.htmx import answer_refused, answer_saved, render_page
from portal.web.pagination import read_number

bp = Blueprint("pool", __name__)
STAFF = only(*policy.STAFF)
PAGE, LIST, STEP = "referrals/pool/index.html", "referrals/pool/_list.html", 30


@bp.get("/referrals/board/pool")
@STAFF
def index():
    """Whom my offices may think of again, narrowed as the address says."""
    return render_page(PAGE, fragment=LIST, **_shown())


@bp.get("/referrals/board/pool/roles/<int:opportunity_id>")
@STAFF
def count_for_role(opportunity_id: int):
    """How many there are for a role; nothing where its office is not mine."""
    seen = db.select(Opportunity).where(Opportunity.id == opportunity_id, roles.visible_to(current_user))
    role = db.first_or_404(seen)
    asked, found = Asked(office=role.office_id), []
    if current_user.is_admin or any(current_user.holds(each, role.office_id) for each in policy.STAFF):
        found = people.find_people(current_user._get_current_object(), asked, utcnow())
    fitting = people.narrow_people(found, Asked(field=role.field))
    context = {"all": len(found), "fitting": len(fitting), "asked": asked, "role": role}
    return render_template("referrals/pool/_count.html", **context)


@bp.post("/referrals/board/pool/<int:referral_id>/month")
@STAFF
def choose_month(referral_id: int):
    """Say in which month somebody comes back in *My day*."""
    referral, now = find_referral(current_user, referral_id), utcnow()
    require_allowed(policy.may_move(current_user, referral))
    try:
        month = reminders.read_month(request.form.get("month", ""), now)
        reminders.choose_month(referral, month, version=VersionedForm().seen, by=current_user, now=now)
    except Refused as no:
        status = 409 if isinstance(no, Conflict) else 422
        return answer_refused(PAGE, fragment=LIST, status=status, **_shown({referral_id: no.reason}))
    said = _("They come back in your day that month.") if month else _("They come back in nobody’s day.")
    return answer_saved(LIST, then=url_for(".index", **Asked.read_args(request.args).address()), said=said, **_shown())


def _shown(refusals: dict[int, str] | None = None) -> dict:
    person, now, asked = current_user._get_current_object(), utcnow(), Asked.read_args(request.args)
    found = people.find_people(person, asked, now)
    kept = people.narrow_people(found, asked)
    shown = read_number("shown", least=STEP, most=people.MOST, default=STEP)
    access_log.record_sightings("pool", [one.id for one in kept[:shown]], by=person)
    return {
        "asked": asked,
        "people": kept[:shown],
        "total": len(kept),
        "more": asked.address(shown=shown + STEP) if len(kept) > shown else None,
        "choices": people.count_choices(found, asked),
        "months": reminders.month_choices(now),
        "refusals": refusals or {},
        "fields": FIELDS,
        "may_choose": person.offices_as("recruiter"),
    }
