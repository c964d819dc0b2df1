"""Who referred somebody tries to learn what that person says of themselves: as a producer, and as a recruiter too."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest

from portal.activity.log import record
from portal.core.db import db, utcnow
from portal.referrals.duplicates.models import Likeness, SecondMention
from portal.referrals.record import search_index
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions
from portal.referrals.stages.events import OPENED
from tests import factories
from tests.candidate_portal.answers import a_linked_referral, say
from tests.referrals.submission.answers import typed

SAID = {"email": "neuve@exemple.example.com", "phone": "418 555-0199", "region": "Beauceville"}
READ = ("neuve@", "555-0199", "Beauceville")


@pytest.fixture
def own(cast, client) -> Referral:
    """What Rita, a recruiter, referred to her own office; it is open, and the candidate has said more."""
    opened = {"stage": "received", "agreed_at": utcnow(), "office_id": cast.quebec.id}
    referral, token = a_linked_referral(cast.rita, **opened)
    say(client, token, referral, to="details", **SAID)
    return referral


def alike(one: Referral, two: Referral) -> str:
    row = Likeness(first_id=one.candidate_id, second_id=two.candidate_id, why="field", found_at=utcnow())
    db.session.add(row)
    db.session.commit()
    return f"/referrals/likenesses/{row.id}"


def test_a_recruiter_does_not_compare_somebody_whom_they_referred(cast, client_for, own):
    person = factories.a_candidate("Zéphyrine Canari")
    other, _token = a_linked_referral(cast.alice, candidate=person, stage="received", agreed_at=utcnow())
    address, rita = alike(own, other), client_for(cast.rita)
    assert "Canari" not in rita.get("/referrals/likenesses").text
    assert rita.get(address).status_code == 404
    for deed in ("merged", "distinct", "parted"):
        assert rita.post(f"{address}/{deed}", data={"reason": "Je les connais."}).status_code == 404
    colleague = client_for(factories.a_person("Régine Roy", recruiter=cast.quebec))
    assert [word for word in READ if word not in html.unescape(colleague.get(address).text)] == []


@pytest.mark.parametrize("view", ["board", "list"])
def test_words_on_the_board_find_nobody_whom_the_reader_referred(cast, client_for, own, view):
    search_index.index_referral(own)
    db.session.commit()
    card = f"/referrals/{own.id}"
    assert card in client_for(cast.rita).get(f"/referrals/board?view={view}").text
    for words in ("neuve", "1418555019", "Canari"):
        asked = f"/referrals/board?view={view}&text={words}"
        assert card not in client_for(cast.rita).get(asked).text
        assert client_for(cast.rita).get(f"{card}/card?text={words}").status_code == 204
        assert card in client_for(cast.max).get(asked).text


SHARED = (
    "/referrals/board",
    "/referrals/board?view=list",
    "/referrals/board?overdue=yes",
    "/referrals/board/rows",
    "/referrals/board/received",
    "/referrals/{id}/card",
    "/referrals/{id}/card?view=list",
    "/referrals/{id}",
    "/",
)
OTHERS = ("/referrals", "/referrals/day", "/palette?q=can", "/notifications", "/referrals/outcomes")


@pytest.mark.parametrize("who", ["rita", "max"])
def test_whoever_referred_reads_the_name_that_they_typed_where_the_office_reads_the_corrected_one(
    cast, client, client_for, who
):
    late, referrer = utcnow() - timedelta(days=9), getattr(cast, who)
    given = {"stage": "received", "agreed_at": late, "stage_since": late, "news_due_at": late, "news_soon_at": late}
    referral, token = a_linked_referral(referrer, **given, office_id=cast.quebec.id)
    record(OPENED, referral, by=None, now=utcnow())
    say(client, token, referral, to="details", name="Zéphirine Sarcelle")
    colleague = factories.a_person("Régine Roy", recruiter=cast.quebec)
    names = {colleague: "Zéphirine Sarcelle", referrer: "Zéphyrine Canari"}
    for route in (*SHARED, *OTHERS):
        for person in (colleague, referrer, colleague, referrer):
            read = html.unescape(client_for(person).get(route.format(id=referral.id), htmx="card" in route).text)
            shown = {name for name in names.values() if name in read}
            assert shown == {names[person]} or (route in OTHERS and not shown), f"{person.name} at {route}"


def test_a_producer_learns_nothing_by_referring_with_an_address_that_the_candidate_gave(cast, client, client_for):
    referral, token = a_linked_referral(cast.alice)
    say(client, token, referral, answer="keep", **SAID)
    alice = client_for(cast.alice)

    def refer(**changes) -> str:
        return alice.post("/referrals/new", data=typed(office=str(cast.quebec.id), **changes)).location

    assert refer(email=SAID["email"]) == "/referrals/known"
    assert refer(email="", phone=SAID["phone"]) == "/referrals/known"
    assert refer(email="Canari+x@exemple.example.com") == f"/referrals/{referral.id}"
    assert db.session.scalars(db.select(Referral)).all() == [referral]
    assert db.session.scalars(db.select(SecondMention)).all() == []


@pytest.mark.parametrize("word", ["withdrawal", "erasure"])
def test_what_a_candidate_took_back_is_opened_again_by_no_undoing(cast, client, client_for, word):
    given = {"stage": "interview", "agreed_at": utcnow(), "recruiter_id": cast.rita.id}
    referral, token = a_linked_referral(cast.alice, **given)
    seen = {"now": utcnow(), "version": referral.version}
    step = transitions.move_referral(referral, "talent_pool", by=cast.rita, note="À bientôt.", **seen)
    db.session.commit()
    assert client.post(f"/consent/{token}/{word}").status_code == 303
    answer = client_for(cast.rita).post(f"/referrals/{referral.id}/moves/{step.id}/undo")
    assert (answer.status_code, referral.stage, referral.is_open) == (422, "talent_pool", False)
