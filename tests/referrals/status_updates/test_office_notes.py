"""What the office keeps for itself, and notes without a new stage: who reads them, and that no text is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.core.tokens import new_token
from portal.live.models import Signal
from portal.notifications.models import Notice
from portal.referrals.record.models import StageMove
from portal.referrals.status_updates import office_notes
from tests import factories
from tests.candidate_portal.answers import a_linked_referral, say
from tests.referrals.board.moves import history

SAID = {"office": "Hésite encore, à revoir.", "call": "Rappeler jeudi à dix heures."}
LINES = {"office": "office_note", "call": "person_call"}


@pytest.fixture
def referral(cast):
    person = factories.a_candidate(name="Nathalie Ouimet")
    return factories.a_referral(cast.alice, factories.a_role(cast.rita), candidate=person, stage="received")


def write(client, referral, end: str, note: str | None = None, **form):
    form = {"note": SAID.get(end, "Un mot.") if note is None else note, "end": end, "deed_key": new_token()} | form
    return client.post(f"/referrals/{referral.id}/notes", data=form)


@pytest.mark.parametrize("end", SAID)
def test_only_the_office_reads_it_and_nobody_has_news_by_it(cast, client_for, referral, end):
    before = (referral.version, referral.last_news_at, referral.news_due_at, referral.stage)
    db.session.execute(Signal.__table__.delete())
    key = new_token()
    for _twice in "ab":
        answer = write(client_for(cast.rita), referral, end, deed_key=key)
        assert (answer.status_code, answer.location) == (303, f"/referrals/{referral.id}#story")
    line = history(referral)[-1]
    assert (line.gesture, line.note, line.private_note) == (LINES[end], "", SAID[end])
    assert len(history(referral)) == 1
    db.session.refresh(referral)
    assert (referral.version, referral.last_news_at, referral.news_due_at, referral.stage) == before
    for who in ("rita", "max", "ada"):
        assert SAID[end] in client_for(getattr(cast, who)).get(f"/referrals/{referral.id}").text, who
    own = client_for(cast.alice)
    for part in ("", "?part=story", "?part=side"):
        text = own.get(f"/referrals/{referral.id}{part}", htmx=bool(part)).text
        assert SAID[end] not in text
        assert f'id="line-{line.id}"' not in text
    assert db.session.scalars(select(Notice)).all() == []
    audiences = set(db.session.scalars(select(Signal.audience).where(Signal.topic == f"referral-{referral.id}")))
    assert f"office:{cast.quebec.id}:recruiter" in audiences
    assert f"user:{cast.alice.id}" not in audiences
    assert SAID[end] not in str([entry.facts for entry in db.session.scalars(select(Entry))])


def test_the_page_of_the_referrer_does_not_change_by_it(cast, client_for, referral):
    own, address = client_for(cast.alice), f"/referrals/{referral.id}"
    tag = own.get(address).headers["ETag"]
    write(client_for(cast.rita), referral, "office")
    assert own.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_call_is_a_contact_and_needs_an_open_introduction(cast, client_for, referral):
    write(client_for(cast.rita), referral, "call")
    assert utcnow() - referral.candidate.last_contact_at < timedelta(minutes=1)
    assert "Appel avec Nathalie Ouimet" in client_for(cast.rita).get(f"/referrals/{referral.id}").text
    shut = factories.a_referral(cast.alice, factories.a_role(cast.rita))
    answer = write(client_for(cast.rita), shut, "call", "Jointe au téléphone.")
    assert answer.status_code == 422
    assert "Jointe au téléphone." in answer.text
    page = client_for(cast.rita).get(f"/referrals/{shut.id}").text
    assert 'value="office"' in page
    assert 'value="call"' not in page


def test_what_was_written_is_hidden_again_after_a_withdrawal(cast, client_for, referral):
    write(client_for(cast.rita), referral, "call")
    referral.opened_at = referral.agreed_at = None
    db.session.commit()
    assert SAID["call"] not in client_for(cast.max).get(f"/referrals/{referral.id}").text


def test_who_may_write_and_that_no_button_of_ours_is_refused_in_place(cast, client_for, referral):
    statuses = {who: write(client_for(getattr(cast, who)), referral, "office").status_code for who in
                ("alice", "max", "ada", "romain", "bruno")}  # fmt: skip
    assert statuses == {"alice": 403, "max": 403, "ada": 403, "romain": 404, "bruno": 404}
    for end in ("office", "call", "referrer"):
        assert "NAS 130 692 544" in write(client_for(cast.rita), referral, end, "NAS 130 692 544").text
    assert write(client_for(cast.rita), referral, "moon").status_code == 422
    assert history(referral) == []


def test_the_rules_themselves_refuse_a_number(cast, referral):
    for rule in (office_notes.write_office_note, office_notes.log_person_call):
        with pytest.raises(Refused):
            rule(referral, "NAS 130 692 544", by=cast.rita, now=utcnow())


def test_without_a_new_stage_the_notes_are_kept(cast, client_for, referral):
    rita, address = client_for(cast.rita), f"/referrals/{referral.id}/stage"
    page = rita.get(f"/referrals/{referral.id}").text
    assert '<option value="" selected>Aucun changement\xa0: Reçue</option>' in page
    inside = {"stage": "", "version": 1, "shown": "page", "private_note": "Pour nous.", "deed_key": new_token()}
    for _twice in "ab":
        answer = rita.post(address, data=inside)
        assert (answer.status_code, answer.location) == (303, f"/referrals/{referral.id}")
    assert [(line.gesture, line.private_note) for line in history(referral)] == [("office_note", "Pour nous.")]
    both = inside | {"note": "Un mot.", "deed_key": new_token()}
    assert rita.post(address, data=both).status_code == 303
    line = history(referral)[-1]
    assert (line.gesture, line.note, line.private_note, line.to_stage) == ("", "Un mot.", "Pour nous.", "received")
    assert referral.last_news_at is not None
    own = client_for(cast.alice).get(f"/referrals/{referral.id}").text
    assert "Un mot." in own
    assert "Pour nous." not in own


def test_the_notes_of_a_card_are_kept_too_and_one_who_was_slower_loses_nothing(cast, client_for, referral):
    form = {"stage": "", "version": 7, "shown": "card", "private_note": "Pour nous."}
    answer = client_for(cast.rita).post(f"/referrals/{referral.id}/stage", data=form, htmx=True)
    assert answer.status_code == 200
    assert f'id="referral-{referral.id}" data-stage="received"' in answer.text
    assert history(referral)[-1].private_note == "Pour nous."


def test_a_refused_note_without_a_stage_can_be_corrected_in_place(cast, client_for, referral):
    form = {"stage": "", "version": 1, "shown": "page", "private_note": "NAS 130 692 544", "note": "Bonjour"}
    answer = client_for(cast.rita).post(f"/referrals/{referral.id}/stage", data=form, htmx=True)
    assert answer.status_code == 422
    assert "NAS 130 692 544" in answer.text
    assert "Enregistrer les notes" in answer.text
    assert "readonly" not in answer.text
    nothing = client_for(cast.rita).post(f"/referrals/{referral.id}/stage", data={"version": 1}, htmx=True)
    assert "Choisissez une autre étape, ou écrivez une note." in nothing.text


def test_the_person_gets_both_with_their_data_and_their_page_says_neither(cast, client, client_for):
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    say(client, token, referral)
    page = {"answer": "accepted", "word": "", "version": referral.version}
    client_for(cast.rita).post(f"/referrals/{referral.id}/introduction", data=page)
    for end in SAID:
        assert write(client_for(cast.rita), referral, end).status_code == 303
    own = client.get(f"/consent/{token}").text
    told = client.get(f"/consent/{token}/data").text
    for words in SAID.values():
        assert words not in own
        assert words in told
    assert "Le bureau vous a parlé." in told
    written = db.session.scalars(select(StageMove).where(StageMove.gesture.in_(LINES.values()))).all()
    assert {line.private_note for line in written} == set(SAID.values())
