"""What a stage may tell the referrer is decided at one gate: all that they can read is walked with canaries."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.accounts.models import Membership
from portal.activity.log import describe_entry
from portal.activity.models import Entry
from portal.core import cache_versions
from portal.core.db import db, utcnow
from portal.notifications import digest
from portal.referrals.detail.timeline import ICONS, REACHED
from portal.referrals.record.labels import BECAME
from portal.referrals.stages import transitions
from portal.referrals.stages.definitions import ALL_STAGES, OUTCOMES
from portal.referrals.stages.settings import StageSetting
from tests import factories
from tests.referrals.board.moves import history

CANARY = "Canari-de-l’étape"
WORD = "Ce mot lui est destiné."


@pytest.fixture
def policy(app):
    """`policy(stage, shared)`: from now on it holds, and the stage is called by the canary."""

    def hold(stage: str, shared: str) -> None:
        db.session.add(StageSetting(stage=stage, label_fr=CANARY, label_en=CANARY, shared=shared))
        cache_versions.renew_version(cache_versions.STAGES)
        db.session.commit()

    return hold


def walked(client, referral) -> dict[str, str]:
    """Every page and fragment that shows a referral to who made it."""
    own = f"/referrals/{referral.id}"
    fragments = ("/?part=news", "/referrals", f"{own}?part=story", f"{own}?part=side", "/notifications")
    fragments += ("/notifications/bell", "/palette?q=canari")
    found = {address: client.get(address).text for address in ("/", "/referrals", own, "/notifications")}
    found |= {f"{address} (fragment)": client.get(address, htmx=True).text for address in fragments}
    found["profile"] = client.get(f"/producers/{referral.referrer_id}").text
    return found


def moved(cast, to: str, *, note: str = WORD):
    candidate = factories.a_candidate("Jeanne Canari")
    cast.romain.memberships.append(Membership(office_id=cast.quebec.id, role="recruiter"))
    referral = factories.a_referral(cast.alice, stage="received", recruiter_id=cast.romain.id, candidate=candidate)
    transitions.move_referral(referral, to, by=cast.rita, now=utcnow(), version=1, note=note)
    db.session.commit()
    return referral


@pytest.mark.parametrize("shared", ["in_progress", "dates"])
@pytest.mark.parametrize(
    "stage", ["contacted", "interview", "offer", "hired", "not_selected", "withdrawn", "talent_pool"]
)
@pytest.mark.sqlite_only
def test_no_output_tells_the_referrer_what_the_stage_keeps(cast, client_for, policy, stage, shared):
    policy(stage, shared)
    referral = moved(cast, stage)
    reached = max(re.split(r"%\(\w+\)s", str(REACHED[stage])), key=len).strip()
    hints = (CANARY, str(BECAME[stage]), reached, f'data-stage="{stage}"')
    for address, text in walked(client_for(cast.alice), referral).items():
        assert not [hint for hint in hints if hint in text], address
    assert WORD in client_for(cast.alice).get(f"/referrals/{referral.id}").text, "what was written to them is theirs"


def test_what_may_be_told_is_told(cast, client_for, policy):
    policy("interview", "full")
    referral = moved(cast, "interview")
    said = [address for address, text in walked(client_for(cast.alice), referral).items() if CANARY in text]
    assert {"/", "/referrals", f"/referrals/{referral.id}", "/notifications"} <= set(said)


@pytest.mark.parametrize(("shared", "words"), [("in_progress", "suit son cours"), ("dates", "a travaillé à votre")])
def test_the_story_says_only_that_it_goes_on_or_that_something_was_done(cast, client_for, policy, shared, words):
    policy("interview", shared)
    referral = moved(cast, "interview")
    story = client_for(cast.alice).get(f"/referrals/{referral.id}?part=story", htmx=True).text
    assert words in story
    assert ICONS["interview"] not in story


def test_the_office_reads_it_whole(cast, client_for, policy):
    policy("interview", "dates")
    referral = moved(cast, "interview")
    rita = client_for(cast.rita)
    for address in (f"/referrals/{referral.id}", "/referrals/board", "/referrals/board?view=list", "/"):
        assert CANARY in rita.get(address).text, address
    assert CANARY in client_for(cast.max).get(f"/referrals/{referral.id}").text


def test_a_recruiter_who_refers_reads_of_their_own_what_a_referrer_may(cast, client_for, policy):
    policy("interview", "dates")
    candidate = factories.a_candidate("Jeanne Canari")
    referral = factories.a_referral(cast.rita, stage="received", candidate=candidate)
    lea = factories.a_person("Léa Morin", recruiter=cast.quebec)
    transitions.move_referral(referral, "interview", by=lea, now=utcnow(), version=1)
    db.session.commit()
    client = client_for(cast.rita)
    for address in ("/referrals", f"/referrals/{referral.id}", "/notifications"):
        assert CANARY not in client.get(address).text, address


def test_a_notice_without_a_reader_tells_what_everybody_may_know(cast, policy, app):
    """Letters, digests and whatever comes later: without saying for whom, nothing is said too much."""
    policy("interview", "in_progress")
    moved(cast, "interview")
    entry = db.session.scalars(db.select(Entry).where(Entry.kind == "referrals.moved")).one()
    with app.test_request_context():
        assert CANARY not in describe_entry(entry, notice=True)
        assert CANARY not in describe_entry(entry, notice=True, to=cast.alice.id)
        assert CANARY in describe_entry(entry, notice=True, to=cast.romain.id)


def test_a_letter_tells_no_more_than_the_page(cast, policy, monkeypatch):
    monkeypatch.setattr(digest, "quiet_until", lambda *_: None)  # whatever the hour
    policy("interview", "dates")
    moved(cast, "interview")
    now = utcnow()
    window = {"begins": (now - timedelta(hours=1)).isoformat(), "ends": (now + timedelta(hours=1)).isoformat()}
    letter = digest.compose_digest(cast.alice.id, {"how": "now", **window})
    assert "a travaillé à une de vos recommandations" in letter.text
    assert CANARY not in letter.subject + letter.text + letter.html
    assert CANARY in digest.compose_digest(cast.romain.id, {"how": "now", **window}).text


def test_a_policy_that_comes_later_hides_what_was_told_before(cast, client_for, policy):
    referral = moved(cast, "interview")
    alice = client_for(cast.alice)
    tag = alice.get(f"/referrals/{referral.id}").headers["ETag"]
    policy("interview", "dates")
    again = alice.get(f"/referrals/{referral.id}", headers={"If-None-Match": tag})
    assert again.status_code == 200, "what the browser holds is no longer what may be shown"
    assert "Entrevue" not in again.text
    assert "Entrevue" not in alice.get("/notifications").text


def test_a_hidden_stage_without_a_word_is_no_news(cast, policy):
    policy("contacted", "dates")
    told, silent = moved(cast, "contacted"), moved(cast, "contacted", note="")
    assert told.last_news_at is not None
    assert silent.last_news_at is None
    assert len(history(silent)) == 1


def test_every_stage_has_a_policy_that_hides_it(app):
    assert set(REACHED) | {"awaiting_consent"} == set(ALL_STAGES)
    assert set(OUTCOMES) < set(ALL_STAGES)
