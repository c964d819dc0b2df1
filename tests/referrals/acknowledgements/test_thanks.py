"""Acknowledging in one gesture: it is news, the referrer reads or hears it at once, and its author may unsay it."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.candidate_portal import responses
from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.core.files.file_store import StoredFile
from portal.message_templates.templates import TextTemplate
from portal.notifications.models import Notice
from portal.privacy import erasure
from portal.referrals.acknowledgements import thanks
from portal.referrals.acknowledgements.audio import measure_audio
from portal.referrals.acknowledgements.voice_notes import VoiceNote
from portal.referrals.acknowledgements.webm import write_duration
from portal.referrals.record.models import Referral
from portal.web.i18n.formatting import first_name
from tests import factories
from tests.referrals.acknowledgements.test_audio import M4A, WEBM
from tests.referrals.board.moves import history

KEY = "a-key-that-nobody-guesses"


@pytest.fixture
def referral(cast) -> Referral:
    """One that Alice made and Rita holds."""
    return factories.a_referral(cast.alice, factories.a_role(cast.rita), stage="received")


def voice(content: bytes = b"", summary: str = "Merci !", key: str = KEY) -> dict:
    return {"voice": (BytesIO(content or WEBM.read_bytes()), "voice.webm"), "summary": summary, "deed_key": key}


def speak(client, referral, **given):
    return client.post(f"/referrals/{referral.id}/voices", data=voice(**given), content_type="multipart/form-data")


def test_a_note_is_offered_in_the_language_of_the_referrer_with_both_names(cast, referral, client_for):
    cast.alice.language = "en"
    db.session.commit()
    page = client_for(cast.rita).get(f"/referrals/{referral.id}/thanks").text
    assert f"Thank you, {first_name(cast.alice.name)}, for thinking of us." in page
    assert f"\n\n{cast.rita.name}</textarea>" in page
    assert '<html lang="fr"' in page


def test_the_office_has_texts_of_its_own(cast, referral, client_for):
    text = TextTemplate(
        office_id=referral.office_id, use="thanks", language="fr", title="Chez nous", text="Bravo {referrer} ! {autre}"
    )
    db.session.add(text)
    db.session.commit()
    assert (
        f"Bravo {first_name(cast.alice.name)} ! {{autre}}"
        in client_for(cast.rita).get(f"/referrals/{referral.id}/thanks").text
    )


@pytest.mark.parametrize(("way", "field", "gesture"), [("thanks", "thanks", "thanks"), ("calls", "call", "call")])
def test_a_gesture_is_news_and_reaches_the_referrer_once(cast, referral, client_for, way, field, gesture):
    before = referral.news_due_at
    for _again in range(2):
        answer = client_for(cast.rita).post(f"/referrals/{referral.id}/{way}", data={field: "Merci !", "deed_key": KEY})
        assert answer.status_code == 303
    (line,) = [line for line in history(referral) if line.gesture]
    assert (line.gesture, line.note, line.by_id) == (gesture, "Merci !", cast.rita.id)
    db.session.refresh(referral)
    assert referral.last_news_at == line.at
    assert referral.news_due_at != before
    assert db.session.scalars(select(Notice.user_id)).all() == [cast.alice.id]
    assert "Merci !" in client_for(cast.alice).get(f"/referrals/{referral.id}").text


def test_a_voice_message_is_played_by_parts_by_who_may_see_the_referral(cast, referral, client_for):
    assert speak(client_for(cast.rita), referral, summary="Je l’appelle demain.").status_code == 303
    note = db.session.scalars(select(VoiceNote)).one()
    address = f"/referrals/{referral.id}/voices/{note.id}"
    sound = write_duration(WEBM.read_bytes(), measure_audio(WEBM.read_bytes()).exactly)
    story = client_for(cast.alice).get(f"/referrals/{referral.id}").text
    assert address in story
    assert "0:03" in story
    assert "Je l’appelle demain." in story
    whole = client_for(cast.alice).get(address)
    assert (whole.data, whole.content_type, whole.headers["Accept-Ranges"]) == (sound, "audio/webm", "bytes")
    assert whole.headers["Content-Disposition"].startswith("inline")
    part = client_for(cast.alice).get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, sound[10:20])
    for stranger in (cast.bruno, cast.romain):
        assert client_for(stranger).get(address).status_code == 404


def test_its_author_alone_deletes_it_and_no_byte_is_left(cast, referral, client_for):
    speak(client_for(cast.rita), referral, content=M4A.read_bytes(), summary="Secret")
    note = db.session.scalars(select(VoiceNote)).one()
    removal = f"/referrals/{referral.id}/voices/{note.id}/removal"
    assert client_for(cast.alice).post(removal).status_code == 403
    assert client_for(cast.rita).post(removal).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0
    page = client_for(cast.alice).get(f"/referrals/{referral.id}").text
    assert "Secret" not in page
    assert "supprimé par la personne" in page
    assert client_for(cast.alice).get(f"/referrals/{referral.id}/voices/{note.id}").status_code == 404


def test_thanks_are_owed_again_when_the_message_that_said_them_is_deleted(cast, referral, client_for):
    owed = select(Referral.id).where(thanks.is_unthanked())
    speak(client_for(cast.rita), referral)
    assert db.session.scalars(owed).all() == []
    note = db.session.scalars(select(VoiceNote)).one()
    client_for(cast.rita).post(f"/referrals/{referral.id}/voices/{note.id}/removal")
    assert db.session.scalars(owed).all() == [referral.id]


def test_a_page_that_was_kept_does_not_play_what_was_deleted(cast, referral, client_for):
    speak(client_for(cast.rita), referral, summary="Secret")
    alice, address = client_for(cast.alice), f"/referrals/{referral.id}"
    alice.post("/notifications/read")
    kept = {"If-None-Match": alice.get(address).headers["ETag"]}
    assert alice.get(address, headers=kept).status_code == 304
    note = db.session.scalars(select(VoiceNote)).one()
    client_for(cast.rita).post(f"{address}/voices/{note.id}/removal")
    shown = alice.get(address, headers=kept)
    assert (shown.status_code, "Secret" in shown.text) == (200, False)


@pytest.mark.parametrize(("content", "reason"), [(b"%PDF-1.7 nothing", "n’est pas un enregistrement")])
def test_what_is_no_sound_is_refused_in_place(cast, referral, client_for, content, reason):
    refused = speak(client_for(cast.rita), referral, content=content, summary="Ce que je disais")
    assert (refused.status_code, reason in refused.text) == (422, True)
    assert "Ce que je disais" in refused.text
    assert history(referral) == []


def test_a_voice_message_leaves_with_its_words_only(cast, referral, client_for):
    refused = speak(client_for(cast.rita), referral, summary=" ")
    assert (refused.status_code, "Écrivez en quelques mots ce que vous dites" in refused.text) == (422, True)
    assert history(referral) == []
    with pytest.raises(Refused):
        thanks.leave_voice_note(referral, WEBM.read_bytes(), "", by=cast.rita, now=utcnow())


def test_its_author_alone_puts_an_older_one_in_writing(cast, referral, client_for):
    speak(client_for(cast.rita), referral)
    note = db.session.scalars(select(VoiceNote)).one()
    note.summary = ""
    db.session.commit()
    words, story = f"/referrals/{referral.id}/voices/{note.id}/text", f"/referrals/{referral.id}"
    assert words in client_for(cast.rita).get(story).text
    assert words not in client_for(cast.alice).get(story).text
    assert client_for(cast.alice).post(words, data={"summary": "x"}).status_code == 403
    for bad in ("", "NAS 130 692 544"):
        refused = client_for(cast.rita).post(words, data={"summary": bad})
        assert (refused.status_code, bad in refused.text) == (422, True)
    assert client_for(cast.rita).post(words, data={"summary": "Je l’appelle demain."}).status_code == 303
    assert "Je l’appelle demain." in client_for(cast.alice).get(story).text
    client_for(cast.rita).post(f"{story}/voices/{note.id}/removal")
    assert client_for(cast.rita).post(words, data={"summary": "Encore"}).status_code == 404


def test_nothing_recorded_is_said(cast, referral, client_for):
    data = {"summary": "Merci !", "deed_key": KEY}
    refused = client_for(cast.rita).post(f"/referrals/{referral.id}/voices", data=data)
    assert (refused.status_code, "Rien n’a été enregistré" in refused.text) == (422, True)


def test_nobody_thanks_in_the_place_of_the_recruiters(cast, referral, client_for):
    for person, status in ((cast.alice, 403), (cast.max, 403), (cast.ada, 403), (cast.romain, 404)):
        answer = client_for(person).post(f"/referrals/{referral.id}/thanks", data={"thanks": "x", "deed_key": KEY})
        assert answer.status_code == status


def test_after_a_withdrawal_the_office_neither_hears_nor_reads_what_was_said(cast, client_for):
    now = utcnow()
    referral = factories.a_referral(cast.alice, factories.a_role(cast.rita), stage="received", opened_at=now)
    speak(client_for(cast.rita), referral, summary="Jeanne est retenue.")
    address = f"/referrals/{referral.id}"
    sound = f"{address}/voices/{db.session.scalars(select(VoiceNote.id)).one()}"
    assert client_for(cast.max).get(sound).status_code == 200
    responses.withdraw_consent(referral, now=now)
    db.session.commit()
    for person in (cast.rita, cast.max, cast.ada):
        assert client_for(person).get(sound).status_code == 404
        assert "Jeanne est retenue" not in client_for(person).get(address).text
    assert client_for(cast.alice).get(sound).status_code == 200
    assert "Jeanne est retenue" in client_for(cast.alice).get(address).text


def test_what_was_said_goes_with_the_person_it_was_about(cast, referral, client_for):
    speak(client_for(cast.rita), referral, summary="Jeanne est retenue.")
    erasure.erase_candidate(referral.candidate, why="asked", now=utcnow())
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0
    assert db.session.scalars(select(VoiceNote.summary)).all() == [""]
    page = client_for(cast.alice).get(f"/referrals/{referral.id}").text
    assert "Jeanne est retenue" not in page
