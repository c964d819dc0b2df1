"""The officer's page beside a referral, and the candidate's one button."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_login import current_user

from portal.candidate_portal.link_reissue import renewal
from portal.core.db import utcnow
from portal.referrals.consent import link_access
from portal.referrals.consent.links import ConsentLink
from portal.referrals.record import contact_hashes, queries
from portal.referrals.record.models import Referral
from portal.web.forms.choices import NothingForm
from portal.web.guards import admins, public
from portal.web.htmx import render_page
from portal.web.http.security import keep_out_of_indexes
from portal.web.i18n.locale import set_language

bp = Blueprint("link_reissue", __name__)
bp.after_request(keep_out_of_indexes)
PAGE = "candidate_portal/link_reissue/show.html"


@bp.get("/referrals/<int:referral_id>/lost-link")
@admins
def show(referral_id: int):
    """What to check before a candidate's link is renewed."""
    return _page(queries.find_referral(current_user, referral_id))


@bp.post("/referrals/<int:referral_id>/lost-link")
@admins
def renew_link(referral_id: int):
    """Renew it; what is to be told to the candidate is shown this once."""
    referral = queries.find_referral(current_user, referral_id)
    return _page(referral, told=renewal.renew_lost_link(referral, by=current_user, now=utcnow()))


@bp.get("/lost-links/<int:link_id>/<int:day>/<token>")
@public
def take_back(link_id: int, day: int, token: str):
    """One button: nothing happens before it is pressed."""
    _find(link_id, day, token)
    return render_page("candidate_portal/link_reissue/take.html", form=NothingForm())


@bp.post("/lost-links/<int:link_id>/<int:day>/<token>")
@public
def take_link(link_id: int, day: int, token: str):
    """The candidate gets a link that nobody else has seen."""
    fresh = renewal.take_link(_find(link_id, day, token, to_change=True), now=utcnow())
    return redirect(url_for("referrals.candidate_portal.show", token=fresh), 303)


def _find(link_id: int, day: int, token: str, *, to_change: bool = False) -> ConsentLink:
    link = renewal.find_lost_link(link_id, day, token, now=utcnow(), to_change=to_change)
    link_access.check_reader(link.referral.referrer_id, may_look=False)
    office = link.referral.office
    set_language(link.referral.candidate.language, office.timezone, office.region)
    return link


def _page(referral: Referral, told: str | None = None):
    return render_page(
        PAGE, referral=referral, mailed=contact_hashes.may_write_to(referral.candidate), form=NothingForm(), told=told
    )
