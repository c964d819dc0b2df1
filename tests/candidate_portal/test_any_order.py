"""Whatever the candidate, the recruiter, the referrer and time do, in whatever order: before both have said yes, and
again after a withdrawal, nothing that identifies the person reaches anybody of the office, anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.activity.models import Entry
from portal.candidate_portal import expiry, withdrawal
from portal.core.db import db, utcnow
from portal.live.models import Signal
from portal.mail.outbox import OutgoingLetter, composer_of
from portal.referrals.consent import invitations
from portal.referrals.record import search_index
from tests import factories
from tests.candidate_portal.answers import a_linked_referral, deliver, say

_number = count(1)
CANDIDATE = ("yes", "no", "correct", "withdrawal", "erasure", "never")
OFFICE = ("accept", "more", "decline", "contacted", "interview", "talent_pool")
REFERRER_AND_TIME = ("tell_more", "take_back", "post", "expire", "erase")


class Life:
    """One referral, whose person a canary betrays, and everybody who may do something to it."""

    def __init__(self, cast, client, client_for) -> None:
        self.canary = f"Canari{next(_number)}x"
        person = factories.a_candidate(f"Zoé {self.canary}", email=f"{self.canary}@exemple.example.com".lower())
        words = {"why": f"{self.canary} chante", "experience": self.canary, "together_where": self.canary}
        self.referral, self.token = a_linked_referral(cast.alice, cast.role, candidate=person, **words)
        invitations.invite_candidate(self.referral, now=utcnow())
        self.client, self.alice, self.rita = client, client_for(cast.alice), client_for(cast.rita)
        self.ada = client_for(cast.ada)

    def do(self, step: str) -> None:
        """Take the step, whether or not it is allowed just now."""
        address, time = f"/referrals/{self.referral.id}", utcnow()
        deeds: dict[str, Callable[[], object]] = {
            "yes": lambda: self._say("", answer="yes"),
            "no": lambda: self._say("", answer="no"),
            "correct": lambda: self._say("details", region=self.canary),
            "withdrawal": lambda: self._say("withdrawal"),
            "erasure": lambda: self._say("erasure"),
            "never": lambda: self._say("erasure", never="yes"),
            "accept": lambda: self._answer("accepted"),
            "more": lambda: self._answer("more"),
            "decline": lambda: self._answer("declined"),
            "tell_more": lambda: self.alice.post(f"{address}/more", data={"more": f"{self.canary} a fait " + "x" * 50}),
            "take_back": lambda: self.alice.post(f"{address}/retraction"),
            "post": lambda: deliver(self.referral),
            "expire": lambda: expiry.expire_referrals(time + timedelta(days=15)),
            "erase": lambda: (expiry.erase_unanswered(time + timedelta(days=46)), withdrawal.erase_told(time)),
        }
        move = {"stage": step, "version": self.referral.version, "note": "Merci", "private_note": self._secret()}
        deeds.get(step, lambda: self.rita.post(f"{address}/stage", data=move))()
        db.session.commit()

    def _secret(self) -> str:
        """A recruiter writes the name only when they may know it."""
        return self.canary if self.referral.opened_at else ""

    def _say(self, to: str, **told) -> None:
        say(self.client, self.token, self.referral, to, **told)

    def _answer(self, said: str) -> None:
        form = {"answer": said, "version": self.referral.version, "word": "Merci, dites-m’en plus."}
        self.rita.post(f"/referrals/{self.referral.id}/introduction", data=form)

    def told_to_staff(self) -> str:
        """Everything of the portal that somebody of the office may ask for about it, and what was written to them."""
        own = f"/referrals/{self.referral.id}"
        pages = [own, f"{own}?part=side", f"{own}/card", "/referrals/board", "/notifications", "/", "/live/since/0"]
        pages += [f"{own}/card?view=list", "/referrals/board?view=list&closed=1", "/referrals/board?text=zoe"]
        text = "".join(self.rita.get(page).text for page in pages) + self.rita.get("/palette?q=zoe", htmx=True).text
        text += "".join(self.ada.get(page).text for page in (own, f"{own}/card", "/admin/log", "/admin/consents"))
        return text + self._kept()

    def _kept(self) -> str:
        entries = db.session.scalars(db.select(Entry))
        text = str([(entry.kind, entry.facts) for entry in entries])
        text += str(db.session.execute(db.select(Signal.topic, Signal.audience)).all())
        for row in db.session.scalars(db.select(OutgoingLetter).where(OutgoingLetter.recipient.like("user:%"))):
            mail = composer_of(row.letter)(int(row.recipient.split(":")[1]), row.facts)
            text += f"{mail.subject}{mail.text}{mail.html}" if mail else ""
        return text


@pytest.mark.sqlite_only
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@example(steps=["accept", "yes", "contacted", "correct", "withdrawal", "erase"])
@example(steps=["more", "tell_more", "yes", "accept", "interview", "erasure"])
@example(steps=["post", "yes", "accept", "talent_pool", "withdrawal", "never"])
@example(steps=["accept", "expire", "yes", "post", "erase", "take_back"])
@given(steps=st.lists(st.sampled_from(CANDIDATE + OFFICE + REFERRER_AND_TIME), min_size=1, max_size=6))
def test_the_office_learns_who_it_is_only_while_both_agree(cast, client, client_for, steps):
    object.__setattr__(cast, "role", getattr(cast, "role", None) or factories.a_role(cast.rita))
    life = Life(cast, client, client_for)
    for step in steps:
        life.do(step)
        referral, text = life.referral, life.told_to_staff()
        db.session.refresh(referral)
        shown = referral.opened_at is not None and referral.candidate.erased_at is None
        assert (life.canary.lower() in text.lower()) == shown, (step, referral.stage)
        assert referral.opened_at is None or referral.agreed_at is not None
        found = db.session.execute(search_index.select_matching(life.canary, [cast.quebec.id])).scalars().all()
        assert (found == [referral.id]) == shown
