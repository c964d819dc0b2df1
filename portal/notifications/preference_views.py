"""One's own rhythm of e-mails, and the way out of them for whoever holds the link of a letter."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.models import User
from portal.core.errors import LinkGone
from portal.notifications import preferences
from portal.notifications.categories import GROUPS
from portal.notifications.forms import MailForm
from portal.web.guards import public, signed_in
from portal.web.htmx import answer_refused, redirect_to, render_page
from portal.web.http.security import from_anywhere

bp = Blueprint("preferences", __name__)
FORM = "notifications/preferences.html"


@bp.get("/me/notifications")
@signed_in
def show():
    """How I have my notices by e-mail."""
    begins, ends = preferences.quiet_hours(current_user.id)
    form = MailForm(
        formdata=None, data={**preferences.read_preferences(current_user.id), "begins": begins, "ends": ends}
    )
    return render_page(FORM, form=form, groups=GROUPS)


@bp.post("/me/notifications")
@signed_in
def change():
    """Keep it."""
    form = MailForm()
    if not form.validate():
        return answer_refused(FORM, form=form, groups=GROUPS)
    preferences.save_preferences(current_user.id, form.hows, (form.begins.data, form.ends.data))
    return redirect_to(url_for(".show"), _("Saved."))


@bp.get("/unsubscribe/<token>")
@public
def show_unsubscribe(token: str):
    """Ask whether these e-mails should end: mail scanners open links, so opening one changes nothing."""
    return render_page("notifications/unsubscribe.html", person=_person(token), done=False)


@bp.post("/unsubscribe/<token>")
@public
@from_anywhere
def stop_emails(token: str):
    """End them. Mail programs post here by themselves (RFC 8058) and can hold no token of ours.

    Exempt from CSRF: the address itself is the secret, and all that a stranger who has it could do is stop e-mails.
    """
    person = _person(token)
    preferences.stop_emails(person.id)
    return render_page("notifications/unsubscribe.html", person=person, done=True)


def _person(token: str) -> User:
    person = preferences.person_of(token)
    if person is None:
        raise LinkGone
    return person


@bp.errorhandler(LinkGone)
def answer_gone(_error):
    """Whoever wants no more e-mails and holds a link that tells nobody hears whom to write to."""
    return render_page("notifications/unsubscription_gone.html", status=404)
