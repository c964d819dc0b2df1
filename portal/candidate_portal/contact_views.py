"""What the office was given to reach a candidate, on the candidate's own page: seen there, and taken away."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from portal.core.db import utcnow
from portal.referrals.added_contacts import contacts
from portal.referrals.consent import link_access
from portal.referrals.record.models import Referral
from portal.web.guards import public
from portal.web.http.security import keep_out_of_indexes

bp = Blueprint("candidate_contacts", __name__)
bp.after_request(keep_out_of_indexes)


@bp.app_template_global("added_contacts")
def added_contacts(referral: Referral) -> tuple[contacts.Listed, ...]:
    """What was added for the candidate of `referral`; no statement before an introduction opened."""
    return contacts.list_contacts(referral.candidate_id) if referral.agreed_at is not None else ()


@bp.post("/consent/<token>/contacts/<int:contact_id>/removal")
@public
def remove_contact(token: str, contact_id: int):
    """Take one away."""
    opened = link_access.open_link(token, to_change=True)
    contacts.remove_contact(opened.referral, contact_id, now=utcnow())
    flash(_("Removed. The office does not see it any more."), "done")
    return redirect(url_for("referrals.candidate_portal.show", token=token, _anchor="details-title"), 303)
