"""Handing referrals over: from the page of one, from its card, and for the ticked rows of the list."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.referrals.handover import assignment
from portal.referrals.handover.forms import HandoverForm, read_ticks
from portal.referrals.record import display_names, policy
from portal.referrals.record.models import Referral
from portal.web.current_place import mark_place
from portal.web.guards import only, require_allowed
from portal.web.htmx import answer_refused, redirect_to, render_page

bp = Blueprint("handover", __name__)
STAFF = only(*policy.STAFF)
PAGE, FORM = "referrals/handover/show.html", "referrals/handover/_form.html"
LIST = "/referrals/board?view=list"


@bp.get("/referrals/handover")
@STAFF
def show():
    """The ticked referrals, and who may handle them from now on."""
    found = _find_ticked(read_ticks(request.args.getlist("referral")))
    form = HandoverForm(formdata=None, data={"back": _back(request.args.get("back", ""), found)})
    return render_page(PAGE, **_shown(found, form))


@bp.post("/referrals/handover")
@STAFF
def hand_over():
    """Let somebody else handle the ticked referrals: all of them, or none."""
    ticked = read_ticks(request.form.getlist("referral"))
    found, person = _find_ticked(ticked), current_user._get_current_object()
    form = HandoverForm().offer(assignment.list_successors({one.office_id for one in found}))
    form.back.data = _back(form.back.data or "", found)
    if not form.validate():
        return answer_refused(PAGE, fragment=FORM, **_shown(found, form))
    seen = [(one, ticked[one.id]) for one in found]
    try:
        assignment.hand_over_referrals(seen, int(form.to.data), by=person, now=utcnow())
    except Refused as no:
        db.session.rollback()
        form.to.errors = [no.reason]
        status = 409 if isinstance(no, Conflict) else 422
        return answer_refused(PAGE, fragment=FORM, status=status, **_shown(found, form))
    name = dict(form.to.choices)[form.to.data]
    said = ngettext("Now handled by %(name)s.", "%(num)s referrals are now handled by %(name)s.", len(found), name=name)
    return redirect_to(form.back.data, said)


def _find_ticked(ticked: dict[int, int]) -> list[Referral]:
    """The referrals of these ids, which the person may hand over; else 404 or 403. Raises Refused for too many."""
    assignment.check_number(len(ticked))
    around = (joinedload(part) for part in (Referral.office, Referral.referrer, Referral.recruiter, Referral.candidate))
    query = select(Referral).options(*around).where(Referral.id.in_(sorted(ticked)), policy.visible_to(current_user))
    found = list(db.session.scalars(query.order_by(Referral.id)))
    if len(found) < len(ticked):
        abort(404)
    require_allowed(all(policy.may_hand_over(current_user, one) for one in found))
    if any(one.closed_at is not None for one in found):
        raise Refused(_("This referral is closed."))
    return found


def _back(asked: str, found: list[Referral]) -> str:
    """Where the answer leads: the list that was asked for, else the referral, else the list of all."""
    if asked.startswith("/referrals/board?"):
        return asked
    return url_for("referrals.detail.show", referral_id=found[0].id) if len(found) == 1 else LIST


def _shown(found: list[Referral], form: HandoverForm) -> dict:
    mark_place("referrals.board.show_board")
    offices = {one.office_id for one in found}
    people = assignment.list_successors(offices)
    chosen = form.to.data
    form.offer(people)
    form.to.data = chosen
    names = display_names.find_display_names({one.id for one in found}, current_user._get_current_object(), "list")
    return {"referrals": found, "names": names, "form": form, "nobody": not people}
