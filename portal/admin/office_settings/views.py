"""An office’s page: how it keeps its promise, when it is closed; its managers change the closed days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, abort, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.admin.office_policy import find_office, may_run
from portal.admin.office_settings.forms import ClosedDayForm
from portal.core.db import utcnow
from portal.core.errors import Refused
from portal.offices import calendars
from portal.offices.models import Office
from portal.referrals.status_updates import overdue_stats
from portal.referrals.status_updates.overdue_stats import OverdueDay, OverdueShare
from portal.web.guards import only, require_allowed, signed_in
from portal.web.htmx import answer_refused, redirect_to, render_page
from portal.web.i18n.locale import current_language

bp = Blueprint("office_settings", __name__, url_prefix="/offices")
PAGE = "admin/office_settings/show.html"
AHEAD = timedelta(days=365)


@bp.get("/<int:office_id>")
@signed_in
def show(office_id: int):
    """The page of one of my offices."""
    return render_page(PAGE, **_shown(find_office(office_id), ClosedDayForm(formdata=None)))


@bp.post("/<int:office_id>/closed-days")
@only("manager")
def close_day(office_id: int):
    """The office closes on one day more."""
    office, form = find_office(office_id), ClosedDayForm()
    require_allowed(may_run(office))
    if not form.validate():
        return answer_refused(PAGE, **_shown(office, form))
    try:
        calendars.close_on(office, form.day.data, form.name.data or "", by=current_user, now=utcnow())
    except Refused as no:
        form.day.errors = [no.reason]
        return answer_refused(PAGE, **_shown(office, form))
    return _recounted(office)


@bp.post("/<int:office_id>/closed-days/<int:day_id>/removal")
@only("manager")
def open_day(office_id: int, day_id: int):
    """The office is open on this day after all."""
    office = find_office(office_id)
    require_allowed(may_run(office))
    calendars.open_on(office, day_id, by=current_user, now=utcnow())
    return _recounted(office)


@bp.post("/<int:office_id>/holidays/<day>/work")
@only("manager")
def work_on_holiday(office_id: int, day: str):
    """The office works on this public holiday."""
    return _changed_holiday(office_id, day, calendars.work_on)


@bp.post("/<int:office_id>/holidays/<day>/rest")
@only("manager")
def rest_on_holiday(office_id: int, day: str):
    """The office is closed on this public holiday after all."""
    return _changed_holiday(office_id, day, calendars.rest_on)


def _changed_holiday(office_id: int, text: str, change: Callable):
    office, day = find_office(office_id), _day_in(text)
    require_allowed(may_run(office))
    change(office, day, by=current_user, now=utcnow())
    return _recounted(office)


def _recounted(office: Office):
    return redirect_to(
        url_for(".show", office_id=office.id, _anchor="closed"), _("Update deadlines were recalculated.")
    )


def _day_in(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def _shown(office: Office, form: ClosedDayForm) -> dict:
    now = utcnow()
    calendar = calendars.calendar_of(office)
    today = calendar.day_of(now)
    people = overdue_stats.by_recruiter(office, now)
    points = overdue_stats.read_trend(OverdueDay.office_id == office.id, today)
    return {
        "office": office,
        "form": form,
        "may_run": may_run(office),
        "is_staff": current_user.is_admin or bool(office.id in current_user.offices_as("recruiter", "manager")),
        "silence": OverdueShare(sum(one.open for one in people), sum(one.overdue for one in people)),
        "people": people,
        "points": points,
        "weeks": overdue_stats.by_week(points),
        "quarters": overdue_stats.by_quarter(office, today),
        "open_today": calendar.is_open(today),
        "closings": calendars.list_closings(office, today, today + AHEAD, current_language()),
    }
