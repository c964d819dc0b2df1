"""The button by which a referrer asks for news."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.db import utcnow
from portal.core.errors import Refused
from portal.referrals.detail import view_model
from portal.referrals.record import queries
from portal.referrals.status_updates import requests
from portal.web.guards import require_allowed, signed_in
from portal.web.htmx import answer_refused, answer_saved
from portal.web.i18n.locale import current_language

bp = Blueprint("update_requests", __name__)
FRAGMENT = "referrals/status_updates/_ask.html"


@bp.post("/referrals/<int:referral_id>/asks")
@signed_in
def ask_for_update(referral_id: int):
    """Ask for news of a referral of mine."""
    referral, now = queries.find_referral(current_user, referral_id), utcnow()
    require_allowed(referral.referrer_id == current_user.id)
    holder = view_model.holder_of(referral)
    small = "small" in request.form
    try:
        requests.ask_for_news(referral, by=current_user, now=now)
    except Refused as no:
        view = view_model.for_reader(referral, current_user, now, current_language())
        button = requests.ask_of(referral, holder, now)
        said = {"ask": button, "small": small, "refusal": no.reason}
        return answer_refused("referrals/status_updates/asked.html", fragment=FRAGMENT, view=view, **said)
    return answer_saved(
        FRAGMENT,
        then=url_for("referrals.detail.show", referral_id=referral_id),
        said=_("Request sent to %(name)s.", name=holder),
        ask=requests.ask_of(referral, holder, now),
        small=small,
    )
