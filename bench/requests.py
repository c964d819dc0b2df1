"""The requests of one person at a time, and how each is made again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType
from typing import Protocol

from flask import Flask
from sqlalchemy import select

from bench.filling import World
from portal.core.db import db
from portal.referrals.record.models import Referral

HTMX = MappingProxyType({"HX-Request": "true", "HX-Request-Type": "partial"})
BACKGROUND = MappingProxyType({**HTMX, "Relais-Background": "1"})
BOARD = "/referrals/board"


class Failed(Exception):
    """A request was not answered as it should be; the message says which and how."""


class Answer(Protocol):
    """What a request needs to know of an answer."""

    status_code: int
    headers: Mapping[str, str]


class Sender(Protocol):
    """Who can send requests: Werkzeug’s test client, or `bench.serving.Line` to the real server."""

    def open(
        self, *, path: str, headers: dict, query_string: dict = ..., method: str = ..., data: dict = ...
    ) -> Answer:
        """Send one request and read its answer."""


@dataclass
class Request:
    """One measured request. `ask()` prepares what a sender is given (not measured); then it is sent."""

    name: str
    h: float
    statements: int
    ask: Callable[[], dict]
    status: int = 200
    prepare: Callable[[Request, Sender], None] = field(default=lambda request, sender: None)

    def send(self, sender: Sender, given: dict) -> Answer:
        """Send it once. Raises Failed for another status than the promised one."""
        return self.checked(sender.open(**given))

    def checked(self, answer: Answer) -> Answer:
        """The answer. Raises Failed when its status is not the promised one."""
        if answer.status_code != self.status:
            raise Failed(f"{self.name}: answered {answer.status_code}, not {self.status}")
        return answer


def requests_of(world: World) -> list[Request]:
    """The rows of the budget, in its order."""
    rita, producer = world.someone("recruiter"), world.someone("producer")

    def get(path: str, headers=MappingProxyType({}), person=rita, **query) -> Callable[[], dict]:
        given = {"path": path, "query_string": query, "headers": {**person.headers, **headers}}
        return lambda: dict(given)

    roles = "/opportunities"
    return [
        Request("signed-in empty page", 2, 2, get("/bench/empty", person=producer)),
        Request("board, 60 cards, warm", 5, 6, get(BOARD)),
        Request("board, not modified", 2.5, 3, get(BOARD), status=304, prepare=_with_its_tag),
        Request("one card after a signal", 3.5, 4, get("/referrals/2/card", BACKGROUND)),
        Request("stage change", 10, 14, _moves(world)),
        Request("open roles, first 20", 5, 5, get(roles, person=producer)),
        Request("open roles, search while typing", 7, 5, get(roles, HTMX, person=producer, q="courti")),
        Request("a role", 6, 8, get(f"{roles}/3", person=producer)),
        Request("a referral with 20 lines", 6, 8, get(f"/referrals/{world.storied}")),
    ]


def _with_its_tag(request: Request, sender: Sender) -> None:
    """Ask the board once, so that the following requests can say what they hold."""
    given = request.ask()
    given["headers"] = {name: value for name, value in given["headers"].items() if name != "If-None-Match"}
    answer = sender.open(**given)
    if not (tag := answer.headers.get("ETag")):
        raise Failed(f"{request.name}: {given['path']} answered {answer.status_code} without ETag")
    given["headers"] = {**given["headers"], "If-None-Match": tag}
    request.ask = lambda: dict(given)


def _moves(world: World) -> Callable[[], dict]:
    """Each call moves a card of the board one step, or back."""
    rita, turns = world.someone("recruiter"), count()
    cards = range(2, min(world.size.referrals, 41))

    def ask() -> dict:
        ident = cards[next(turns) % len(cards)]
        stage, version = stage_and_version(world.app, ident)
        to = "contacted" if stage != "contacted" else "interview"
        return move_of(ident, to, version) | {"headers": {**rita.headers, **HTMX}}

    return ask


def move_of(ident: int, to: str, version: int) -> dict:
    """The form that moves a card, as the board sends it."""
    return {"path": f"/referrals/{ident}/stage", "method": "POST", "data": {"stage": to, "version": str(version)}}


def stage_and_version(app: Flask, ident: int) -> tuple[str, int]:
    """Where a referral stands."""
    with app.app_context():
        return db.session.execute(select(Referral.stage, Referral.version).where(Referral.id == ident)).one()
