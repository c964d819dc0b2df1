"""The month in which somebody of the talent pool is to be thought of again."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.models import User
from portal.activity.event_types import Kind, declare_kind
from portal.activity.log import record
from portal.core.errors import Conflict, Refused
from portal.referrals.record.audiences import screens_of
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions
from portal.referrals.stages.definitions import TALENT_POOL
from portal.web.i18n.formatting import format_month

MONTHS = 18
"""How many months ahead one may choose."""
CHANGED = declare_kind(
    Kind("referrals.again_chosen", _l("%(actor)s chose when to think of someone of the talent pool again"), screens_of)
)


def month_choices(now: datetime) -> list[tuple[str, str]]:
    """(“2027-03”, “March 2027”) of the months that may be chosen at `now`: the next one and those after it."""
    numbers = range(now.year * 12 + now.month, now.year * 12 + now.month + MONTHS)
    months = [date(number // 12, number % 12 + 1, 1) for number in numbers]
    return [(f"{month:%Y-%m}", format_month(month)) for month in months]


def read_month(text: str, now: datetime) -> date | None:
    """The first day of the month that `text` says, None for "". Raises Refused when it can't be chosen."""
    if not text:
        return None
    if text not in dict(month_choices(now)):
        raise Refused(_("Choose one of the next months."))
    return date.fromisoformat(f"{text}-01")


def choose_month(referral: Referral, month: date | None, *, version: int, by: User, now: datetime) -> None:
    """Have `referral` come back in *My day* in `month`; None: no more.

    Raises Refused unless it is in the talent pool, Conflict when it changed since `version`; again it changes nothing.
    """
    if referral.stage != TALENT_POOL or referral.opened_at is None:
        raise Refused(_("This person is not in the talent pool any more."))
    if referral.again_on == month:
        return
    if referral.version != version:
        raise Conflict(_("This referral has changed in the meantime."), referral)
    transitions.touch_referral(referral, version, again_on=month)
    record(CHANGED, referral, by=by, now=now)
