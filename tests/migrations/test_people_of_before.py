"""What the first release wrote down works as if it had been written today."""

from __future__ import annotations

import flask_migrate
import pytest
from sqlalchemy import func, select

from portal.core.db import db, utcnow
from portal.mail.outbox import OutgoingLetter
from portal.referrals.consent import links
from portal.referrals.duplicates import ownership
from portal.referrals.record.contact_hashes import ContactHash
from portal.referrals.record.models import Referral
from tests import factories, people

EMAIL, PHONE = "Jeanne@exemple.example.com", "+14185550199"


def written_by_the_first_release() -> dict[str, int]:
    """Ids of referrals, by where they stood when the release came."""
    cast, now = people.gather(), utcnow()
    jeanne = factories.a_candidate(email=EMAIL, phone=PHONE)
    made = {
        "waits": factories.a_referral(cast.alice, candidate=jeanne),
        "again": factories.a_referral(cast.bruno, candidate=jeanne),
        "no address": factories.a_referral(cast.alice, candidate=factories.a_candidate(email="", phone="+14185550123")),
        "agreed": factories.a_referral(cast.alice, stage="interview"),
        "declined": factories.a_referral(cast.alice, stage="declined", closed_at=now),
        "erased": factories.a_referral(
            cast.alice, candidate=factories.a_candidate(email="", erased_at=now), stage="expired", closed_at=now
        ),
    }
    db.session.commit()
    ids = {name: referral.id for name, referral in made.items()}
    db.session.remove()
    flask_migrate.downgrade(revision="0001")
    return ids


@pytest.mark.usefixtures("empty")
def test_people_are_known_again_and_who_waits_has_a_link_and_one_letter():
    flask_migrate.upgrade()
    ids = written_by_the_first_release()
    flask_migrate.upgrade()

    now = utcnow()
    assert ownership.owner_of(EMAIL.lower(), now=now).id == ids["waits"]
    assert ownership.owner_of(PHONE, now=now).id == ids["waits"]
    for name in ("waits", "again", "no address", "agreed"):
        link = links.link_of(ids[name])
        assert links.find_link(links.token_of(link), now=now).referral.id == ids[name], name
    assert links.link_of(ids["declined"]) is None
    assert links.link_of(ids["erased"]) is None
    letters = db.session.execute(select(OutgoingLetter.letter, OutgoingLetter.recipient, OutgoingLetter.facts)).all()
    waits = db.session.get(Referral, ids["waits"])
    assert letters == [("consent.invitation", f"candidate:{waits.candidate_id}", {"referral": waits.id})]


@pytest.mark.usefixtures("empty")
def test_it_is_done_once():
    flask_migrate.upgrade()
    ids = written_by_the_first_release()
    flask_migrate.upgrade()
    first = told()
    token = links.token_of(links.link_of(ids["waits"]))
    db.session.remove()
    flask_migrate.downgrade(revision="0004")
    flask_migrate.upgrade()
    assert told() == first
    assert links.find_link(token, now=utcnow(), passed_on=True).referral.id == ids["waits"]


def told() -> list[int]:
    """How many rows each of the filled tables has."""
    counts = [select(func.count()).select_from(table) for table in (ContactHash, links.ConsentLink, OutgoingLetter)]
    return [db.session.scalar(count) for count in counts]
