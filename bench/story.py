"""What follows from a referral: its moves, its log, notices, letters, who read it. Told by the database itself.

Each table is one INSERT … SELECT, in the order in which things happened, so that the lines of one referral lie as far
apart on disk as after years of use.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    literal,
    null,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from bench.bulk import Bulk
from portal.accounts.models import User
from portal.activity.models import Entry
from portal.core.db import Moment
from portal.jobs.queue import Job
from portal.mail.outbox import OutgoingLetter
from portal.notifications.models import Notice
from portal.referrals.consent.models import Consent
from portal.referrals.record.access_log import Sighting
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.status_updates.overdue_reminders import Escalation

PACE = 40
"""Hours between two lines of a story."""
MAILED, WORKED = timedelta(days=180), timedelta(days=30)
"""How long letters and jobs are kept."""
OPEN = ("awaiting_consent", "received", "contacted", "interview", "offer")
FIRST = (
    ("referrals.introduced", None, "awaiting_consent", ""),
    ("referrals.accepted", "awaiting_consent", "awaiting_consent", "accepts"),
    ("referrals.opened", "awaiting_consent", "received", ""),
)
NOTE = "Nous nous sommes parlé hier ; elle réfléchit et me rappelle lundi."
THANKS = "Merci de nous avoir présenté cette personne : l’équipe a beaucoup aimé la rencontrer, et elle aussi."

PATH = Table(
    "bench_path", MetaData(), Column("stage", String), Column("turn", Integer), Column("step", Integer),
    Column("kind", String), Column("before", String), Column("after", String), Column("gesture", String),
    Column("note", String),
)  # fmt: skip
"""What happens, step by step, to a referral that now stands at `stage`, of those whose id has the rest `turn`."""
TURNS = 4


class later(FunctionElement):
    """SQL: a moment, so many hours later."""

    type, inherit_cache = Moment(), True


class hour_of(FunctionElement):
    """SQL: the number of whole hours since 1970."""

    type, inherit_cache = Integer(), True


class as_json(FunctionElement):
    """SQL: a text as the value of a column of JSON."""

    type, inherit_cache = JSON(), True


@compiles(later, "sqlite")
def _later_in_sqlite(element, compiler, **more) -> str:
    at, hours = (compiler.process(part, **more) for part in element.clauses)
    return f"strftime('%Y-%m-%d %H:%M:%f000', {at}, ({hours}) || ' hours')"


@compiles(later, "postgresql")
def _later_in_postgresql(element, compiler, **more) -> str:
    at, hours = (compiler.process(part, **more) for part in element.clauses)
    return f"({at} + make_interval(hours => {hours}))"


@compiles(hour_of, "sqlite")
def _hour_in_sqlite(element, compiler, **more) -> str:
    return f"(strftime('%s', {compiler.process(element.clauses, **more)}) / 3600)"


@compiles(hour_of, "postgresql")
def _hour_in_postgresql(element, compiler, **more) -> str:
    return f"floor(extract(epoch from {compiler.process(element.clauses, **more)}) / 3600)::integer"


@compiles(as_json, "sqlite")
def _json_in_sqlite(element, compiler, **more) -> str:
    return compiler.process(element.clauses, **more)


@compiles(as_json, "postgresql")
def _json_in_postgresql(element, compiler, **more) -> str:
    return f"({compiler.process(element.clauses, **more)})::json"


def lines_of(stage: str, turn: int) -> list[tuple]:
    """(kind, before, after, gesture, note) of each step that led to `stage`."""
    if stage == OPEN[0]:
        return [(*FIRST[0], "")]
    ended = stage not in OPEN
    last = 2 + turn if ended else OPEN.index(stage) + 1
    moves = [("referrals.moved", OPEN[step - 1], OPEN[step], "", "") for step in range(2, min(last, len(OPEN)))]
    lines = [*((*line, "") for line in FIRST), *moves]
    if ended:
        lines.append(("referrals.moved", lines[-1][2], stage, "", NOTE))
        lines += [("thanks.thanked", stage, stage, "thanks", THANKS)] if turn % 2 else []
    return lines


@cache
def last_move(stage: str, turn: int) -> int:
    """The step of such a story that brought it to `stage`."""
    return max(step for step, (_kind, before, after, *_rest) in enumerate(lines_of(stage, turn)) if before != after)


def tell(bulk: Bulk, now: datetime) -> None:
    """Fill in all that follows from the referrals that are there."""
    PATH.create(bulk.connection)
    bulk.connection.commit()
    stages = sorted(bulk.connection.scalars(select(Referral.stage).distinct()))
    bulk.connection.commit()
    steps = ((stage, turn, step, *line) for stage in stages for turn in range(TURNS)
             for step, line in enumerate(lines_of(stage, turn)))  # fmt: skip
    bulk.pour(PATH, " ".join(column.name for column in PATH.columns), steps)
    bulk.derive(StageMove, _moves())
    bulk.derive(Entry, _log())
    bulk.derive(Notice, _notices(now))
    bulk.derive(Consent, _consents("candidate", "this_role", "page", Referral.agreed_at))
    bulk.derive(Consent, _consents("recruiter", "introduction", "page", Referral.opened_at))
    for person in (Referral.recruiter_id, Referral.office_id):  # the office’s first recruiter has its number
        bulk.derive(Sighting, _sightings(person, same=person is Referral.recruiter_id))
    for letter, to in (("consent.invitation", "candidate:"), ("introductions.to_candidate", "candidate:"),
                       ("introductions.to_recruiter", "user:")):  # fmt: skip
        bulk.derive(OutgoingLetter, _letters(letter, to, now))
    bulk.derive(Job, _jobs(now))
    for step, due in (("soon", Referral.news_soon_at), ("overdue", Referral.news_due_at), ("manager", None)):
        bulk.derive(Escalation, _steps(step, due if due is not None else later(Referral.news_due_at, 100), now))
    PATH.drop(bulk.connection)
    bulk.connection.commit()


def _stepped() -> Select:
    """From each referral to each of its steps, in the order of time."""
    own = and_(PATH.c.stage == Referral.stage, PATH.c.turn == Referral.id % TURNS)
    return select().select_from(Referral).join(PATH, own).join(User, User.id == _actor())


def _actor() -> ColumnElement[int]:
    return case((PATH.c.step == 0, Referral.referrer_id), else_=Referral.recruiter_id)


def _moves() -> Select:
    at = later(Referral.created_at, PATH.c.step * PACE)
    columns = (Referral.id.label("referral_id"), PATH.c.before.label("from_stage"), PATH.c.after.label("to_stage"))
    by = (_actor().label("by_id"), User.name.label("by_name"), at.label("at"))
    return _stepped().add_columns(*columns, *by, PATH.c.gesture, PATH.c.note).order_by(at)


def _log() -> Select:
    at = later(Referral.created_at, PATH.c.step * PACE)
    told = literal('{"from": "') + PATH.c.before + '", "to": "' + PATH.c.after + '", "referrer": '
    told = told + cast(Referral.referrer_id, String) + "}"
    facts = as_json(case((PATH.c.kind == "referrals.moved", told), else_="{}"))
    columns = (PATH.c.kind, at.label("at"), _actor().label("actor_id"), User.name.label("actor_name"))
    about = (literal("referral").label("subject_type"), Referral.id.label("subject_id"), facts.label("facts"))
    return _stepped().add_columns(*columns, Referral.office_id, *about).order_by(at)


def _notices(now: datetime) -> Select:
    """The referrer hears of what the office does, the recruiter of the rest; what is older than two days was read."""
    hears = case((Entry.actor_id == Referral.referrer_id, Referral.recruiter_id), else_=Referral.referrer_id)
    read = case((Entry.at < now - timedelta(days=2), Entry.at), else_=null())
    query = select(hears.label("user_id"), Entry.id.label("entry_id"), Entry.at, read.label("read_at"))
    return query.join(Referral, Referral.id == Entry.subject_id).order_by(Entry.id)


def _consents(party: str, purpose: str, channel: str, at) -> Select:
    told = {"party": party, "purpose": purpose, "text_version": "2026-11", "language": "fr", "channel": channel}
    query = select(Referral.id.label("referral_id"), at.label("given_at"))
    return query.add_columns(*(literal(value).label(name) for name, value in told.items())).where(at.is_not(None))


def _sightings(person, *, same: bool) -> Select:
    seen = select(Referral.candidate_id, person.label("actor_id"), hour_of(Referral.stage_since).label("hour"))
    seen = seen.add_columns(Referral.stage_since.label("at"), literal("board").label("place"))
    seen = seen.add_columns(Referral.id.label("referral_id")).where(Referral.opened_at.is_not(None))
    return seen if same else seen.where(person != Referral.recruiter_id)


def _letters(letter: str, to: str, now: datetime) -> Select:
    number, whom = cast(Referral.id, String), Referral.candidate_id if to == "candidate:" else Referral.recruiter_id
    key = literal(f"{letter}:") + number
    facts = as_json(literal('{"referral": ') + number + "}")
    columns = {"key": key, "letter": literal(letter), "recipient": literal(to) + cast(whom, String), "facts": facts}
    columns |= {"message_id": literal("<0123456789abcdef0123456789abcdef-") + key + "@relais.example.com>"}
    columns |= dict.fromkeys(("created_at", "send_after", "sent_at"), Referral.created_at)
    query = select(*(value.label(name) for name, value in columns.items()))
    return query.where(Referral.created_at > now - MAILED)


def _steps(step: str, due, now: datetime) -> Select:
    """What was done when a promise came near or was missed, so that nothing is left to do at the first turn."""
    query = select(Referral.id.label("referral_id"), literal(step).label("step"), Referral.news_due_at.label("about"))
    return query.add_columns(Referral.news_due_at.label("at")).where(due <= now)


def _jobs(now: datetime) -> Select:
    payload = as_json(literal('{"entry": ') + cast(Entry.id, String) + "}")
    columns = {"kind": literal("notifications.mail"), "payload": payload, "run_at": Entry.at, "done_at": Entry.at}
    query = select(*(value.label(name) for name, value in columns.items()))
    return query.where(Entry.at > now - WORKED).order_by(Entry.id)
