"""The page that asks what becomes of each referral to a role that is no longer open."""

from __future__ import annotations

import re

from flask import Blueprint, redirect, request, url_for
from flask_babel import ngettext
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.opportunities.models import Opportunity
from portal.opportunities.policy import visible_to
from portal.referrals.record import access_log
from portal.referrals.role_endings import decisions, under_way
from portal.referrals.role_endings.decisions import Decision
from portal.referrals.role_endings.forms import DecisionForm, SettleForm
from portal.web.forms import resubmission
from portal.web.guards import only, require_allowed
from portal.web.htmx import redirect_to, render_page

bp = Blueprint("role_endings", __name__)
PAGE = "referrals/role_endings/show.html"
_ROW = re.compile(r"r([1-9][0-9]{0,8})-choice", re.ASCII)


@bp.get("/opportunities/<int:opportunity_id>/referrals")
@only("recruiter")
def show(opportunity_id: int):
    """The referrals that are still under way, each with its choices."""
    role = _find(opportunity_id)
    if not under_way.may_decide(current_user, role):
        return redirect(_page_of(role), 303)
    return _page(role, SettleForm())


@bp.post("/opportunities/<int:opportunity_id>/referrals")
@only("recruiter")
def settle_referrals(opportunity_id: int):
    """Close some, let some go on, leave the others: all at once."""
    role, now, person = _find(opportunity_id), utcnow(), current_user._get_current_object()
    form, key = SettleForm(), SettleForm().deed_key.data or ""
    words = resubmission.request_words()
    if (done := idempotency.done_before(key, person.id, words)) is not None:
        return _settled(role, done)
    rows = _rows(role)
    if not all([form.validate(), *(row.validate() for row in rows)]):
        return _page(role, form, rows, 422)
    wanted = [row.decision for row in rows] + _gone({row.row.id for row in rows})

    def settled() -> int:
        return decisions.settle_referrals(role, wanted, by=person, now=now)

    try:
        return _settled(role, idempotency.do_once(key, person.id, words, settled, now))
    except Refused as no:
        db.session.expire_all()
        form.form_errors.append(no.reason)
        return _page(role, form, status=409 if isinstance(no, Conflict) else 422)


def _find(opportunity_id: int) -> Opportunity:
    """The role, if it is theirs to see (404) and to decide about (403)."""
    query = db.select(Opportunity).where(Opportunity.id == opportunity_id, visible_to(current_user))
    role = db.first_or_404(query)
    require_allowed(current_user.holds("recruiter", role.office_id))
    return role


def _page_of(role: Opportunity) -> str:
    return url_for("opportunities.show", opportunity_id=role.id)


def _rows(role: Opportunity) -> list[DecisionForm]:
    rows = under_way.list_under_way(role, current_user)
    access_log.record_sightings("role", [row.id for row in rows if row.named], by=current_user)
    return [DecisionForm(row) for row in rows]


def _gone(left: set[int]) -> list[Decision]:
    """What was decided about referrals that are none of those `left` any more: somebody was faster."""
    found = ((_ROW.fullmatch(name), choice) for name, choice in request.form.items())
    gone = {int(row[1]): choice for row, choice in found if row and int(row[1]) not in left}
    return [Decision(referral_id, 0, choice) for referral_id, choice in gone.items()]


def _settled(role: Opportunity, count: int):
    said = ngettext("%(num)s referral is settled.", "%(num)s referrals are settled.", count) if count else None
    return redirect_to(_page_of(role), said)


def _page(role: Opportunity, form: SettleForm, rows: list[DecisionForm] | None = None, status: int = 200):
    form.renew_key()
    return render_page(PAGE, status=status, role=role, form=form, rows=_rows(role) if rows is None else rows)
