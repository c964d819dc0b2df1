"""The bell and the list of notices."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user

from portal.activity import subjects
from portal.activity.event_types import kind_of
from portal.activity.log import describe_entry
from portal.core.db import db, utcnow
from portal.notifications import notices as notification_notices
from portal.notifications.models import Notice
from portal.notifications.preference_views import bp as preferences
from portal.web.guards import signed_in
from portal.web.htmx import render_page
from portal.web.pagination import read_number, take_page

bp = Blueprint("notifications", __name__)
bp.register_blueprint(preferences)
SIZE, MOST_PAGES = 30, 20


@bp.get("/notifications")
@signed_in
def index():
    """My notices, newest first."""
    shown = read_number("shown", least=1, most=MOST_PAGES, default=1)
    notices = take_page(notification_notices.notices_of(current_user.id), 0, SIZE * shown, scalars=True)
    about = subjects.describe_subjects([notice.entry for notice in notices.rows], current_user, "bell")
    context = {"notices": notices, "shown": shown, "sentence": _words, "about": about}
    return render_page("notifications/index.html", fragment="notifications/_list.html", **context)


@bp.get("/notifications/bell")
@signed_in
def unread_notices():
    """The bell with its count, fetched again on each ring."""
    return render_template("layouts/_bell.html", unread=notification_notices.unread_count(current_user.id))


@bp.post("/notifications/read")
@signed_in
def mark_all_read():
    """All of my notices are read."""
    notification_notices.mark_read(current_user.id, utcnow())
    return redirect(url_for(".index"), 303)


@bp.post("/notifications/<int:notice_id>")
@signed_in
def mark_notice_read(notice_id: int):
    """One notice is read, and leads to what it is about."""
    notice = db.first_or_404(db.select(Notice).filter_by(id=notice_id, user_id=current_user.id))
    notification_notices.mark_read(current_user.id, utcnow(), only=notice.id)
    link = kind_of(notice.entry).link
    return redirect(link(notice.entry) if link else url_for(".index"), 303)


def _words(notice: Notice) -> str:
    return describe_entry(notice.entry, notice=True, to=notice.user_id)
