"""Two hundred people in three offices, each with an open session, always the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert

from portal.accounts.models import Membership, SignIn, User
from portal.core.db import db
from portal.core.tokens import digest
from portal.offices.models import Office
from portal.producers.models import Profile

OFFICES = (("Québec", "CA-QC"), ("Montréal", "CA-QC"), ("Paris", "FR-IDF"))
RECRUITERS, MANAGERS = 5, 2
FIRST = ("Alice", "Bruno", "Chloé", "David", "Élise", "Félix", "Gaëlle", "Hugo", "Inès", "Jérôme", "Karine", "Louis")
LAST = ("Côté", "Tremblay", "Gagnon", "Roy", "Bouchard", "Lévesque", "Nguyen", "Fortin", "Morin", "Lefebvre", "Diallo")


def name(number: int) -> str:
    """A name of a person, the same for the same number."""
    return f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}-{LAST[number * 7 % len(LAST)]}"


@dataclass(frozen=True)
class Person:
    """Who the bench may be: their id, and the headers that make a request theirs."""

    id: int
    role: str
    office_id: int
    cookie: str
    csrf: str

    @property
    def headers(self) -> dict[str, str]:
        """Headers of their requests, safe or not."""
        return {"Cookie": self.cookie, "X-CSRFToken": self.csrf}


def settle(app: Flask, count: int, now: datetime) -> list[Person]:
    """Fill offices, people, roles, profiles and sessions into the empty database; `count` people, at least 30."""
    db.session.execute(insert(Office), [_office(number, now) for number in range(len(OFFICES))])
    people = [(number + 1, *_place(number)) for number in range(count)]
    db.session.execute(
        insert(User),
        [
            {"id": ident, "email": f"p{ident}@bench.example.com", "name": name(ident), "language": "fr",
             "created_at": now, "is_admin": ident == count, "version": 1}
            for ident, _role, _office in people
        ],
    )  # fmt: skip
    held = [{"user_id": ident, "office_id": office, "role": role} for ident, role, office in people]
    db.session.execute(insert(Membership), held)
    _profiles([person for person in people if person[1] == "producer"])
    # the moment of the last deed lies ahead, so that no measured request happens to be the one that writes it
    ahead = now + timedelta(minutes=20)
    sessions = [
        {"user_id": ident, "token_digest": digest(_token(ident)), "began_at": now, "last_deed_at": ahead}
        for ident, _role, _office in people
    ]
    db.session.execute(insert(SignIn), sessions)
    return [_person(app, *person) for person in people]


def _office(number: int, now: datetime) -> dict:
    city, region = OFFICES[number]
    return {"id": number + 1, "name": f"Bureau de {city}", "slug": f"bureau-{number}", "city": city, "region": region,
            "created_at": now, "board_version": 1}  # fmt: skip


def _place(number: int) -> tuple[str, int]:
    """Role and office of the person of that number: the offices fill in turn, recruiters first."""
    rank = number // len(OFFICES)
    role = "recruiter" if rank < RECRUITERS else "manager" if rank < RECRUITERS + MANAGERS else "producer"
    return role, number % len(OFFICES) + 1


def _profiles(producers: list[tuple[int, str, int]]) -> None:
    db.session.execute(
        insert(Profile),
        [
            {"user_id": ident, "office_id": office, "partner_id": office + (ident % RECRUITERS) * len(OFFICES),
             "fields": ["insurance", "wealth"], "languages": ["fr"], "version": 1}
            for ident, _role, office in producers
        ],
    )  # fmt: skip


def _token(ident: int) -> str:
    return f"bench-session-of-{ident}".ljust(43, "-")


def _person(app: Flask, ident: int, role: str, office: int) -> Person:
    with app.test_request_context():
        session.update({"_user_id": _token(ident), "_fresh": True, "_permanent": True, "csrf_token": "f" * 40})
        csrf = generate_csrf()
        signed = app.session_interface.get_signing_serializer(app).dumps(dict(session))
    return Person(ident, role, office, f"{app.config['SESSION_COOKIE_NAME']}={signed}; lang=fr", csrf)
