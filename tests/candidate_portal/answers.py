"""What the tests of the candidate's page share: a referral with its link, and how a candidate answers."""

from __future__ import annotations

from datetime import timedelta

from portal.core.db import db, utcnow
from portal.mail.outbox import OutgoingLetter, composer_of
from portal.referrals.consent import links
from portal.referrals.record import contact_hashes
from tests import factories

TRACES = ("Canari", "phyrine", "canari@", "5550177", "555-0177", "Perchoir", "volière", "Chanteuse", "Par radio")


def a_linked_referral(referrer, role=None, *, days_ago: float = 0, **columns):
    """A referral of Zéphyrine Canari, whom TRACES betray, `days_ago` days old, with the token of its link."""
    made = utcnow() - timedelta(days=days_ago)
    person = columns.pop("candidate", None) or factories.a_candidate(
        "Zéphyrine Canari", email="canari@exemple.example.com", phone="+14185550177", created_at=made
    )
    words = {"why": "Une plume pour la volière", "experience": "Chanteuse", "together_where": "Le Perchoir"}
    given = {"candidate": person, "attested_how": "Par radio", "created_at": made, "stage_since": made, **words}
    referral = factories.a_referral(referrer, role, **given | columns)
    contact_hashes.keep_hashes(person)
    link = links.make_links(referral, now=made)
    db.session.commit()
    return referral, links.token_of(link)


def told(referral, **changes) -> dict:
    """The whole form of the candidate's page as it stands, with `changes`."""
    person = referral.candidate
    form = {"name": person.name, "email": person.email, "phone": person.phone, "language": person.language}
    form |= {"fields": ["insurance"], "experience": "Dix ans", "languages": "", "region": "", "availability": ""}
    return form | {"link": "", "purposes": ["this_role"], "answer": "yes"} | changes


def say(client, token: str, referral, to: str = "", **changes):
    """Post the form of the page, to its answer or to another of its addresses."""
    address = f"/consent/{token}" + (f"/{to}" if to else "")
    return client.post(address, data=told(referral, **changes))


def letters_to(referral) -> list:
    """What waits or went to the candidate, oldest first."""
    mine = db.select(OutgoingLetter).where(OutgoingLetter.recipient == f"candidate:{referral.candidate_id}")
    return list(db.session.scalars(mine.order_by(OutgoingLetter.id)))


def deliver(referral) -> list:
    """What the post would carry to the candidate now: each letter composed, marked as sent or cancelled."""
    carried = []
    for row in letters_to(referral):
        if row.sent_at is None and row.cancelled_at is None:
            mail = composer_of(row.letter)(referral.candidate_id, row.facts)
            row.sent_at, row.cancelled_at = (utcnow(), None) if mail else (None, utcnow())
            carried += [mail] if mail else []
    db.session.commit()
    return carried
