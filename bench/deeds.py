"""What people do in an office day: 70 % lists and fragments, 20 % pages, 10 % writes, each by who would do it.

Every write leaves a mark of its own in the database, so that each one that was answered can be looked for afterwards.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from types import MappingProxyType
from urllib.parse import urlencode

from sqlalchemy import select

from bench.filling import World
from bench.people import Person
from bench.requests import BACKGROUND, BOARD, HTMX
from portal.core.db import db, utcnow
from portal.referrals.record.models import Candidate, Referral, ReferralDraft, StageMove

BROWSER = MappingProxyType({"Accept-Encoding": "gzip, deflate, br", "Sec-Fetch-Site": "same-origin"})
STAGES = ("received", "contacted", "interview")
ENOUGH = 20
"""Cards of an office, at least, for its recruiters to work: some are always on their way."""
GRAMMAR = (
    ("recruiter", "card", 20), ("recruiter", "board", 15), ("producer", "search", 15), ("producer", "mine", 10),
    ("producer", "bell", 10), ("producer", "home", 5), ("producer", "role", 7), ("recruiter", "referral", 5),
    ("recruiter", "day", 3), ("recruiter", "move", 5), ("producer", "draft", 4), ("producer", "introduction", 1),
)  # fmt: skip
"""Who does what, how often in a hundred."""


@dataclass
class Deed:
    """One request of one person. `mark`: what it leaves in the database; `done` hears the status of its answer."""

    name: str
    person: Person
    path: str
    headers: dict = field(default_factory=dict)
    body: str = ""
    mark: str = ""
    done: Callable[[int], None] = lambda status: None

    @property
    def method(self) -> str:
        """POST for what changes something."""
        return "POST" if self.mark else "GET"


class Office:
    """Draws deeds of these people, and knows where the cards stand that it moves."""

    def __init__(self, world: World, seed: int = 7) -> None:
        self._chance = random.Random(seed)
        self._number = count(1)
        self._roles = world.size.roles
        self.cards: dict[int, deque] = {}
        with world.app.app_context():
            columns = Referral.office_id, Referral.id, Referral.stage, Referral.version
            found = select(*columns).where(Referral.stage.in_(STAGES), Referral.closed_at.is_(None))
            for office, *card in db.session.execute(found.order_by(Referral.id)):
                self.cards.setdefault(office, deque()).append(card)
            db.session.remove()
        self._known = {office: [ident for ident, *_card in cards] for office, cards in self.cards.items()}
        self.people = {
            "recruiter": [
                one
                for one in world.people
                if one.role == "recruiter" and len(self.cards.get(one.office_id, ())) >= ENOUGH
            ],
            "producer": [one for one in world.people if one.role == "producer"],
        }

    def draw(self) -> Deed:
        """The next deed."""
        ((role, name, _weight),) = self._chance.choices(GRAMMAR, [weight for *_names, weight in GRAMMAR])
        person = self._chance.choice(self.people[role])
        return getattr(self, f"_{name}")(person)

    def _get(self, name: str, person: Person, path: str, headers=MappingProxyType({})) -> Deed:
        return Deed(name, person, path, {**person.headers, **BROWSER, **headers})

    def _post(self, name: str, person: Person, path: str, form: dict, mark: str, headers=MappingProxyType({})) -> Deed:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return Deed(name, person, path, {**person.headers, **BROWSER, **kind, **headers}, urlencode(form, True), mark)

    def _card_of(self, person: Person) -> int:
        return self._chance.choice(self._known[person.office_id])

    def _card(self, person: Person) -> Deed:
        return self._get("card", person, f"/referrals/{self._card_of(person)}/card", BACKGROUND)

    def _board(self, person: Person) -> Deed:
        return self._get("board", person, BOARD, HTMX)

    def _search(self, person: Person) -> Deed:
        return self._get(
            "search", person, f"/opportunities?q={self._chance.choice(('courti', 'conseil', 'ass'))}", HTMX
        )

    def _mine(self, person: Person) -> Deed:
        return self._get("mine", person, "/referrals", HTMX)

    def _bell(self, person: Person) -> Deed:
        return self._get("bell", person, "/notifications/bell", BACKGROUND)

    def _home(self, person: Person) -> Deed:
        return self._get("home", person, "/")

    def _role(self, person: Person) -> Deed:
        return self._get("role", person, f"/opportunities/{self._chance.randint(1, self._roles)}")

    def _referral(self, person: Person) -> Deed:
        return self._get("referral", person, f"/referrals/{self._card_of(person)}")

    def _day(self, person: Person) -> Deed:
        return self._get("day", person, "/referrals/day")

    def _move(self, person: Person) -> Deed:
        """The card that was not moved for longest; nobody else moves it meanwhile. One only looks when all are on
        their way."""
        cards = self.cards[person.office_id]
        if not cards:
            return self._card(person)
        ident, stage, version = card = cards.popleft()
        to, mark = "interview" if stage == "contacted" else "contacted", f"Vu au banc {next(self._number)}"
        form = {"stage": to, "version": version, "note": mark}
        deed = self._post("move", person, f"/referrals/{ident}/stage", form, mark, HTMX)

        def done(status: int) -> None:
            if status == 200:
                card[1:] = to, version + 1
            if status in (200, 429, 503):  # else nobody knows where it stands
                cards.append(card)

        deed.done = done
        return deed

    def _draft(self, person: Person) -> Deed:
        mark = f"bench-draft-of-{person.id}-{next(self._number)}"
        typed = {"deed_key": mark, "aim": "office", "name": "Jeanne Bouchard", "why": "Elle écoute."}
        return self._post("draft", person, "/referrals/drafts", typed, mark, {"Accept": "application/json"})

    def _introduction(self, person: Person) -> Deed:
        number = next(self._number)
        mark = f"introduced-{number}@bench.example.com"
        yesterday = (utcnow() - timedelta(days=2)).date().isoformat()
        form = {
            "deed_key": f"bench-introduction-{number}", "aim": "office", "office": person.office_id, "email": mark,
            "name": f"Candidate Numéro {number}", "phone": "", "language": "fr", "relationship": "colleague",
            "known_since": ["9", "2018"], "vouch": "3", "fields": ["insurance"], "attested": "y",
            "why": f"En 2021 elle a repris {number % 90 + 10} dossiers en retard et n’en a perdu aucun.",
            "attested_how": "Au téléphone", "attested_on": yesterday,
        }  # fmt: skip
        return self._post("introduction", person, "/referrals/new", form, mark)


def kept(world: World) -> set[str]:
    """The marks of every write that is in the database."""
    with world.app.app_context():
        marks = set(db.session.scalars(select(StageMove.note).where(StageMove.note.like("Vu au banc %"))))
        marks |= set(db.session.scalars(select(Candidate.email).where(Candidate.email.like("introduced-%"))))
        marks |= {answers["key"] for answers in db.session.scalars(select(ReferralDraft.answers))}
        db.session.remove()
    return marks
