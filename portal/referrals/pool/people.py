"""Finding people of the talent pool: by words, field, language, region and availability, each with its count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.core.db import db
from portal.core.text_normalization import clean_text, fold_text
from portal.offices.models import Office
from portal.opportunities.labels import FIELDS
from portal.referrals.pool.membership import in_pool
from portal.referrals.record import search_index
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.record.policy import works_on

MOST = 2000
"""Of more people than so many the newest are looked through."""
_BETWEEN = re.compile(r"\s*(?:[,;/&+]|\bet\b|\band\b)\s*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; "" and 0 ask for nothing. `language`, `region` and `availability` are folded."""

    q: str = ""
    office: int = 0
    field: str = ""
    language: str = ""
    region: str = ""
    availability: str = ""

    @classmethod
    def read_args(cls, args: Mapping[str, str]) -> Asked:
        """What makes no sense counts as not asked for."""
        said = {name: fold_text(clean_text(args.get(name)))[:160] for name in ("language", "region", "availability")}
        office, field = args.get("office", ""), args.get("field", "")
        return cls(
            q=clean_text(args.get("q"))[:100],
            office=int(office) if office.isascii() and office.isdigit() and len(office) < 10 else 0,
            field=field if field in FIELDS else "",
            **said,
        )

    def address(self, **changes) -> dict:
        """The query of the address that asks for this, with `changes`."""
        given = {each.name: getattr(self, each.name) for each in fields(self)} | changes
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the pool, by their newest referral there, as they say of themselves."""

    id: int
    version: int
    name: str
    fields: tuple[str, ...]
    experience: str
    languages: str
    region: str
    availability: str
    since: datetime
    again_on: date | None
    referrer: str
    office: str
    office_id: int

    def tells(self, part: str) -> dict[str, str]:
        """What they are filtered by under `part` of Asked: folded, with how it is written."""
        if part == "field":
            return {code: str(FIELDS[code]) for code in self.fields if code in FIELDS}
        said = _BETWEEN.split(self.languages) if part == "language" else [getattr(self, part)]
        return {fold_text(each): each for each in map(str.strip, said) if each}


PARTS = ("field", "language", "region", "availability")


def find_people(user: User, asked: Asked, now: datetime) -> list[Person]:
    """The people of the pools of `user`'s offices whom words and office of `asked` leave, never one they referred.

    The newest come first.
    """
    referrer = aliased(User)
    columns = (Referral.id, Referral.version, Candidate.name, Candidate.fields, Candidate.experience)
    columns += (Candidate.languages, Candidate.region, Candidate.availability, Referral.stage_since, Referral.again_on)
    person = func.coalesce(Candidate.merged_into_id, Candidate.id)
    query = select(*columns, referrer.name, Office.name, Office.id, person).select_from(Referral).join(Candidate)
    query = query.join(referrer, referrer.id == Referral.referrer_id).join(Office, Office.id == Referral.office_id)
    query = query.where(works_on(user), in_pool(now), Referral.referrer_id != user.id)
    if asked.office:
        query = query.where(Referral.office_id == asked.office)
    if asked.q and (found := search_index.select_matching(asked.q, _offices(user, asked))) is not None:
        query = query.where(Referral.id.in_(found))
    rows = db.session.execute(query.order_by(Referral.stage_since.desc(), Referral.id.desc()).limit(MOST))
    known = {}
    for ident, version, name, of_fields, *told, whose in rows:
        known.setdefault(whose, Person(ident, version, name, tuple(of_fields), *told))
    return list(known.values())


def narrow_people(people: Iterable[Person], asked: Asked) -> list[Person]:
    """Those whom the filters besides words and office leave."""
    wanted = {part: getattr(asked, part) for part in PARTS if getattr(asked, part)}
    return [one for one in people if all(value in one.tells(part) for part, value in wanted.items())]


def count_choices(people: list[Person], asked: Asked) -> dict[str, list[tuple[str, str, int]]]:
    """By each filter what can be chosen: (value, how it is written, how many the others leave), the most first."""
    choices = {}
    for part in PARTS:
        told = [one.tells(part) for one in narrow_people(people, replace(asked, **{part: ""}))]
        counts = Counter(value for each in told for value in each)
        written = {value: text for each in reversed(told) for value, text in each.items()}
        choices[part] = sorted(((value, written[value], n) for value, n in counts.items()), key=lambda c: (-c[2], c[1]))
    return choices


def _offices(user: User, asked: Asked) -> Iterable[int]:
    if asked.office:
        return (asked.office,)
    return db.session.scalars(select(Office.id)).all() if user.is_admin else user.offices_as("recruiter", "manager")
