"""A database as after years of use: roles, referrals with all that follows from them, and the words to find them by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from bench import introductions, names, people, story
from bench.bulk import Bulk, filling, moment
from bench.people import Person
from bench.size import Size, title
from portal.activity.models import Entry
from portal.app import create_app
from portal.cli import prepare_database
from portal.config import Settings
from portal.core import search, text_normalization
from portal.core.db import db, utcnow
from portal.opportunities.models import FIELDS, Opportunity
from portal.referrals.record.models import StageMove
from portal.referrals.status_updates.overdue_stats import WEEKS, OverdueDay

KEY = "only-for-the-bench-" * 2
LONG_STORY = 20
STORIED = ("contacted", 1)
"""Where the first referral stands, and the rest of its id."""


@dataclass(frozen=True)
class World:
    """A filled database and who lives there. `storied` is the referral with 20 lines of history."""

    app: Flask
    data: Path
    people: list[Person]
    size: Size
    storied: int

    def someone(self, role: str, office_id: int = 1) -> Person:
        """The first person of that role in that office."""
        return next(one for one in self.people if one.role == role and one.office_id == office_id)


@contextmanager
def world(size: Size, database: str = "") -> Iterator[World]:
    """A filled database, gone at the end of the block: the empty one at the address `database`, else one of SQLite."""
    with ExitStack() as at_end:
        data = Path(at_end.enter_context(TemporaryDirectory(prefix="relais-bench-")))
        settings = Settings(data_dir=data, database_url=database, secret_key=KEY, worker="apart", log_level="WARNING")
        app = create_app(settings)
        with app.app_context():
            at_end.callback(_disconnect, app)
            prepare_database()
            db.session.remove()
            with filling(db.engine) as bulk:
                now = utcnow()
                everybody = people.settle(app, bulk, size.people, size.offices, now)
                _roles(bulk, size, now)
                introductions.introduce(bulk, size, now)
                _silence(bulk, size, now)
                story.tell(bulk, now)
                _lengthen(bulk, now)
        yield World(app, data, everybody, size, storied=1)


def _disconnect(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def _roles(bulk: Bulk, size: Size, now: datetime) -> None:
    numbers = range(1, size.roles + size.closed_roles + 1)
    columns = (
        "id office_id recruiter_id state field kind city pay_min_cents pay_max_cents title_fr title_en sort_fr sort_en"
        " summary_fr summary_en body_fr body_en created_at opened_at closed_at updated_at"
    )
    bulk.pour(Opportunity, columns, (_role(number, size, now) for number in numbers))
    bulk.find(_found(number) for number in numbers)


def _found(number: int) -> tuple:
    words = text_normalization.word_forms(f"{title(number)} Bâtir une clientèle durable")
    return search.index_line("opportunity", number, words, own=text_normalization.name_words(title(number)))


def _role(number: int, size: Size, now: datetime) -> tuple:
    """The first ones are open, and one office after the other has one."""
    office, is_open = (number - 1) % size.offices + 1, number <= size.roles
    opened = moment(now - timedelta(days=number % 60 + (0 if is_open else 90), hours=1))
    named, english = title(number), f"Adviser {number}"
    return (
        *(number, office, office, "open" if is_open else "closed", FIELDS[number % len(FIELDS)], "employee"),
        *(people.CITIES[(office - 1) % len(people.CITIES)][0], 5_500_000, 8_000_000),
        *(named, english, text_normalization.fold_text(named), english.lower()),
        *("Bâtir une clientèle durable.", "Build a lasting clientele."),
        *("## Votre quotidien\n\n- Rencontrer des familles\n" * 8, "## Your days\n\n- Meet families\n" * 8),
        *(opened, opened, None if is_open else opened, opened),
    )


def _silence(bulk: Bulk, size: Size, now: datetime) -> None:
    days = [(now - timedelta(days=back)).date().isoformat() for back in range(WEEKS * 7)]
    recruiters = [
        (office, people.recruiter_of(office, number, size.offices))
        for office in range(1, size.offices + 1)
        for number in range(people.RECRUITERS)
    ]
    rows = ((*held, day, 12, 2) for day in reversed(days) for held in recruiters)
    bulk.pour(OverdueDay, "office_id recruiter_id day open overdue", rows)


def _lengthen(bulk: Bulk, now: datetime) -> None:
    """Give the first referral the story of one that goes back and forth."""
    steps = range(LONG_STORY - len(story.lines_of(*STORIED)))
    stages = ("interview", "contacted")
    lines = [
        (stages[step % 2], stages[1 - step % 2], moment(now - timedelta(hours=len(steps) - step))) for step in steps
    ]
    moves = ((1, before, after, 1, names.name(1), at) for after, before, at in lines)
    bulk.pour(StageMove, "referral_id from_stage to_stage by_id by_name at", moves)
    log = (
        ("referrals.moved", at, 1, names.name(1), 1, "referral", 1, json.dumps({"from": before, "to": after}))
        for after, before, at in lines
    )
    bulk.pour(Entry, "kind at actor_id actor_name office_id subject_type subject_id facts", log)
