"""The time since the referrer last had news, against the day on which news is due: the rule, in one place.

Both moments of the promise (`news_due_at`, and `news_soon_at` from which it is near) stand on the row of the referral,
so that a board never asks a calendar. They change with news, stage, delay and calendar, always through here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from portal.activity.event_types import Kind
from portal.activity.models import Line
from portal.core.business_days import Calendar
from portal.core.db import db
from portal.live import signals
from portal.offices import board_versions, events
from portal.offices.calendars import calendar_of
from portal.offices.models import Office
from portal.referrals.record.models import Referral
from portal.referrals.stages.definitions import CONTACTED, FIRST, OUTCOMES
from portal.referrals.stages.settings import read_rules, rule_of
from portal.web.i18n.formatting import format_day

SOON = timedelta(hours=24)
"""How near the day counts as near where no calendar said it."""
AT_ONCE = 500
SCREENS = "stages"
"""The topic of screens that show many clocks or names of stages at once."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What the ring shows. state: `calm`, `soon` or `overdue`; share: 0 to 100 of the time that is used."""

    state: str
    share: int
    words: str


def find_clock(referral: Referral, now: datetime) -> Clock | None:
    """The clock of an open referral (or of any row with its columns); None when no news is due."""
    due = referral.news_due_at
    if due is None or referral.closed_at is not None:
        return None
    began = last_news_at(referral)
    if now >= due:
        return Clock("overdue", 100, _("An update was due on %(day)s", day=format_day(due)))
    used = (now - began) / (due - began) if due > began else 1
    state = "soon" if now >= (referral.news_soon_at or due - SOON) else "calm"
    words = (
        _("Next update by %(day)s", day=format_day(due))
        if referral.last_news_at
        else _("First update by %(day)s", day=format_day(due))
    )
    return Clock(state, round(max(0, min(1, used)) * 100), words)


def last_news_at(referral: Referral) -> datetime:
    """When the referrer last had news; before the first, when they introduced the person."""
    return referral.last_news_at or referral.created_at


def compute_promise(stage: str, from_: datetime, office: Office, answer: str = "waiting") -> dict[str, datetime | None]:
    """The columns that say when the referrer must have news, for a referral at `stage` that last gave some at `from_`.

    Due at the end of the office day that is the stage's delay in business days after `from_`; near from the opening
    of the business day before. Both None where nothing is due any more. `answer`: the recruiter's to a proposed
    introduction (`Referral.recruiter_answer`).
    """
    rule = rule_of(_stage_of_promise(stage, answer))
    if stage in OUTCOMES or rule is None:
        return {"news_due_at": None, "news_soon_at": None}
    return _promised(rule.news_days, from_, calendar_of(office))


def first_news_within() -> int:
    """Business days within which whoever introduces somebody has a first answer."""
    return read_rules()[FIRST].news_days


def _promised(days: int, from_: datetime, calendar: Calendar) -> dict[str, datetime]:
    due = calendar.evening_after(from_, days)
    return {"news_due_at": due, "news_soon_at": calendar.opening(calendar.before(calendar.day_of(due)))}


def on_activity(entry: Line, kind: Kind, _subject: object) -> None:
    """Reader of the log: an office whose calendar, region or time zone changed has its promises counted again."""
    if kind in (events.CALENDAR_CHANGED, events.CHANGED):
        office = db.session.get_one(Office, entry.subject_id)
        count_again([office], now=entry.at)


def count_again(of_offices: Iterable[Office], *, now: datetime) -> int:
    """Count anew what is promised for every open referral of these offices; how many days of news moved.

    Their boards, and the pages of those who referred, show it by themselves. The cards keep their version: nobody who
    is writing loses their place for it.
    """
    moved = 0
    for office in of_offices:
        changes = _counted(office)
        for (due, soon), idents in changes.items():
            for start in range(0, len(idents), AT_ONCE):
                some = update(Referral).where(Referral.id.in_(idents[start : start + AT_ONCE]))
                values = some.values(news_due_at=due, news_soon_at=soon)
                db.session.execute(values, execution_options={"synchronize_session": False})
        if changes:
            moved += sum(map(len, changes.values()))
            _show_again(office, now)
    return moved


def _counted(office: Office) -> dict[tuple[datetime, datetime], list[int]]:
    """The ids of the referrals whose promise is another one, by both moments of the new one."""
    columns = (Referral.id, Referral.stage, Referral.recruiter_answer, Referral.last_news_at, Referral.created_at)
    moments = (Referral.news_due_at, Referral.news_soon_at)
    still = select(*columns, *moments).where(Referral.office_id == office.id, Referral.closed_at.is_(None))
    held, calendar, changes = read_rules(), calendar_of(office), {}
    for row in db.session.execute(still):
        days = held[_stage_of_promise(row.stage, row.recruiter_answer)].news_days
        promised = tuple(_promised(days, last_news_at(row), calendar).values())
        if (row.news_due_at, row.news_soon_at) != promised:
            changes.setdefault(promised, []).append(row.id)
    return changes


def _stage_of_promise(stage: str, answer: str) -> str:
    """Whose delay holds: once the recruiter has answered others have the word, and the promise is that of a contact."""
    return CONTACTED if stage == FIRST and answer != "waiting" else stage


def _show_again(office: Office, now: datetime) -> None:
    board_versions.mark_changed([office.id])
    signals.write_signals([(SCREENS, f"office:{office.id}"), (SCREENS, "admins")], now)


def open_ones(*conditions) -> list[Referral]:
    """The open referrals of these conditions, with the office and the people around each, oldest promise first."""
    around = (Referral.office, Referral.referrer, Referral.recruiter)
    query = select(Referral).options(*(joinedload(part) for part in around)).where(Referral.closed_at.is_(None))
    return list(db.session.scalars(query.where(*conditions).order_by(Referral.news_due_at, Referral.id)))
