"""“Already known to us”; and, for recruiters, two people side by side who may be one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.referrals.duplicates import merging, similarity
from portal.referrals.duplicates.comparison import AGREES, compare_people
from portal.referrals.duplicates.forms import MergeForm
from portal.referrals.duplicates.models import Likeness
from portal.referrals.record import access_log, policy
from portal.referrals.record.models import Candidate, Referral
from portal.web.forms.choices import NothingForm
from portal.web.guards import only, signed_in
from portal.web.htmx import answer_refused, redirect_to, render_page

bp = Blueprint("duplicates", __name__)


@bp.get("/referrals/known")
@signed_in
def already_known():
    """What a producer reads whose contact the organisation knows already: this, and nothing more."""
    return render_page("referrals/duplicates/known.html")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, with their referrals that the reader may open."""

    person: Candidate
    referrals: list[Referral]


@bp.get("/referrals/likenesses")
@only("recruiter")
def index():
    """The people who may be one and whom I may read both."""
    waiting = db.select(Likeness).where(*similarity.waiting_for(current_user.id)).order_by(Likeness.id.desc())
    found = [_pair(row) for row in db.session.scalars(waiting.limit(50))]
    _seen(found)
    return render_page("referrals/duplicates/index.html", pairs=found)


@bp.get("/referrals/likenesses/<int:likeness_id>")
@only("recruiter")
def show(likeness_id: int):
    """Two people side by side."""
    return _compared(_find(likeness_id))


@bp.post("/referrals/likenesses/<int:likeness_id>/merged")
@only("recruiter")
def merge_records(likeness_id: int):
    """They are one person, for a reason."""
    likeness, form = _find(likeness_id), MergeForm()
    if not form.validate():
        return _compared(likeness, form=form)
    try:
        person = merging.merge_records(likeness, reason=form.reason.data, by=current_user, now=utcnow())
    except Refused as no:
        return _compared(likeness, no, form)
    _seen([_pair(likeness)])
    return redirect_to(url_for(".index"), _("Merged: everything about %(name)s is in one place.", name=person.name))


@bp.post("/referrals/likenesses/<int:likeness_id>/distinct")
@only("recruiter")
def keep_apart(likeness_id: int):
    """They are two people."""
    likeness = _find(likeness_id)
    try:
        merging.keep_apart(likeness, by=current_user, now=utcnow())
    except Refused as no:
        return _compared(likeness, no)
    return redirect_to(url_for(".index"), _("Kept apart. You will not be asked again."))


@bp.post("/referrals/likenesses/<int:likeness_id>/parted")
@only("recruiter")
def separate_records(likeness_id: int):
    """They were merged by mistake."""
    likeness = _find(likeness_id)
    try:
        merging.separate_records(likeness, by=current_user, now=utcnow())
    except Refused as no:
        return _compared(likeness, no)
    return redirect_to(url_for(".show", likeness_id=likeness_id), _("Parted: each is as it was before."))


def _find(likeness_id: int) -> Likeness:
    """The suggestion, if the person may read both people; else 404."""
    mine = db.select(Likeness).where(Likeness.id == likeness_id, *similarity.is_readable(current_user.id))
    return db.first_or_404(mine)


def _compared(likeness: Likeness, no: Refused | None = None, form: MergeForm | None = None):
    pair = _pair(likeness)
    _seen([pair])
    show = answer_refused if no or form else render_page
    status = {"status": 409} if isinstance(no, Conflict) else {}
    context = {"likeness": likeness, "sides": pair[1], "facts": pair[2], "form": form or MergeForm(formdata=None)}
    context |= {"plain": NothingForm(), "refusal": no, "by": db.session.get(User, likeness.by_id or 0)}
    if merging.may_separate(likeness, utcnow()):
        context["until"] = likeness.answered_at + merging.UNDONE_WITHIN
    known = compare_people(*(side.person for side in pair[1]))
    return show("referrals/duplicates/show.html", known=known, **context, **status)


def _pair(likeness: Likeness) -> tuple[Likeness, list[Side], list]:
    """The suggestion, its two sides, and the facts that agree in words."""
    sides = [_side(ident) for ident in (likeness.first_id, likeness.second_id)]
    return likeness, sides, [AGREES[fact] for fact in likeness.why.split(",") if fact in AGREES]


def _side(candidate_id: int) -> Side:
    around = (joinedload(Referral.opportunity), joinedload(Referral.referrer), joinedload(Referral.office))
    mine = (
        db.select(Referral)
        .options(*around)
        .join(Candidate)
        .where(
            Candidate.id == candidate_id,
            policy.identity_is_open(),
            Referral.office_id.in_(sorted(current_user.offices_as("recruiter"))),
        )
    )
    rows = list(db.session.scalars(mine.order_by(Referral.created_at)))
    return Side(db.session.get_one(Candidate, candidate_id), rows)


def _seen(pairs) -> None:
    shown = [referral.id for _likeness, sides, _facts in pairs for side in sides for referral in side.referrals]
    access_log.record_sightings("likeness", shown, by=current_user)
