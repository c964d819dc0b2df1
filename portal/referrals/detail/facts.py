"""What the referrer told, as pages list it: read from the columns, so that what is asked anew is listed by itself."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint

from portal.core import columns
from portal.core.columns import REFERRER
from portal.referrals.detail.queries import ReferralDetail
from portal.referrals.record.models import Referral
from portal.web.i18n.translations import gettext as _
from portal.writing_help.views import written_in

TOLD = {
    name: label
    for name, label in columns.column_labels(Referral).items()
    if name in columns.told_by(Referral, REFERRER)
}
PERSONAL = frozenset(name for name in TOLD if Referral.__table__.c[name].info["privacy"] == "personal")
FREE = frozenset(columns.typed_freely(Referral, REFERRER))
Told = tuple[tuple[str, object], ...]
Fact = tuple[str, object, dict[str, str]]


def told_of(row: Referral | ReferralDetail, *, named: bool, besides: Iterable[str] = ()) -> Told:
    """The names and values of what was told, but for those `besides` that a page says in another place.

    Without `named` only what tells of nobody: the person whom it is about may not be known yet.
    """
    shown = TOLD.keys() - set(besides) - (set() if named else PERSONAL)
    return tuple((name, getattr(row, name)) for name in TOLD if name in shown)


def in_rows(told: Told) -> list[Fact]:
    """The same as lines of label, words and attributes of HTML; the two ends of a time together are one line."""
    values, rows = dict(told), []
    for name, value in told:
        if name == "together_from":
            rows.append((_("Worked together"), _together(values), {}))
        elif name != "together_to":
            words = columns.in_words(Referral, name, value)
            words = ", ".join(words) if isinstance(words, list) else words
            words = _("“%(words)s”", words=words) if name == "vouch" else words
            rows.append((str(TOLD[name]), words, written_in(words) if words and name in FREE else {}))
    return rows


def _together(values: dict) -> str:
    begin, end = (columns.in_words(Referral, name, values.get(name)) for name in ("together_from", "together_to"))
    if not begin:
        return ""
    return _("%(start)s – %(end)s", start=begin, end=end) if end else _("from %(start)s", start=begin)


def _told_besides(row: Referral | ReferralDetail, *names: str) -> list[Fact]:
    return [fact for fact in in_rows(told_of(row, named=True, besides=names)) if fact[1]]


def init_blueprint(bp: Blueprint) -> None:
    """Make filters of them: `{{ told | told_rows }}`, and `{{ referral | told_besides("why") }}` for who knows whom."""
    bp.add_app_template_filter(in_rows, "told_rows")
    bp.add_app_template_filter(_told_besides, "told_besides")
