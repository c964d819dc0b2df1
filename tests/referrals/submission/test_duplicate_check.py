"""The same person named twice: the second producer reads four words, as fast as any other answer; nothing is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.live.models import Signal
from portal.mail.outbox import OutgoingLetter
from portal.notifications.models import Notice
from portal.privacy import erasure
from portal.referrals.duplicates import ownership_reminders
from portal.referrals.duplicates.models import SecondMention
from portal.referrals.record import contact_hashes
from portal.referrals.record.models import Candidate, Referral, ReferralDraft
from portal.referrals.submission.weekly_limit import limit
from tests import factories
from tests.referrals.submission.answers import typed
from tests.support.statements import counted


def refer(client, where, **changes):
    return client.post("/referrals/new", data=typed(**({"office": str(where.id)} | changes)))


def number_of(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def first(cast, client_for):
    refer(client_for(cast.alice), cast.quebec, phone="418 555-0177")
    return db.session.scalar(select(Referral))


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"email": " JEANNE@exemple.example.com"},
        {"email": "Jeanne Bouchard <jeanne@exemple.example.com>"},
        {"email": "", "phone": "+1 (418) 555-0177"},
        {"email": "", "phone": "tel:418\u202f555\u20110177"},
    ],
    ids=["address", "capitals", "pasted address", "number", "pasted number"],
)
def test_the_second_producer_is_told_that_and_nothing_more(cast, client_for, first, how):
    bruno = client_for(cast.bruno)
    answer = refer(bruno, cast.montreal, name="J. Bouchard", why="Canari " * 10, **how)
    assert (answer.status_code, answer.location) == (303, "/referrals/known")
    page = bruno.get("/referrals/known").text
    assert "Already known to us" in page
    assert not [word for word in ("Alice", "Rita", "Québec", "Jeanne", "2026") if word in page.split("<main")[1]]
    assert (number_of(Referral), number_of(Candidate), number_of(ReferralDraft)) == (1, 1, 0)
    mention = db.session.scalar(select(SecondMention))
    assert (mention.referral_id, mention.user_id) == (first.id, cast.bruno.id)
    kept = str([(entry.facts, entry.kind) for entry in db.session.scalars(select(Entry))])
    assert "Canari" not in kept + str(db.session.execute(select(OutgoingLetter.facts)).all())


def test_recruiters_of_the_first_office_read_it_and_the_first_referrer_does_not(cast, client_for, first):
    before = number_of(Notice), db.session.scalar(select(func.max(Signal.id)))
    refer(client_for(cast.bruno), cast.montreal)
    words = "Bruno Lévesque a aussi pensé à cette personne"
    address = f"/referrals/{first.id}"
    for reader in (cast.rita, cast.max, cast.ada):
        assert words in client_for(reader).get(address).text
    assert words not in client_for(cast.alice).get(address).text
    assert number_of(Notice) == before[0]
    heard = set(db.session.scalars(select(Signal.audience).where(Signal.id > before[1])))
    assert heard == {f"office:{cast.quebec.id}:recruiter", f"office:{cast.quebec.id}:manager", "admins"}


def test_both_answers_ask_the_same_of_the_database(cast, client_for, first):
    bruno = client_for(cast.bruno)
    bruno.get("/referrals/new")
    asked = []
    for email in ("personne@exemple.example.com", "jeanne@exemple.example.com"):
        with counted() as said:
            refer(bruno, cast.montreal, email=email)
        asked.append([statement.split()[0] for statement in said])
    assert number_of(SecondMention) == 1
    assert abs(len(asked[0]) - len(asked[1])) <= 3
    assert asked[0].count("INSERT") <= asked[1].count("INSERT") <= asked[0].count("INSERT") + 3


def test_a_double_click_mentions_once(cast, client_for, first):
    form = typed(office=str(cast.montreal.id))
    for _click in range(2):
        assert client_for(cast.bruno).post("/referrals/new", data=form).location == "/referrals/known"
    assert number_of(SecondMention) == 1


def test_whoever_tries_names_out_meets_the_limit_of_the_week(cast, client_for, first):
    before = limit.read_pace(cast.bruno, utcnow()).made
    refer(client_for(cast.bruno), cast.montreal)
    assert limit.read_pace(cast.bruno, utcnow()).made == before + 1


def test_the_same_producer_is_led_to_their_own(cast, client_for, first):
    alice = client_for(cast.alice)
    assert refer(alice, cast.quebec).location == f"/referrals/{first.id}"
    assert "déjà recommandé cette personne" in alice.get(f"/referrals/{first.id}").text
    assert (number_of(Referral), number_of(SecondMention)) == (1, 0)


def test_the_same_producer_may_begin_again_once_it_has_ended(cast, client_for, first):
    first.closed_at, first.stage = utcnow(), "expired"
    refer(client_for(cast.alice), cast.quebec)
    assert number_of(Referral) == 2
    assert refer(client_for(cast.bruno), cast.montreal).location == "/referrals/known"


@pytest.mark.parametrize("ends", ["window", "erasure"])
def test_after_the_window_or_an_erasure_the_way_is_free(cast, client_for, first, ends):
    if ends == "window":
        first.created_at -= timedelta(days=181)
    else:
        erasure.erase_candidate(first.candidate, why="asked", now=utcnow())
    db.session.commit()
    assert refer(client_for(cast.bruno), cast.montreal).location != "/referrals/known"
    assert number_of(Referral) == 2


def test_who_is_merged_is_still_known_by_both_addresses(cast, client_for, first):
    other = factories.a_candidate("Jeanne B.", merged_into_id=first.candidate_id, email="jb@exemple.example.com")
    first.candidate.merged_into_id = first.candidate_id
    contact_hashes.keep_hashes(other)
    db.session.commit()
    assert refer(client_for(cast.bruno), cast.montreal, email="jb@exemple.example.com").location == "/referrals/known"


def test_the_recruiter_is_told_once_thirty_days_before_it_ends(cast, first):
    made = first.created_at
    told = select(func.count()).select_from(Entry).where(Entry.kind == "referrals.ownership_ends")
    for days, expected in ((149, 0), (151, 1), (152, 1), (181, 1)):
        ownership_reminders.remind_holders(made + timedelta(days=days))
        assert db.session.scalar(told) == expected
    heard = select(Notice.user_id).join(Entry).where(Entry.kind == "referrals.ownership_ends")
    assert list(db.session.scalars(heard)) == [cast.rita.id]
