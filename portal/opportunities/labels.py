"""The words for the codes of a role, and its pay in a sentence."""

from __future__ import annotations

from datetime import UTC, datetime

from babel.numbers import get_currency_symbol
from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_babel.speaklater import LazyString

from portal.config.languages import SOURCE
from portal.opportunities import models
from portal.opportunities.models import MARKED
from portal.web.i18n.formatting import format_money
from portal.web.i18n.language_names import language_titles

FIELDS = {
    "insurance": _l("Insurance"),
    "wealth": _l("Wealth management"),
    "mortgage": _l("Mortgages"),
    "realestate": _l("Real estate"),
}
KINDS = {
    "employee": _l("Employee"),
    "self_employed": _l("Self-employed"),
    "contract": _l("Fixed-term contract"),
    "franchise": _l("Franchise"),
    "internship": _l("Internship"),
}
REMOTE = {"onsite": _l("On site"), "hybrid": _l("Hybrid"), "remote": _l("Remote")}
WORK_LANGUAGES = {codes: LazyString(language_titles, codes) for codes in models.WORK_LANGUAGES}
STATES = {
    "draft": lazy_pgettext("state of a role", "Draft"),
    "open": lazy_pgettext("state of a role", "Open"),
    "paused": lazy_pgettext("state of a role", "Paused"),
    "filled": lazy_pgettext("state of a role", "Filled"),
    "closed": lazy_pgettext("state of a role", "Closed"),
}


def format_pay(role) -> str:
    """The pay of `role` (anything with its five pay columns) in the reader's language; "" when it is not said."""
    low, high = format_money(role.pay_min_cents, role.currency), format_money(role.pay_max_cents, role.currency)
    hourly = role.pay_period == "hour"
    if low and high and low != high:
        form = _("%(low)s to %(high)s an hour") if hourly else _("%(low)s to %(high)s a year")
    elif low and high:
        form = _("%(low)s an hour") if hourly else _("%(low)s a year")
    elif low:
        form = _("From %(low)s an hour") if hourly else _("From %(low)s a year")
    elif high:
        form = _("Up to %(high)s an hour") if hourly else _("Up to %(high)s a year")
    else:
        return ""
    return form % {"low": low, "high": high}


def days_open(rows) -> tuple[int | None, ...]:
    """Since how many days each of these roles is open; None for what never was."""
    now = datetime.now(UTC)
    return tuple((now - row.opened_at).days if row.opened_at else None for row in rows)


def currency_label(code: str) -> str:
    """A currency as it is chosen from a list: "$ (CAD)", "€ (EUR)"."""
    return f"{get_currency_symbol(code, locale=SOURCE).removeprefix('CA')} ({code})"


def init_blueprint(bp: Blueprint) -> None:
    """Make the words filters of every template: `{{ role.kind | role_kind }}`."""
    bp.add_app_template_filter(FIELDS.__getitem__, "role_field")
    bp.add_app_template_filter(KINDS.__getitem__, "role_kind")
    bp.add_app_template_filter(REMOTE.__getitem__, "role_remote")
    bp.add_app_template_filter(language_titles, "role_languages")
    bp.add_app_template_filter(STATES.__getitem__, "role_state")
    bp.add_app_template_filter(format_pay, "role_pay")
    bp.add_app_template_filter(days_open)
    bp.add_app_template_global(MARKED, "marked_states")
    bp.add_app_template_filter(currency_label, "role_currency")
