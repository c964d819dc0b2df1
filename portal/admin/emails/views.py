"""The outbox, the letters, and how the people of an office have their notices."""

from __future__ import annotations

import math

from flask import Blueprint, abort, make_response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.activity.log import record
from portal.admin.emails import queries, trial
from portal.admin.emails.events import RHYTHM_CHANGED
from portal.admin.emails.labels import reason_of, title_of
from portal.config import languages
from portal.core import rate_limits
from portal.core.db import db, own_unit, unit_of_work, utcnow
from portal.mail import outbox
from portal.mail.outbox import OutgoingLetter
from portal.notifications import preferences
from portal.notifications.categories import GROUPS
from portal.notifications.forms import RhythmForm
from portal.offices.models import Office
from portal.web.guards import admins
from portal.web.htmx import answer_refused, answer_saved, redirect_to, render_page
from portal.web.http.security import POLICY
from portal.web.i18n.locale import current_language
from portal.web.pagination import read_number, take_page

bp = Blueprint("emails", __name__, url_prefix="/admin")
SIZE = 50
OUTBOX, TRIAL = "admin/emails/index.html", "admin/emails/_trial.html"
OF_THE_LETTER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""A letter brings its own styles, and nothing else; it is shown in a frame of its preview."""


@bp.get("/outbox")
@admins
def index():
    """What waits, what is parked and why, what was sent."""
    return render_page(OUTBOX, **_outbox())


@bp.post("/outbox/<int:row_id>/retry")
@admins
def retry(row_id: int):
    """A parked letter is tried again."""
    row = db.first_or_404(db.select(OutgoingLetter).filter_by(id=row_id))
    queries.try_again(row, by=current_user, now=utcnow())
    return redirect_to(url_for(".index", state="parked"), _("The e-mail will be resent now."))


@bp.post("/outbox/retry")
@admins
def retry_all():
    """Every parked letter is tried again."""
    many = queries.try_all_again(by=current_user, now=utcnow())
    said = ngettext("One e-mail will be resent.", "%(num)s e-mails will be resent.", many)
    return redirect_to(url_for(".index"), said)


@bp.post("/outbox/trial")
@admins
@own_unit
def send_trial():
    """An e-mail to oneself, a few times in a row at most."""
    if seconds := rate_limits.count_use(rate_limits.Track(trial.RULE, f"trial e-mail to {current_user.id}")):
        return answer_refused(OUTBOX, fragment=TRIAL, status=429, **_outbox(wait=math.ceil(seconds / 60)))
    with unit_of_work():
        trial.post_trial(current_user, now=utcnow())
    return answer_saved(TRIAL, then=url_for(".index"), **_outbox())


@bp.get("/outbox/trial")
@admins
def show_trial():
    """What became of it; without scripts, on the page of the outbox."""
    return render_page(OUTBOX, fragment=TRIAL, **_outbox())


def _outbox(*, wait: int = 0) -> dict:
    """What the page of the outbox shows; `wait`: minutes until a trial e-mail may be asked for again."""
    state = request.args.get("state", "waiting")
    state = state if state in queries.STATES else "waiting"
    rows = take_page(queries.select_letters(state), read_number("page"), SIZE, scalars=True)
    return {
        "rows": rows,
        "state": state,
        "states": queries.STATES,
        "standing": queries.count_letters(utcnow()),
        "people": queries.people_of(rows.rows),
        "title_of": title_of,
        "reason_of": reason_of,
        "known": outbox.every_letter(),
        "trial": trial.latest_trial(current_user),
        "wait": wait,
    }


@bp.get("/letters")
@admins
def letters():
    """Every letter that Relais writes."""
    every = [(name, title_of(name), outbox.example_of(name, current_language())) for name in outbox.every_example()]
    return render_page("admin/emails/letters.html", letters=every)


@bp.get("/letters/<name>")
@admins
def letter(name: str):
    """One letter with invented facts, as text and as HTML, in a language."""
    mail, language = _example(name)
    answer = make_response(
        render_page("admin/emails/letter.html", mail=mail, name=name, title=title_of(name), language=language)
    )
    answer.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return answer


@bp.get("/letters/<name>/html")
@admins
def letter_html(name: str):
    """The HTML of a letter with invented facts, as a mail program shows it."""
    answer = make_response(_example(name)[0].html)
    answer.headers["Content-Security-Policy"] = OF_THE_LETTER
    return answer


def _example(name: str):
    language = request.args.get("in", current_language())
    if name not in outbox.every_example() or language not in languages.CODES:
        abort(404)
    return outbox.example_of(name, language), language


@bp.get("/offices/<int:office_id>/mail")
@admins
def show_rhythm(office_id: int):
    """How the people of an office have their notices by e-mail, unless they chose themselves."""
    form = RhythmForm(formdata=None, data=preferences.of_office(office_id))
    return render_page("admin/emails/rhythm.html", form=form, office=_office(office_id), groups=GROUPS)


@bp.post("/offices/<int:office_id>/mail")
@admins
def change_rhythm(office_id: int):
    """Keep it."""
    office, form = _office(office_id), RhythmForm()
    if not form.validate():
        return answer_refused("admin/emails/rhythm.html", form=form, office=office, groups=GROUPS)
    preferences.choose_for_office(office.id, form.hows)
    record(RHYTHM_CHANGED, office, by=current_user, now=utcnow(), office_id=office.id, office=office.name)
    return redirect_to(url_for(".show_rhythm", office_id=office.id), _("%(office)s is saved.", office=office.name))


def _office(office_id: int) -> Office:
    return db.first_or_404(db.select(Office).filter_by(id=office_id))
