"""Stages, for administrators: where a referral may go, and what holds at each stage."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from portal.admin.stages.forms import StagesForm, filled_in, read_rules
from portal.config import languages
from portal.core.db import utcnow
from portal.core.errors import Conflict
from portal.referrals.stages import editing, settings, transition_table
from portal.referrals.stages.definitions import ALL_STAGES
from portal.referrals.stages.labels import LABELS
from portal.web.guards import admins
from portal.web.htmx import answer_refused, redirect_to, render_page

bp = Blueprint("stages", __name__, url_prefix="/admin/stages")
PAGE = "admin/stages.html"


@bp.get("")
@admins
def show():
    """What holds for each stage, and where a referral may go from it."""
    return render_page(PAGE, form=filled_in(), **_context())


@bp.post("")
@admins
def change():
    """Let other names, delays and openness hold."""
    form = StagesForm()
    if not form.validate():
        return answer_refused(PAGE, form=form, **_context())
    try:
        number = editing.change_rules(read_rules(form), seen=form.mark.data or "", by=current_user, now=utcnow())
    except Conflict as conflict:
        form.mark.data, form.mark.raw_data = settings.rules_version(), None
        return answer_refused(PAGE, status=409, form=form, conflict=conflict.reason, **_context())
    said = ngettext("%(num)s stage is changed.", "%(num)s stages are changed.", number)
    return redirect_to(url_for(".show"), said if number else _("Nothing was changed."))


def _context() -> dict:
    context = {"ways": transition_table.TABLE, "order": ALL_STAGES, "open_stages": transition_table.OPEN}
    usual = {}
    for language in languages.CODES:
        with force_locale(language):
            usual[language] = {stage: str(word) for stage, word in LABELS.items()}
    return context | {"usual": usual}
