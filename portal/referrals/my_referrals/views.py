"""My referrals, with what became of each and my drafts on top, and how they fared."""

from __future__ import annotations

from flask import Blueprint, request
from flask_login import current_user

from portal.core.db import db, utcnow
from portal.core.text_normalization import clean_text
from portal.referrals.my_referrals import outcomes as fared
from portal.referrals.my_referrals import own_search
from portal.referrals.my_referrals import queries as my_referral_queries
from portal.referrals.submission import drafts
from portal.web.forms.choices import NothingForm
from portal.web.guards import signed_in
from portal.web.htmx import render_page, wants_fragment
from portal.web.i18n.locale import current_language
from portal.web.pagination import read_number

bp = Blueprint("my_referrals", __name__)
MOST_PAGES = 50


@bp.get("/referrals")
@signed_in
def index():
    """What became of each of my referrals; my drafts on top. `?q=` looks for words, `?group=` for one of the counts."""
    person, pages = current_user._get_current_object(), read_number("shown", least=1, most=MOST_PAGES, default=1)
    words, group = clean_text(request.args.get("q"))[:100], request.args.get("group", "")
    group = group if group in fared.stages_of_groups(for_referrer=True) else ""
    only = own_search.find_own_referrals(person, words=words, group=group) if words or group else None
    rows, more = my_referral_queries.list_referrals(person, current_language(), utcnow(), pages=pages, only=only)
    kept = [] if wants_fragment() else db.session.execute(drafts.select_drafts(person)).all()
    context = {"rows": rows, "more": more and pages < MOST_PAGES, "pages": pages, "drafts": kept}
    asked = {"q": words or None, "group": group or None}
    return render_page(
        "referrals/my_referrals/index.html",
        fragment="referrals/my_referrals/_list.html",
        form=NothingForm(),
        asked=asked,
        **context,
    )


@bp.get("/referrals/outcomes")
@signed_in
def outcomes():
    """How my referrals fared; nobody else has this page."""
    return render_page("referrals/my_referrals/outcomes.html", fared=fared.read_outcomes(current_user))
