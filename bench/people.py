"""The people of the bench: in offices of equal size, each with an open session, always the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from bench.bulk import Bulk, moment
from bench.names import name, words
from portal.accounts.models import Membership, SignIn, User
from portal.core import search, text_normalization
from portal.core.tokens import digest_token
from portal.offices.models import Office
from portal.producers.models import Profile

CITIES = (("Québec", "CA-QC"), ("Montréal", "CA-QC"), ("Paris", "FR-IDF"))
RECRUITERS, MANAGERS = 5, 2


@dataclass(frozen=True)
class Person:
    """Who the bench may be: their id, and the headers that make a request theirs."""

    id: int
    role: str
    office_id: int
    csrf: str
    sign: Callable[[int], str]

    @cached_property
    def cookie(self) -> str:
        """The cookie of their session."""
        return self.sign(self.id)

    @property
    def headers(self) -> dict[str, str]:
        """Headers of their requests, safe or not."""
        return {"Cookie": self.cookie, "X-CSRFToken": self.csrf}


def settle(app: Flask, bulk: Bulk, count: int, offices: int, now: datetime) -> list[Person]:
    """Fill offices, people, roles, profiles and sessions into the empty database; `count` people, ten an office or
    more. The last one is an administrator."""
    born = moment(now)
    bulk.pour(Office, "id name slug city region created_at", (_office(number, born) for number in range(offices)))
    held = [(ident, *place_of(ident, offices)) for ident in range(1, count + 1)]
    people = (
        (ident, mail_of(ident), name(ident), text_normalization.fold_text(name(ident)), ident == count, born)
        for ident, *_ in held
    )
    bulk.pour(User, "id email name sort_name is_admin created_at", people)
    bulk.pour(Membership, "user_id role office_id", held)
    bulk.find(
        search.index_line("person", ident, text_normalization.name_words(mail_of(ident)), own=words(ident))
        for ident, *_ in held
    )
    _profiles(bulk, [(ident, office) for ident, role, office in held if role == "producer"], offices)
    # the moment of the last deed lies ahead, so that no measured request happens to be the one that writes it
    ahead = moment(now + timedelta(minutes=20))
    sessions = ((ident, digest_token(_token(ident)), born, ahead) for ident, *_ in held)
    bulk.pour(SignIn, "user_id token_digest began_at last_deed_at", sessions)
    csrf, sign = _signing(app)
    return [Person(*person, csrf, sign) for person in held]


def place_of(ident: int, offices: int) -> tuple[str, int]:
    """Role and office of the person `ident`: the offices fill in turn, recruiters first."""
    rank, office = divmod(ident - 1, offices)
    role = "recruiter" if rank < RECRUITERS else "manager" if rank < RECRUITERS + MANAGERS else "producer"
    return role, office + 1


def recruiter_of(office: int, number: int, offices: int) -> int:
    """The id of a recruiter of `office`, another one for the next number."""
    return office + number % RECRUITERS * offices


def mail_of(ident: int) -> str:
    """Their address."""
    return f"p{ident}@bench.example.com"


def _office(number: int, born: str) -> tuple:
    city, region = CITIES[number % len(CITIES)]
    called = f"Bureau de {city}" if number < len(CITIES) else f"Bureau de {city} {number + 1}"
    return number + 1, called, f"bureau-{number}", city, region, born


def _profiles(bulk: Bulk, producers: list[tuple[int, int]], offices: int) -> None:
    told = ('["insurance", "wealth"]', '["fr"]')
    rows = ((ident, office, recruiter_of(office, ident, offices), *told) for ident, office in producers)
    bulk.pour(Profile, "user_id office_id partner_id fields languages", rows)


def _token(ident: int) -> str:
    return f"bench-session-of-{ident}".ljust(43, "-")


def _signing(app: Flask) -> tuple[str, Callable[[int], str]]:
    """The token of forms, which all share, and the function that signs the cookie of a person."""
    kept = {"_fresh": True, "_permanent": True, "csrf_token": "f" * 40}
    with app.test_request_context():
        session.update(kept)
        csrf = generate_csrf()
    signer, cookie = app.session_interface.get_signing_serializer(app), app.config["SESSION_COOKIE_NAME"]
    return csrf, lambda ident: f"{cookie}={signer.dumps({'_user_id': _token(ident), **kept})}; lang=fr"
