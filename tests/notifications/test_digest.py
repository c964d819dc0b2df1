"""Notices by e-mail: as each person wants them, in their language, and not what they have read or do not want."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from portal.activity.event_types import every_kind
from portal.activity.log import record
from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.jobs import queue
from portal.mail import outbox
from portal.mail.outbox import NotYet, OutgoingLetter, composer_of
from portal.notifications import digest, notices, preferences
from portal.notifications.categories import ASKED, GROUPS
from portal.notifications.models import Notice
from portal.opportunities.events import CHANGED
from portal.opportunities.saved.models import SavedRole
from portal.producers.events import PARTNERED
from portal.producers.models import Profile
from portal.referrals.stages.events import MOVED, NOTED
from tests import factories

MOVE = {"from": "received", "to": "contacted"}
NEVER_QUIET = (0, 0)


@pytest.fixture
def referral(cast):
    for person in (cast.alice, cast.bruno):
        preferences.save_preferences(person.id, preferences.read_preferences(person.id), NEVER_QUIET)
    return factories.a_referral(cast.alice, factories.a_role(cast.rita), stage="contacted")


def say(kind, referral, by, **facts):
    """It happens, and the worker looks after it."""
    now = utcnow()
    record(kind, referral, by=by, now=now, **facts)
    db.session.commit()
    for job in db.session.scalars(select(queue.Job).where(queue.Job.done_at.is_(None))).all():
        queue._handlers[job.kind](job.payload)
        job.done_at = now
    db.session.commit()


def letters() -> list[OutgoingLetter]:
    return list(db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id)))


def words(row: OutgoingLetter):
    return composer_of(row.letter)(int(row.recipient.partition(":")[2]), row.facts)


def test_a_move_is_told_to_the_referrer_within_minutes_and_to_nobody_else(cast, referral):
    say(MOVED, referral, cast.rita, **MOVE)
    (row,) = letters()
    assert row.recipient == f"user:{cast.alice.id}"
    assert timedelta(0) < row.send_after - utcnow() <= timedelta(minutes=4)
    mail = words(row)
    assert (mail.address, mail.language) == (cast.alice.email, "fr")
    assert "« Contact établi »" in mail.subject.replace("\u00a0", " ")
    assert "/unsubscribe/" in mail.unsubscribe
    assert "<script" not in mail.html


def test_what_happens_in_the_same_minutes_goes_in_one_letter_by_referral(cast, referral):
    other = factories.a_referral(cast.alice, factories.a_role(cast.rita, "Courtier"), stage="contacted")
    now = utcnow().replace(second=0)
    for about in (referral, other, referral):
        record(NOTED, about, by=cast.rita, now=now)
    db.session.commit()
    for job in db.session.scalars(select(queue.Job)).all():
        queue._handlers[job.kind](job.payload)
    (row,) = letters()
    text = words(row).text
    assert text.count("- ") == 3
    assert text.index("Conseillère en sécurité financière") < text.index("Courtier")
    assert text.count("Conseillère en sécurité financière") == 1
    assert "http://localhost/notifications\n" in text


def test_a_letter_never_names_a_candidate(cast, referral):
    say(NOTED, referral, cast.rita)
    mail = words(letters()[0])
    for part in referral.candidate.name.split():
        assert part not in mail.subject + mail.text + mail.html


def test_what_was_read_in_the_portal_is_not_mailed(cast, referral):
    say(MOVED, referral, cast.rita, **MOVE)
    notices.mark_read(cast.alice.id, utcnow())
    assert words(letters()[0]) is None


def test_what_a_letter_of_its_own_tells_is_not_told_twice(cast, referral):
    say(MOVED, referral, cast.rita, **MOVE)
    notice = db.session.scalars(notices.notices_of(cast.alice.id)).first()
    outbox.post_letter("any", to=f"user:{cast.alice.id}", key="own", now=notice.at, referral=referral.id)
    assert words(letters()[0]) is None


def test_who_wants_no_e_mail_gets_none_and_who_changes_their_mind_meanwhile_too(cast, referral):
    say(MOVED, referral, cast.rita, **MOVE)
    preferences.stop_emails(cast.alice.id)
    assert words(letters()[0]) is None
    say(NOTED, referral, cast.rita)
    assert len(letters()) == 1
    assert notices.unread_count(cast.alice.id) == 2


def test_a_letter_that_was_held_up_does_not_come_in_the_quiet_hours(cast, referral):
    say(MOVED, referral, cast.rita, **MOVE)
    here = utcnow().astimezone(ZoneInfo(cast.alice.timezone)).hour
    preferences.save_preferences(cast.alice.id, preferences.read_preferences(cast.alice.id), (here, (here + 3) % 24))
    with pytest.raises(NotYet) as later:
        words(letters()[0])
    assert timedelta(0) < later.value.until - utcnow() <= timedelta(hours=3)


def test_whose_account_is_disabled_gets_no_letter(cast, referral):
    say(MOVED, referral, cast.rita, **MOVE)
    cast.alice.disabled_at = utcnow()
    assert words(letters()[0]) is None


def test_a_day_s_news_come_together_in_the_morning(cast, referral):
    preferences.save_preferences(cast.alice.id, dict.fromkeys(GROUPS, "daily"), NEVER_QUIET)
    say(MOVED, referral, cast.rita, **MOVE)
    say(NOTED, referral, cast.rita)
    (row,) = letters()
    assert row.send_after.minute == 0
    assert words(row).subject == "Votre journée sur Relais\u00a0: 2\u00a0nouvelles"


def test_the_office_decides_for_whoever_did_not(cast):
    assert preferences.read_preferences(cast.alice.id)["news"] == "now"
    preferences.choose_for_office(
        cast.quebec.id, {"asked": "now", "news": "weekly", "roles": "daily", "around": "none"}
    )
    assert preferences.read_preferences(cast.alice.id) == {
        "asked": "now",
        "news": "weekly",
        "roles": "daily",
        "around": "none",
    }
    assert preferences.read_preferences(cast.bruno.id)["news"] == "now", "another office"
    preferences.save_preferences(cast.alice.id, dict.fromkeys(GROUPS, "daily"), NEVER_QUIET)
    assert set(preferences.read_preferences(cast.alice.id).values()) == {"daily"}


def test_old_news_are_not_mailed(cast, referral):
    record(NOTED, referral, by=cast.rita, now=utcnow() - timedelta(days=3))
    db.session.commit()
    digest.post_letters({"entry": db.session.scalar(select(Entry.id))})
    assert letters() == []


def test_each_reads_in_their_own_language(cast):
    preferences.save_preferences(cast.bruno.id, preferences.read_preferences(cast.bruno.id), NEVER_QUIET)
    referral = factories.a_referral(cast.bruno, factories.a_role(cast.romain), stage="contacted")
    say(MOVED, referral, cast.romain, **MOVE)
    assert "moved a referral" in words(letters()[0]).subject


def test_every_kind_that_waits_for_a_deed_is_a_kind(app):
    assert {kind.name for kind in every_kind()} >= ASKED


def test_i_choose_my_rhythm_and_my_quiet_hours(cast, client_for):
    alice = client_for(cast.alice)
    page = alice.get("/me/notifications").text
    assert 'name="news"' in page
    sent = {"asked": "now", "news": "daily", "roles": "weekly", "around": "none", "begins": "18", "ends": "9"}
    assert alice.post("/me/notifications", data=sent).status_code == 303
    assert preferences.read_preferences(cast.alice.id) == {
        "asked": "now",
        "news": "daily",
        "roles": "weekly",
        "around": "none",
    }
    assert preferences.quiet_hours(cast.alice.id) == (18, 9)
    assert alice.post("/me/notifications", data=sent | {"news": "hourly"}).status_code == 422


def test_one_click_ends_the_e_mails_and_opening_the_link_does_not(cast, client):
    path = preferences.unsubscribe_path(cast.alice.id)
    for look in (client.get, client.head):
        assert look(path).status_code == 200
    assert preferences.read_preferences(cast.alice.id)["news"] == "now"
    answer = client.post(path, csrf=False, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert set(preferences.read_preferences(cast.alice.id).values()) == {"none"}
    assert preferences.read_preferences(cast.bruno.id)["news"] == "now"


@pytest.mark.parametrize(
    "change", [lambda p: p + "x", lambda p: p.replace("/unsubscribe/", "/unsubscribe/1"), lambda p: p[:-43]]
)
def test_no_other_link_does_anything_and_all_say_the_same(cast, client, change):
    path = change(preferences.unsubscribe_path(cast.alice.id))
    for dead in (client.get(path), client.post(path, csrf=False)):
        assert (dead.status_code, "Pour ne plus recevoir de courriels" in dead.text) == (404, True)
    assert preferences.read_preferences(cast.alice.id)["news"] == "now"


@pytest.mark.parametrize(("region", "stage"), [("CA-QC", "Entrevue"), ("FR-IDF", "Entretien")])
def test_it_is_told_in_the_words_of_the_country_of_their_office(cast, referral, region, stage):
    cast.quebec.region = region
    say(MOVED, referral, cast.rita, **{"from": "contacted", "to": "interview"})
    (row,) = letters()
    mail = words(row)
    assert f"«\u00a0{stage}\u00a0»" in mail.subject
    assert stage in mail.html


def test_a_letter_about_a_role_or_a_profile_is_written_outside_of_a_request(cast):
    preferences.save_preferences(
        cast.alice.id, preferences.read_preferences(cast.alice.id) | {"roles": "now", "around": "now"}, NEVER_QUIET
    )
    role = factories.a_role(cast.rita)
    profile = db.session.get(Profile, cast.alice.id)
    db.session.add(SavedRole(user_id=cast.alice.id, opportunity_id=role.id, saved_at=utcnow()))
    say(CHANGED, role, cast.rita, title_fr=role.title_fr, title_en="", version=2)
    (row,) = letters()
    assert f"/opportunities/{role.id}" in words(row).text
    db.session.execute(db.delete(Notice))
    say(PARTNERED, profile, cast.max, person="Alice", partner="Rita")
    assert f"/producers/{cast.alice.id}" in words(letters()[-1]).text
