"""A believable year: who was introduced when, what the recruiters wrote, what became of it, what is late."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from portal.accounts.models import User
from portal.candidate_portal import withdrawal
from portal.core.db import db
from portal.core.text_normalization import fold_text
from portal.demo import consents
from portal.demo.content_loader import read_content
from portal.demo.people import Company
from portal.offices.calendars import calendar_of
from portal.offices.models import Office
from portal.opportunities.models import Opportunity
from portal.referrals.acknowledgements import thanks
from portal.referrals.duplicates import similarity
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions
from portal.referrals.stages.definitions import HIRED, NOT_SELECTED, OPEN, TALENT_POOL, WITHDRAWN
from portal.referrals.submission import submissions

REFERRALS = 160
RECENT = 70
"""How many of them are of the last five weeks, so that the board has something to move."""
YEARS = re.compile(r"\b(?:19|20)\d\d\b")
KNOWN_AS = {"worked_together": "colleague", "supplier": "colleague"}
OLD_NEWS = timedelta(days=2)
"""News older than this were read long ago."""
PATH = (*OPEN[2:], HIRED)
FORGOTTEN = 0.05
"""Share of the steps of recent referrals that nobody took: the silence that the portal shows."""
THANKED = 0.8
"""Share of the introductions for which the referrer was thanked."""
HALFWAY = 10
"""Days in which some introductions have only one half of their agreement."""
SPELLED_OTHERWISE = REFERRALS - 1
"""The one who was referred before, by another producer, under another spelling and another address."""
OPEN_LINK = REFERRALS - 2
"""The one whose candidate has not answered yet: the producer of the four accounts has a link to pass on."""
NAMED_BEFORE = REFERRALS - 20
"""Whom the one who is spelled otherwise is: about ten days old, agreed on their own page, and still open."""
FORGOTTEN_ONE = REFERRALS - 40
"""Somebody of about three weeks ago of whom nothing was heard since both agreed."""
THOUGHT_BETTER = range(8, REFERRALS - RECENT, 20)
"""Those that their referrer took back on the day after."""
IN_QUEBEC = (NAMED_BEFORE, FORGOTTEN_ONE, OPEN_LINK)
"""Whom the recruiter of the four accounts must find, on whatever day the demo is made."""
SLOW, SLOW_ONCE = 0.12, 40
"""Share of the steps of referrals older than that many days which took longer than promised."""
ENDS = (NOT_SELECTED, NOT_SELECTED, WITHDRAWN, TALENT_POOL)


class Year:
    """Plays the year from its first day to `now`, each time the same for the same chance."""

    def __init__(self, company: Company, roles: dict[str, Opportunity], chance: Random, now: datetime):
        self.company, self.roles, self.chance, self.now = company, list(roles.values()), chance, now
        self.names = self._names()
        self.delays, self.hours = Random("delays"), Random("hours")

    def play(self) -> None:
        """Introduce everybody and follow each until today."""
        ages = [self.chance.uniform(36, 350) for _ in range(REFERRALS - RECENT)]
        ages += [self.chance.uniform(0.2, 35) for _ in range(RECENT)]
        before = None
        for number, age in enumerate(sorted(ages, reverse=True)):
            self._begin_chances(number)
            if number == SPELLED_OTHERWISE:
                self._refer_again(before, age)
                return
            referral = self._introduce(number, age)
            if number in (NAMED_BEFORE, FORGOTTEN_ONE):
                self._agree_and_wait(referral, thanked=number == FORGOTTEN_ONE)
                before = referral if number == NAMED_BEFORE else before
            elif number in THOUGHT_BETTER:
                moment = self._later(referral, referral.created_at, 0, 2)
                withdrawal.take_back(referral, by=referral.referrer, now=moment)
            elif number != OPEN_LINK:
                self._follow(referral, age)

    def _begin_chances(self, number: int) -> None:
        """What chance holds for one referral hangs on its number alone, not on how far the others have come."""
        self.chance, self.delays, self.hours = (Random(f"{kind} {number}") for kind in ("turn", "delays", "hours"))

    def _names(self) -> list[str]:
        told = read_content("names")
        first, last = told["first_names"], told["surnames"] + told["surnames_france"]
        every = [f"{a} {b}" for a in first for b in last]
        names = self.chance.sample(every, REFERRALS)
        named = next(number for number, name in enumerate(names) if not name.isascii())
        names[NAMED_BEFORE], names[named] = names[named], names[NAMED_BEFORE]
        return names

    def _introduce(self, number: int, age: float) -> Referral:
        key = self.chance.choices(("quebec", "montreal", "paris"), (5, 5, 2))[0]
        key = "quebec" if number in IN_QUEBEC else key
        own = number == OPEN_LINK or number % 16 == 0
        office = self.company.offices[key]
        began = self._began(age, office)
        by = self.company.producers[key][0] if own else self.chance.choice(self.company.producers[key])
        there = [role for role in self.roles if role.office_id == office.id and role.opened_at < began]
        role = self.chance.choice(there) if there and self.chance.random() < 0.85 else None
        field = role.field if role else self.company.profiles[by.id].fields[0]
        name = self.names[number]
        answers = self._answers(name, field, "FR" if key == "paris" else "CA", by, role, office.id, began.date())
        return submissions.submit_referral(answers, by=by, now=began, told_later=True)

    def _answers(self, name: str, field: str, country: str, by: User, role, office_id: int, day: date):
        fitting = [
            told for told in read_content("notes")["contexts"] if told["field"] == field and told["country"] == country
        ]
        told = self.chance.choice([t for t in fitting if t["lang"] == by.language] or fitting)
        together = told["relationship"] == "worked_together"
        places = next(
            w["names"] for w in read_content("profiles")["workplace"] if (w["field"], w["country"]) == (field, country)
        )
        since = date(day.year - self.chance.randrange(2, 12), self.chance.randrange(1, 13), 1)
        until, where = date(day.year - 1, 6, 1), self.chance.choice(places) if together else ""
        years = sorted({int(year) for year in YEARS.findall(told["text"])})
        if together and len(years) > 1:  # the words tell when and where: the facts beside them don’t contradict
            since, until, where = date(years[0], since.month, 1), date(min(years[-1], day.year - 1), 12, 1), ""
        told = {
            "name": name,
            "email": f"{_letters(name)}@example.com",
            "phone": "",
            "language": by.language,
            "relationship": KNOWN_AS.get(told["relationship"], told["relationship"]),
            "known_since": since,
            "together_from": since if together else None,
            "together_to": until if together else None,
            "together_where": where,
            "vouch": read_content("profiles")["relationship"][told["relationship"]]["vouch"],
            "fields": [field],
            "experience": "",
            "why": told["text"].format(name=name.split()[0]),
            "attested_how": "in_person",
            "attested_on": day,
        }
        return submissions.Answers(role, office_id, told)

    def _refer_again(self, first: Referral, age: float) -> None:
        """Somebody whom recruiters of Québec know already comes once more, and only they can tell."""
        began = self._began(age, first.office)
        by = next(one for one in self.company.producers["quebec"][1:] if one.id != first.referrer_id)
        name = fold_text(first.candidate.name).title()
        there = (first.fields[0], "CA", by, first.opportunity, first.office_id, began.date())
        answers = self._answers(name, *there)
        address = {"email": f"{_letters(name.split()[-1])}.qc@example.com"}
        answers = replace(answers, told=answers.told | address)
        referral = submissions.submit_referral(answers, by=by, now=began, told_later=True)
        moment = began + timedelta(minutes=4)
        consents.accept_introduction(referral, self._recruiters(referral)[0], moment)
        consents.say_yes(referral, moment, self.chance)
        db.session.flush()
        similarity.find_likenesses(moment)

    def _agree_and_wait(self, referral: Referral, *, thanked: bool) -> None:
        """Both agree within the hour, the candidate on their own page, and then nothing happens."""
        recruiter, moment = self._recruiters(referral)[0], referral.created_at + timedelta(minutes=3)
        consents.accept_introduction(referral, recruiter, moment)
        consents.say_yes(referral, moment, self.chance)
        if thanked:
            self._say_thanks(referral, recruiter, moment)

    def _follow(self, referral: Referral, age: float) -> None:
        """Silence, a no, or an agreement and what comes after it."""
        recruiter = referral.recruiter or self.chance.choice(self._recruiters(referral))
        moment, fate = self._later(referral, referral.created_at, 0, 2), self.chance.random()
        if fate < 0.08 or moment is None:
            consents.keep_silent(referral, self.now)
        elif fate < 0.12:
            consents.decline_consent(referral, moment, self.now)
        elif age < HALFWAY and fate < 0.4:
            consents.accept_introduction(referral, recruiter, moment)
        elif age < HALFWAY and fate < 0.55 and referral.recruiter_answer == "waiting":
            consents.say_yes(referral, moment, self.chance)
        else:
            consents.agree_both(referral, recruiter, moment, self.chance)
            self._thank(referral, recruiter, moment)
            self._walk(referral, recruiter, moment, age)

    def _thank(self, referral: Referral, recruiter: User, moment: datetime) -> None:
        """Most are thanked at once."""
        if self.chance.random() < THANKED:
            self._say_thanks(referral, recruiter, moment)

    def _say_thanks(self, referral: Referral, recruiter: User, moment: datetime) -> None:
        """In one of the ready notes."""
        to = referral.referrer
        notes = thanks.list_offered(to.name, to.language, referral.office_id, recruiter)
        note = self.chance.choice(notes)[1]
        thanks.thank_referrer(referral, note, by=recruiter, now=moment + timedelta(minutes=2))

    def _recruiters(self, referral: Referral) -> list[User]:
        return next(self.company.recruiters[k] for k, o in self.company.offices.items() if o.id == referral.office_id)

    def _walk(self, referral: Referral, recruiter: User, moment: datetime, age: float) -> None:
        """Step by step until somebody is hired, something ends it, or today comes."""
        patience = 0.05 if age < 36 else 0.3
        for stage in PATH:
            moment = self._later(referral, moment, *self._pace(stage, age))
            if moment is None or (age < 40 and self.chance.random() < FORGOTTEN):
                return
            if stage == HIRED or self.chance.random() < patience:
                stage = HIRED if stage == HIRED and self.chance.random() < 0.6 else self.chance.choice(ENDS)
                self._end(referral, stage, recruiter, moment)
                return
            note = self._note(stage, referral) if self.chance.random() < 0.7 else ""
            private = (
                self.chance.choice(read_content("notes")["private"]["notes"])["text"]
                if self.chance.random() < 0.4
                else ""
            )
            self._move(referral, stage, recruiter, moment, note, private)

    def _pace(self, stage: str, age: float) -> tuple[int, int]:
        """How many days a step takes, at least and at most; in the past now and then longer than was promised."""
        slow = age > SLOW_ONCE and self.delays.random() < SLOW
        if stage == PATH[0]:
            return (5, 9) if slow else (0, 2)
        return (16, 24) if slow else (2, 9)

    def _end(self, referral: Referral, stage: str, recruiter: User, moment: datetime) -> None:
        told = self.chance.choice([t for t in read_content("notes")["closing"] if t["outcome"] == stage])
        note = self._filled(told["shared"][referral.referrer.language], referral)
        self._move(referral, stage, recruiter, min(moment, self.now), note, told["internal"])

    def _move(self, referral: Referral, to: str, by: User, at: datetime, note: str, private: str) -> None:
        told = {"version": referral.version, "note": note, "private_note": private}
        if to == TALENT_POOL:  # one comes back now, the next in the spring
            told["again_on"] = date(self.now.year, self.now.month, 1)
            if referral.id % 4 != 3:
                told["again_on"] = date(self.now.year + (self.now.month > 3), 4, 1)
        transitions.move_referral(referral, to, by=by, now=at, **told)

    def _note(self, stage: str, referral: Referral) -> str:
        fitting = [told for told in read_content("notes")["stage_note"] if told["stage"] == stage]
        return self._filled(self.chance.choice(fitting)[referral.referrer.language], referral) if fitting else ""

    def _filled(self, text: str, referral: Referral) -> str:
        first = {
            "name": referral.candidate.name,
            "referrer": referral.referrer.name,
            "recruiter": referral.recruiter.name if referral.recruiter else "",
        }
        return text.format(**{key: name.split()[0] if name else "" for key, name in first.items()})

    def _later(self, referral: Referral, moment: datetime, least: int, most: int) -> datetime | None:
        """Some working days after `moment`; None when that is not yet."""
        days, minutes = self.chance.randint(least, most), self.chance.randrange(500)
        then = self._at_work(moment + timedelta(days=days, minutes=minutes), referral.office)
        then = max(then, moment + timedelta(minutes=5))
        return then if then < self.now - timedelta(minutes=5) else None

    def _began(self, age: float, office: Office) -> datetime:
        """The working moment that is `age` days old or the last one before today's."""
        began = self._at_work(self.now - timedelta(days=age), office)
        while began > self.now - timedelta(minutes=5):
            began = self._at_work(began - timedelta(days=1), office, before=True)
        return began

    def _at_work(self, moment: datetime, office: Office, *, before: bool = False) -> datetime:
        """The same day or the nearest open one of the office after it (or `before` it), in its hours; UTC."""
        calendar = calendar_of(office)
        day = calendar.day_of(moment)
        if not calendar.is_open(day):
            day = calendar.before(day) if before else calendar.next_open(day)
        hour = time(self.hours.randrange(8, 17), self.hours.randrange(60))
        return datetime.combine(day, hour, calendar.zone).astimezone(UTC)


def _letters(name: str) -> str:
    """The name as it stands in an address."""
    return fold_text(name).replace(" ", ".").replace("'", "")
