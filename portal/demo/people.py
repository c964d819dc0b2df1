"""Offices and people of the demo: three offices, 40 producers, 5 recruiters, 2 managers, 1 admin."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from portal.accounts.auth import passwords
from portal.accounts.models import Membership, User
from portal.accounts.users import make_findable
from portal.core.db import db
from portal.core.text_normalization import fold_text
from portal.demo.content_loader import read_content
from portal.offices.models import Office
from portal.producers.models import Profile

DOMAIN = "demo.example.com"
PRODUCERS = {"quebec": 15, "montreal": 16, "paris": 9}
STAFF = (
    ("recruteur", "Rosalie Gagnon", "recruiter", ("quebec",), "Conseillère en recrutement"),
    ("mathis.cote", "Mathis Côté", "recruiter", ("quebec",), "Conseiller en recrutement"),
    ("nadia.benali", "Nadia Benali", "recruiter", ("montreal",), "Conseillère en recrutement"),
    ("philippe.o-connor", "Philippe O’Connor", "recruiter", ("montreal",), "Recruteur principal"),
    ("solene.lefevre", "Solène Lefèvre", "recruiter", ("paris",), "Chargée de recrutement"),
    ("direction", "Hélène Vaillancourt", "manager", ("quebec", "montreal"), "Directrice régionale"),
    ("antoine.marchal", "Antoine Marchal", "manager", ("paris",), "Directeur d’agence"),
)
FIELDS = ("insurance", "wealth", "mortgage", "realestate")


@dataclass
class Company:
    """Who is in the demo, by office key."""

    offices: dict[str, Office] = field(default_factory=dict)
    recruiters: dict[str, list[User]] = field(default_factory=dict)
    producers: dict[str, list[User]] = field(default_factory=dict)
    profiles: dict[int, Profile] = field(default_factory=dict)


def create_people(chance: Random, now: datetime) -> Company:
    """Make the offices and everybody in them."""
    company, began = Company(), now - timedelta(days=900)
    someone = User()
    passwords.store_password(someone, passwords.PUBLISHED)  # one hash for all: hashing fifty passwords takes seconds
    for told in read_content("offices")["office"]:
        company.offices[told["key"]] = _office(told, began)
    db.session.flush()
    for account, name, role, keys, title in STAFF:
        person = _person(account, name, began, someone.password_hash, title=title, **_zone(company, keys[0]))
        person.memberships = [Membership(role=role, office_id=company.offices[key].id) for key in keys]
        if role == "recruiter":
            company.recruiters.setdefault(keys[0], []).append(person)
    _person("admin", "Adèle Nguyen", began, someone.password_hash, title="Administration", is_admin=True)
    names = _names(chance)
    for key, number in PRODUCERS.items():
        company.producers[key] = [
            _producer(company, key, chance, names, began, someone.password_hash, first=key == "quebec" and not n)
            for n in range(number)
        ]
    db.session.flush()
    _make_known()
    return company


def _zone(company: Company, key: str) -> dict:
    return {"timezone": company.offices[key].timezone}


def _office(told: dict, began: datetime) -> Office:
    region = "CA-QC" if told["country"] == "CA" else "FR-IDF"
    office = Office(
        name=f"Bureau de {told['name']['fr']}",
        slug=told["key"],
        region=region,
        created_at=began,
        phone=told["phone"].replace(" ", "").replace("-", ""),
        **{name: told[name] for name in ("city", "timezone", "language", "currency", "address")},
    )
    db.session.add(office)
    return office


def _person(account: str, name: str, began: datetime, password_hash: str, **more) -> User:
    email = f"{account}@{DOMAIN}"
    person = User(email=email, name=name, created_at=began, password_hash=password_hash, **more)
    db.session.add(person)
    return person


def _names(chance: Random) -> dict[str, list[str]]:
    """Names by country, in an order of chance, each used once."""
    told = read_content("names")
    first = chance.sample(told["first_names"], len(told["first_names"]))
    last = chance.sample(told["surnames"], len(told["surnames"]))
    france = chance.sample(told["surnames_france"], len(told["surnames_france"]))
    return {
        "CA": [f"{a} {b}" for a, b in zip(first, last, strict=False)],
        "FR": [f"{a} {b}" for a, b in zip(reversed(first), france, strict=False)],
    }


def _producer(company: Company, key: str, chance: Random, names, began, password_hash, *, first: bool) -> User:
    name = "Émile Bouchard" if first else names["FR" if key == "paris" else "CA"].pop()
    account = "producteur" if first else fold_text(name).replace(" ", ".").replace("'", "-")
    phone = f"+3319900{chance.randrange(4000, 4999)}" if key == "paris" else f"+1418555{chance.randrange(100, 199):04}"
    language = "en" if key == "montreal" and chance.random() < 0.3 else "fr"
    person = _person(account, name, began, password_hash, phone=phone, language=language, **_zone(company, key))
    person.memberships = [Membership(role="producer", office_id=company.offices[key].id)]
    db.session.flush()
    company.profiles[person.id] = _profile(person, company, key, chance)
    return person


def _profile(person: User, company: Company, key: str, chance: Random) -> Profile:
    growing = read_content("profiles")["profile"]["growing"]
    growth = chance.choice([told for told in growing if key in told.get("offices", [key])])
    profile = Profile(
        user_id=person.id,
        office_id=company.offices[key].id,
        partner_id=company.recruiters[key][person.id % len(company.recruiters[key])].id,
        fields=chance.sample(FIELDS, chance.choice((1, 1, 2))),
        languages=["fr", "en"] if person.language == "en" or chance.random() < 0.4 else ["fr"],
        region=company.offices[key].city,
        since=date(chance.randrange(2009, 2026), chance.randrange(1, 13), 1),
        growth=growth[person.language],
        contact_preference=chance.choice(("phone", "email", "phone")),
    )
    db.session.add(profile)
    return profile


def _make_known() -> None:
    """Everybody can be found by name."""
    for person in db.session.scalars(db.select(User)):
        make_findable(person)
