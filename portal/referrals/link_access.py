"""Who may open a candidate's page: who holds the link, in a browser that nobody else is signed in to."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.db import utcnow
from portal.core.refusals import NotYours
from portal.referrals import links
from portal.referrals.links import Opened
from portal.web.locale import speak


def find(token: str, *, to_change: bool = False, passed_on: bool = False, recorded: bool = False) -> Opened:
    """What `token` opens (`links.find`), and from here on the candidate's language.

    Raises LinkGone; NotYours for the referrer and for staff, who may neither answer for the candidate nor read what
    is theirs. What the referrer passes on they may look at: it shows what they wrote.
    """
    opened = links.find(token, now=utcnow(), to_change=to_change, passed_on=passed_on, recorded=recorded)
    _check_reader(opened)
    speak(opened.referral.candidate.language, opened.referral.office.timezone)
    return opened


def _check_reader(opened: Opened) -> None:
    if not current_user.is_authenticated:
        return
    own = opened.referral.referrer_id == current_user.id
    if not (own or current_user.is_staff):
        return
    if own and not opened.own and request.method in ("GET", "HEAD"):
        return
    raise NotYours(
        _(
            "You are signed in to Relais as %(name)s. Only the person who is introduced opens this page and answers:"
            " on a device of their own, or here once you have signed out.",
            name=current_user.name,
        )
    )
