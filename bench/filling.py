"""A database as after years of use: roles, referrals with their moves and log, and the words to find them by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import insert

from bench import people
from bench.people import Person
from portal.activity.models import Entry
from portal.app import create_app
from portal.commands import prepare
from portal.config import Settings
from portal.core import search
from portal.core.db import db, utcnow, writing
from portal.core.text import fold
from portal.opportunities.models import FIELDS, Opportunity
from portal.referrals.models import Candidate, Referral, StageMove

KEY = "only-for-the-bench-" * 2
TITLES = (
    "Conseillère en sécurité financière",
    "Courtier immobilier",
    "Planificatrice financière",
    "Agente en assurance de dommages",
    "Courtière hypothécaire",
    "Représentant en épargne collective",
)
STEPS = ("awaiting_consent", "received", "contacted", "interview", "offer")
ENDS = ("hired", "not_selected", "withdrawn", "talent_pool")
ON_A_BOARD = 60
LONG_STORY = 20
BULK = 5_000


@dataclass(frozen=True)
class Size:
    """How much to fill in."""

    referrals: int = 10_000
    people: int = 200
    roles: int = 90


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
def world(size: Size) -> Iterator[World]:
    """A filled SQLite database in a folder of its own, gone at the end of the block."""
    with ExitStack() as at_end:
        data = Path(at_end.enter_context(TemporaryDirectory(prefix="relais-bench-")))
        app = create_app(Settings(data_dir=data, secret_key=KEY, worker="apart", log_level="WARNING"))
        with app.app_context():
            at_end.callback(_disconnect, app)
            prepare()
            now = utcnow()
            with writing():
                everybody = people.settle(app, size.people, now)
                _roles(size.roles, now)
                _referrals(size, everybody, now)
            db.session.connection().exec_driver_sql("ANALYZE")
            db.session.remove()
        yield World(app, data, everybody, size, storied=1)


def _disconnect(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def _roles(count: int, now: datetime) -> None:
    rows = []
    for number in range(count):
        title = f"{TITLES[number % len(TITLES)]} {number + 1}"
        office = number % len(people.OFFICES) + 1
        opened = now - timedelta(days=number % 60, hours=1)
        rows.append(
            {"id": number + 1, "office_id": office, "recruiter_id": office, "state": "open",
             "field": FIELDS[number % len(FIELDS)], "kind": "employee", "city": people.OFFICES[office - 1][0],
             "pay_min_cents": 5_500_000, "pay_max_cents": 8_000_000, "title_fr": title,
             "title_en": f"Adviser {number + 1}", "sort_fr": fold(title), "sort_en": f"adviser {number + 1}",
             "summary_fr": "Bâtir une clientèle durable.",
             "summary_en": "Build a lasting clientele.",
             "body_fr": "## Votre quotidien\n\n- Rencontrer des familles\n" * 8,
             "body_en": "## Your days\n\n- Meet families\n" * 8, "created_at": opened, "opened_at": opened,
             "updated_at": opened, "version": 1}
        )  # fmt: skip
    db.session.execute(insert(Opportunity), rows)
    for row in rows:
        search.put("opportunity", row["id"], row["title_fr"], row["title_en"], row["summary_fr"], row["city"])


def _referrals(size: Size, everybody: list[Person], now: datetime) -> None:
    """The first 60 are open, in office 1; then every tenth is open elsewhere; the rest ended long ago."""
    producers = {
        office: [p for p in everybody if p.role == "producer" and p.office_id == office] for office in (1, 2, 3)
    }
    tables: dict[type, list[dict]] = {Candidate: [], Referral: [], StageMove: [], Entry: []}
    for number in range(1, size.referrals + 1):
        _one(number, producers, size, now, tables)
    for model, rows in tables.items():
        for start in range(0, len(rows), BULK):
            db.session.execute(insert(model), rows[start : start + BULK])
    for candidate, referral in zip(tables[Candidate], tables[Referral], strict=True):
        if referral["opened_at"] and (referral["id"] % 4 == 0 or not referral["closed_at"]):
            search.put("referral", referral["id"], candidate["name"], candidate["email"])


def _one(number: int, producers: dict, size: Size, now: datetime, tables: dict[type, list[dict]]) -> None:
    office = 1 if number <= ON_A_BOARD else number % 3 + 1
    is_open = number <= ON_A_BOARD or (number % 10 == 0 and office != 1)
    stage = STEPS[1 + number % 4] if is_open else ENDS[number % len(ENDS)]
    born = now - timedelta(days=number % 20 + 10) if is_open else now - timedelta(days=200 + number % 900)
    producer = producers[office][number % len(producers[office])]
    recruiter = office + (number % people.RECRUITERS) * len(people.OFFICES)
    path = [*STEPS[: STEPS.index(stage) + 1]] if is_open else [*STEPS[: 2 + number % 4], stage]
    if number == 1:
        path = ["awaiting_consent"] + ["received", "contacted"] * (LONG_STORY // 2)
        stage = path[-1]
    moments = [born + timedelta(hours=9 * step) for step in range(len(path))]
    tables[Candidate].append(
        {"id": number, "name": people.name(number * 5 + 3), "email": f"c{number}@bench.example.com",
         "phone": "+14185550123", "created_at": born}
    )  # fmt: skip
    tables[Referral].append(
        {"id": number, "office_id": office, "opportunity_id": number % size.roles + 1, "referrer_id": producer.id,
         "candidate_id": number, "recruiter_id": recruiter, "stage": stage, "stage_since": moments[-1],
         "agreed_at": moments[1], "opened_at": moments[1], "recruiter_answer": "accepted",
         "news_due_at": now + timedelta(days=number % 9 - 2) if is_open else None,
         "last_news_at": moments[-1], "closed_at": None if is_open else moments[-1], "relationship": "colleague",
         "vouch": number % 4 + 1, "why": "Elle écoute avant de conseiller, et tient ce qu’elle promet.",
         "attested_how": "Au téléphone.", "attested_on": born.date(), "created_at": born, "version": 1}
    )  # fmt: skip
    for before, after, at in zip([None, *path], path, moments, strict=False):
        tables[StageMove].append(
            {"referral_id": number, "from_stage": before, "to_stage": after, "by_id": recruiter,
             "by_name": people.name(recruiter), "at": at, "note": "Nous avons parlé hier." if after in ENDS else ""}
        )  # fmt: skip
        tables[Entry].append(
            {"kind": "referrals.moved" if before else "referrals.introduced", "at": at, "actor_id": recruiter,
             "actor_name": people.name(recruiter), "office_id": office, "subject_type": "referral",
             "subject_id": number, "facts": {"from": before, "to": after} if before else {}}
        )  # fmt: skip
