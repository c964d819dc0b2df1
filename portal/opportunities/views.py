"""The list of roles, and a role."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, redirect, request, url_for
from flask_login import current_user

from portal.notifications import notices
from portal.opportunities import detail, labels, policy, queries
from portal.opportunities.candidate_requests.views import bp as candidate_requests
from portal.opportunities.editor.views import bp as editor
from portal.opportunities.filter_options import list_groups
from portal.opportunities.filters import MOST_SHOWN, STEP, Filters
from portal.opportunities.models import MARKED
from portal.opportunities.role_templates.views import bp as role_templates
from portal.opportunities.saved import roles as saved_roles
from portal.opportunities.saved.views import bp as saved
from portal.web.guards import signed_in
from portal.web.htmx import render_page, wants_fragment
from portal.web.i18n.locale import current_language

bp = Blueprint("opportunities", __name__)
bp.register_blueprint(editor)
bp.register_blueprint(saved)
bp.register_blueprint(candidate_requests)
bp.register_blueprint(role_templates)
labels.init_blueprint(bp)


@bp.get("/opportunities")
@signed_in
def index():
    """The roles that the person may see, narrowed and ordered as the address says."""
    filters = Filters.from_address(request.args, states=current_user.is_staff)
    offices = [] if wants_fragment() else queries.list_offices()
    currencies = queries.list_currencies(current_user, offices)
    if len(currencies) > 1 and not filters.currency:
        filters = replace(filters, currency=currencies[0])
    address = url_for(".index", **filters.address())
    found = queries.list_opportunities(current_user, filters, current_language())
    return render_page(
        "opportunities/index.html",
        fragment="opportunities/_results_again.html",
        address=address,
        list_url=address,
        filters=filters,
        rows=found.rows,
        total=found.total,
        groups=list_groups(filters, [office[:2] for office in offices], states=current_user.is_staff),
        currencies=tuple(currencies),
        most_shown=MOST_SHOWN,
        step=STEP,
        may_write=policy.may_write_somewhere(current_user),
        focus_on=filters.shown - STEP if "more" in request.args else None,
    )


@bp.get("/opportunities/<int:opportunity_id>")
@signed_in
def show(opportunity_id: int):
    """One role, the recruiter to ask, and what resembles it. One that has closed is said so where it is saved."""
    role = detail.find_opportunity(current_user, opportunity_id)
    if role is None:
        known = saved_roles.is_saved(opportunity_id, current_user.id)
        return redirect(url_for(".saved.index"), 303) if known else abort(404)
    unread, starred = saved_roles.read_star(role.id, current_user.id)
    context = detail.build_context(role, current_user, starred=starred)
    notices.learn_unread(current_user.id, unread)  # the frame shows it too
    people = (role.office_version, role.recruiter_version, unread)
    around = ((row.id, row.version) for row in context["similar"])
    etag = (role.id, role.version, starred, *people, *around)
    decided = role.state in MARKED and context["may_write"]
    etag = None if decided else etag  # what waits for a decision there changes without the role
    return render_page("opportunities/detail.html", fragment="opportunities/_role_again.html", etag=etag, **context)
