"""The button by which the candidate's link is sent again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.db import utcnow
from portal.core.errors import Refused
from portal.referrals.candidate_updates.letters import shorten_address
from portal.referrals.consent import resending
from portal.referrals.record import queries
from portal.web.guards import require_allowed, signed_in
from portal.web.htmx import redirect_to

bp = Blueprint("candidate_links", __name__)


@bp.post("/referrals/<int:referral_id>/link")
@signed_in
def resend_link(referral_id: int):
    """Have a fresh link leave for the candidate."""
    referral = queries.find_referral(current_user, referral_id)
    require_allowed(resending.may_resend(current_user, referral))
    own = referral.referrer_id == current_user.id
    back = url_for("referrals.detail.show", referral_id=referral_id)
    try:
        resending.resend_link(referral, by=current_user, now=utcnow())
    except Refused as no:
        flash(str(no.reason), "warning")
        return redirect(back, 303)
    if own:
        said = _("Asked for. If this person may be written to, a fresh link leaves and the one of before ends.")
    else:
        said = _(
            "A fresh link leaves for %(address)s; the one before ends.",
            address=shorten_address(referral.candidate.email),
        )
    return redirect_to(back, said)
