"""A referrer replies to a word under it and reaches who handles it; the button for news steps back after news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.core.tokens import new_token
from portal.notifications.models import Notice
from portal.referrals.recruiter_tasks import queries
from portal.referrals.status_updates import office_notes, replies, requests, updates
from tests import factories
from tests.referrals.board.moves import history

TEXT = "Elle préfère le soir, après 18 h."


@pytest.fixture
def referral(cast):
    made = factories.a_referral(cast.alice, factories.a_role(cast.rita), stage="received", recruiter_id=cast.rita.id)
    updates.tell_referrer(made, "Je l’appelle demain.", by=cast.rita, now=utcnow() - timedelta(minutes=9))
    updates.tell_referrer(made, "Personne ne répond.", by=cast.rita, now=utcnow() - timedelta(minutes=5))
    db.session.commit()
    return made


def send(client, line, text: str = TEXT, **form):
    return client.post(f"/referrals/lines/{line.id}/reply", data={"reply": text, "deed_key": new_token()} | form)


def kinds(cast, referral):
    return [item.kind for item in queries.list_items(cast.rita, "fr", utcnow()) if item.id == referral.id]


def test_a_reply_stands_under_its_word_and_waits_in_my_day(cast, client_for, referral):
    first, _second = history(referral)
    own, key = client_for(cast.alice), new_token()
    page = own.get(f"/referrals/{referral.id}").text
    assert page.count(">Répondre</a>") == 2
    assert ">Répondre</a>" not in client_for(cast.rita).get(f"/referrals/{referral.id}").text
    before = (referral.version, referral.last_news_at, referral.news_due_at)
    for _twice in "ab":
        answer = send(own, first, deed_key=key)
        assert (answer.status_code, answer.location) == (303, f"/referrals/{referral.id}#story")
    db.session.refresh(referral)
    assert (referral.version, referral.last_news_at, referral.news_due_at) == before
    line = history(referral)[-1]
    assert (line.gesture, line.note, line.replies_to_id) == ("reply", TEXT, first.id)
    for who in (cast.alice, cast.rita):
        text = client_for(who).get(f"/referrals/{referral.id}").text
        assert text.index("Je l’appelle demain.") < text.index(TEXT) < text.index("Personne ne répond.")
    heard = [
        notice.user_id for notice in db.session.scalars(select(Notice)) if notice.entry.kind == "referrals.replied"
    ]
    assert heard == [cast.rita.id]
    assert kinds(cast, referral) == ["replied"]
    day = client_for(cast.rita).get("/referrals/day").text
    assert "Alice Côté a répondu." in day
    assert "Réponses reçues" in day


def test_it_leaves_my_day_when_it_is_read_or_answered(cast, client_for, referral):
    rita = client_for(cast.rita)
    for deed in ("read", "answered"):
        send(client_for(cast.alice), history(referral)[0])
        assert kinds(cast, referral) == ["replied"]
        if deed == "read":
            assert rita.post(f"/referrals/day/{referral.id}/reply", htmx=True).status_code == 200
        else:
            updates.tell_referrer(referral, "Merci.", by=cast.rita, now=utcnow())
        assert "replied" not in kinds(cast, referral)


def test_only_the_referrer_replies_and_only_to_a_word_of_the_office(cast, client_for, referral):
    word = history(referral)[0]
    for who, status in {"rita": 403, "max": 403, "ada": 403, "romain": 404, "bruno": 404}.items():
        assert client_for(getattr(cast, who)).get(f"/referrals/lines/{word.id}/reply").status_code == status
        assert send(client_for(getattr(cast, who)), word).status_code == status
    office_notes.write_office_note(referral, "Pour nous.", by=cast.rita, now=utcnow())
    replies.reply_to_line(referral, word, TEXT, by=cast.alice, now=utcnow())
    db.session.commit()
    for line in history(referral)[2:]:
        assert send(client_for(cast.alice), line).status_code == 422
        answer = client_for(cast.alice).get(f"/referrals/lines/{line.id}/reply")
        assert "Pour nous." not in answer.text
    with pytest.raises(Refused):
        replies.reply_to_line(referral, word, "NAS 130 692 544", by=cast.alice, now=utcnow())
    assert "NAS 130 692 544" in send(client_for(cast.alice), word, "NAS 130 692 544").text
    assert send(client_for(cast.alice), word, "").status_code == 422


def test_a_reply_stays_hidden_while_the_person_may_not_be_known(cast, client_for, referral):
    replies.reply_to_line(referral, history(referral)[0], TEXT, by=cast.alice, now=utcnow())
    referral.opened_at = referral.agreed_at = None
    db.session.commit()
    assert TEXT not in client_for(cast.rita).get(f"/referrals/{referral.id}").text
    assert TEXT in client_for(cast.alice).get(f"/referrals/{referral.id}").text


def test_the_referrer_reads_how_to_reach_who_handles_it_while_they_are_here(cast, client_for, referral):
    cast.rita.phone = "+14185550199"
    db.session.commit()
    own = client_for(cast.alice).get(f"/referrals/{referral.id}").text
    assert f'href="mailto:{cast.rita.email.replace("@", "%40")}"' in own or f"mailto:{cast.rita.email}" in own
    assert "555-0199" in own
    assert "555-0199" not in client_for(cast.max).get(f"/referrals/{referral.id}").text
    cast.rita.disabled_at = utcnow()
    db.session.commit()
    assert "555-0199" not in client_for(cast.alice).get(f"/referrals/{referral.id}").text


def test_the_button_steps_back_for_two_working_days_after_news(cast, referral):
    friday = datetime(2027, 2, 5, 15, tzinfo=UTC)
    referral.last_news_at = friday
    tuesday = datetime(2027, 2, 9, 23, tzinfo=UTC)
    for now, rests in ((friday, True), (tuesday - timedelta(seconds=1), True), (tuesday, False)):
        ask = requests.ask_of(referral, "Rita", now)
        assert (ask.had_news, ask.again_at == tuesday) == (rests, rests), now
    referral.last_news_at = None
    assert not requests.ask_of(referral, "Rita", friday).had_news


def test_the_pages_of_the_referrer_offer_it_again_later(cast, client_for, referral):
    own = client_for(cast.alice)
    assert "Vous avez eu des nouvelles récemment." in own.get(f"/referrals/{referral.id}").text
    assert "Demander des nouvelles" not in own.get(f"/referrals/{referral.id}").text
    referral.last_news_at = utcnow() - timedelta(days=9)
    db.session.commit()
    assert "Demander des nouvelles" in own.get(f"/referrals/{referral.id}").text
