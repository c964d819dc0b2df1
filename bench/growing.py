"""The requests of section C: each again and again, with another person, row or word every time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, cycle
from types import MappingProxyType

from sqlalchemy import update

from bench.filling import World
from bench.people import Person
from bench.requests import BOARD, HTMX, move_of, stage_and_version
from portal.core.db import db, unit_of_work
from portal.offices.models import Office

WORDS = ("courti", "marie", "tremblay", "alice gagnon", "conseill", "c7")
"""What many hold, what some hold, what few hold."""


@dataclass(frozen=True)
class Asked:
    """One kind of request. `ask()` says what is sent next; what it does itself is not measured."""

    name: str
    ask: Callable[[], dict]
    status: int = 200
    budget: float | None = 1.5
    """Of what it costs at a thousand; None: told for information, few people ask it."""


def asked_of(world: World) -> Iterator[Asked]:
    """Every request of the section, in the order of its table."""
    recruiters, managers = _of(world, "recruiter"), _of(world, "manager")
    producers, admin = _of(world, "producer")[:10], [world.people[-1]]
    read = _read(recruiters)
    yield Asked("board", read(BOARD))
    yield Asked("board, after a change", _after_a_change(world, read(BOARD)))
    yield Asked("board as a list", read(BOARD, view="list"))
    yield Asked("board, search", read(BOARD, text=WORDS))
    yield Asked("stage change", _moves(world, recruiters[0]))
    yield Asked("a referral", _some(world, recruiters))
    yield Asked("my referrals", _read(producers)("/referrals"))
    yield Asked("open roles", _read(producers)("/opportunities"))
    yield Asked("open roles, search", _read(producers, HTMX)("/opportunities", q=WORDS))
    yield Asked("a role", _read(producers)("/opportunities/3"))
    yield Asked("producers", read("/producers"))
    yield Asked("producers, search", _read(recruiters, HTMX)("/producers", q=WORDS))
    yield Asked("palette", read("/palette", q=WORDS))
    yield Asked("notifications", read("/notifications"))
    yield Asked("what waits today", read("/referrals/day"))
    for name, people in (("producer", producers), ("recruiter", recruiters), ("manager", managers)):
        yield Asked(f"home of a {name}", _read(people)("/"))
    for path in ("/", BOARD, "/producers", "/admin", "/admin/log", "/admin/outbox?state=sent", "/admin/people",
                 "/admin/sightings", "/admin/consents"):  # fmt: skip
        yield Asked(f"administrator, {path}", _read(admin)(path), budget=None)


def _of(world: World, role: str) -> list[Person]:
    return [one for one in world.people if one.role == role and one.office_id == 1]


def _read(people: list[Person], more: Mapping[str, str] = MappingProxyType({})) -> Callable[..., Callable[[], dict]]:
    """What a page is asked with, by one person after the other; a tuple among the values is asked in turns too."""

    def of(path: str, **query) -> Callable[[], dict]:
        who, values = cycle(people), {name: cycle((value,) if isinstance(value, str) else value)
                                      for name, value in query.items()}  # fmt: skip
        bare, _mark, asked = path.partition("?")
        told = dict(pair.split("=") for pair in asked.split("&") if pair)

        def ask() -> dict:
            chosen = told | {name: next(value) for name, value in values.items()}
            return {"path": bare, "query_string": chosen, "headers": {**next(who).headers, **more}}

        return ask

    return of


def _some(world: World, recruiters: list[Person]) -> Callable[[], dict]:
    """Referrals of office 1, open and closed, young and old."""
    size, who, turns = world.size, cycle(recruiters), count()
    ended = range(size.on_board // size.home_every * size.home_every + size.home_every, size.referrals, size.home_every)

    def ask() -> dict:
        turn = next(turns)
        ident = 2 + turn % (size.on_board - 2) if turn % 2 else ended[turn * 7919 % len(ended)]
        return {"path": f"/referrals/{ident}", "headers": next(who).headers}

    return ask


def _after_a_change(world: World, ask: Callable[[], dict]) -> Callable[[], dict]:
    """Somebody has just moved a card, so that nothing of the columns is at hand."""

    def changed() -> dict:
        with world.app.app_context(), unit_of_work():
            grown = update(Office).where(Office.id == 1).values(board_version=Office.board_version + 1)
            db.session.execute(grown, execution_options={"synchronize_session": False})
        return ask()

    return changed


def _moves(world: World, recruiter: Person) -> Callable[[], dict]:
    turns, cards = count(), range(2, 100)

    def ask() -> dict:
        ident = cards[next(turns) % len(cards)]
        stage, version = stage_and_version(world.app, ident)
        moved = move_of(ident, "contacted" if stage != "contacted" else "interview", version)
        return moved | {"headers": {**recruiter.headers, **HTMX}}

    return ask
