"""Who may open the page of somebody outside: who holds its link, in a browser that nobody else is signed in to."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.db import utcnow
from portal.core.errors import NotYours
from portal.referrals.consent import links
from portal.referrals.consent.links import Opened
from portal.web.i18n.locale import set_language


def open_link(token: str, *, to_change: bool = False, passed_on: bool = False, recorded: bool = False) -> Opened:
    """What `token` opens (`links.find_link`), and from here on the candidate's language.

    Raises LinkGone; NotYours as `check_reader` does. What the referrer passes on they may look at: it shows what they
    wrote. `to_change`, `passed_on` and `recorded` as there.
    """
    opened = links.find_link(token, now=utcnow(), to_change=to_change, passed_on=passed_on, recorded=recorded)
    check_reader(opened.referral.referrer_id, may_look=not opened.own)
    set_language(opened.referral.candidate.language, opened.referral.office.timezone, opened.referral.office.region)
    return opened


def check_reader(asker_id: int, *, may_look: bool) -> None:
    """Raise NotYours in a browser of whoever asks (the user `asker_id`) or of staff.

    They neither answer for the person asked nor read what is theirs; with `may_look` the asker opens the page.
    """
    if not current_user.is_authenticated:
        return
    asks = current_user.id == asker_id
    if not (asks or current_user.is_staff):
        return
    if asks and may_look and request.method in ("GET", "HEAD"):
        return
    raise NotYours(
        _(
            "You are signed in to Relais as %(name)s. Only the person this link is meant for opens this page and"
            " answers: on a device of their own, or here once you have signed out.",
            name=current_user.name,
        )
    )
