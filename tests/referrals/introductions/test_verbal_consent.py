"""An agreement by word of mouth: from then on, and not before, staff read whom a referral is about."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.live.models import Signal
from portal.referrals.consent.models import Consent
from portal.referrals.introductions import acceptance
from portal.referrals.record import search_index
from portal.referrals.record.models import Agreement
from tests import factories
from tests.referrals.board.moves import history, send

TRACES = ("Canari", "phyrine", "canari@", "5550177", "555-0177", "Perchoir", "volière", "Chanteuse", "Par radio")


@pytest.fixture
def referral(cast):
    candidate = factories.a_candidate("Zéphyrine Canari", email="canari@exemple.example.com", phone="+14185550177")
    words = {"why": "Une plume pour la volière", "experience": "Chanteuse", "together_where": "Le Perchoir"}
    role = factories.a_role(cast.rita)
    return factories.a_referral(cast.alice, role, candidate=candidate, attested_how="Par radio", **words)


def told(referral, **changes) -> dict:
    today = utcnow().astimezone(ZoneInfo(referral.office.timezone)).date().isoformat()
    return {"version": referral.version, "obtained_on": today, "channel": "phone", "how": "Elle a dit oui."} | changes


def agree(client, referral, htmx: bool = True, **changes):
    return client.post(f"/referrals/{referral.id}/agreement", data=told(referral, **changes), htmx=htmx)


def everything(client, referral) -> str:
    """All that the pipeline answers to a reader about this referral, headers too, but what was asked."""
    board, own = "/referrals/board", f"/referrals/{referral.id}"
    addresses = [board, f"{board}?view=list", f"{board}/heads", f"{board}/{referral.stage}", f"{board}/rows"]
    addresses += [f"{board}?text=canari", f"{board}?text=zephyrine&view=list", "/notifications", "/live/since/0"]
    addresses += [f"{own}/card", f"{own}/card?view=list", f"{own}/agreement"]
    answers = [client.get(address, htmx=htmx) for address in addresses for htmx in (False, True)]
    for stage, version in (("interview", 1), ("expired", 1), ("offer", 9)):
        for shown in ("card", "row", "page"):
            form = {"stage": stage, "version": version, "shown": shown}
            answers += [client.post(f"{own}/stage", data=form, htmx=htmx) for htmx in (False, True)]
    text = "".join(answer.text + str(answer.headers) for answer in answers)
    for asked in ("text=canari", 'value="canari"', "text=zephyrine", 'value="zephyrine"'):
        text = text.replace(asked, "")
    return text


def test_before_the_yes_nothing_that_names_the_candidate_reaches_staff(cast, client_for, referral):
    for reader in (cast.rita, cast.max, cast.ada):
        text = everything(client_for(reader), referral)
        assert "Alice connaît bien cette personne" in text
        assert not [trace for trace in TRACES if trace in text]
    kept = str([(entry.facts, entry.kind) for entry in db.session.scalars(db.select(Entry))])
    kept += str(db.session.execute(db.select(Signal.topic, Signal.audience)).all())
    assert not [trace for trace in TRACES if trace in kept]


def test_from_the_yes_on_the_name_is_there_and_found(cast, client_for, referral):
    answer = agree(client_for(cast.rita), referral)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, f"/referrals/{referral.id}")
    for reader in (cast.rita, cast.max, cast.ada):
        for query in ("", "?view=list", "?text=canari"):
            assert "Zéphyrine Canari" in client_for(reader).get(f"/referrals/board{query}").text
    assert client_for(cast.romain).get(f"/referrals/{referral.id}/card").status_code == 404
    kept = db.session.scalar(db.select(Agreement))
    assert (kept.channel, kept.how, kept.by_id) == ("phone", "Elle a dit oui.", cast.rita.id)
    assert (referral.stage, referral.version, history(referral)[-1].to_stage) == ("received", 3, "received")
    facts = str([entry.facts for entry in db.session.scalars(db.select(Entry))])
    assert not [trace for trace in TRACES if trace in facts]


def test_after_erasure_the_name_is_gone_again(cast, client_for, referral):
    agree(client_for(cast.rita), referral)
    referral.candidate.erased_at = utcnow()
    assert "Canari" not in client_for(cast.rita).get(f"/referrals/{referral.id}/card").text
    assert "Canari" not in client_for(cast.rita).get("/referrals/board?view=list&sort=role").text


def test_what_is_undone_does_not_take_a_yes_back(cast, client_for, referral):
    client = client_for(cast.rita)
    agree(client, referral)
    line = history(referral)[-1]
    assert client.post(f"/referrals/{referral.id}/moves/{line.id}/undo", htmx=True).status_code == 422
    assert "awaiting_consent" not in send(client, referral, "contacted").text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"obtained_on": (utcnow() + timedelta(days=3)).date().isoformat()}, 422),
        ({"obtained_on": "2001-01-01"}, 422),
        ({"obtained_on": "hier"}, 422),
        ({"obtained_on": ""}, 422),
        ({"channel": "pigeon"}, 422),
        ({"channel": ""}, 422),
        ({"how": "x" * 501}, 422),
        ({"version": "7"}, 409),
        ({"version": "²"}, 409),
        ({"version": "x"}, 409),
    ],
)
def test_what_can_not_be_is_refused_with_what_was_typed(cast, client_for, referral, changes, status):
    for htmx in (True, False):
        answer = agree(client_for(cast.rita), referral, htmx=htmx, **changes)
        assert answer.status_code == status
        assert changes.get("how", "Elle a dit oui.") in answer.text
    assert (referral.opened_at, history(referral)) == (None, [])


def test_it_is_recorded_once_and_by_recruiters_of_the_office_alone(cast, client_for, referral):
    for who, status in [("romain", 404), ("bruno", 404), ("alice", 403), ("max", 403), ("ada", 403), ("rita", 200)]:
        assert agree(client_for(getattr(cast, who)), referral).status_code == status
    assert agree(client_for(cast.rita), referral).status_code == 422
    assert db.session.execute(search_index.select_matching("canari", [cast.quebec.id])).scalars().all() == [referral.id]


@pytest.mark.parametrize("first", ["nobody", "a colleague"])
def test_both_sides_are_in_the_register_once(cast, client_for, referral, first):
    if first == "a colleague":
        other = factories.a_person("Rosalie Fortin", recruiter=cast.quebec)
        acceptance.accept_introduction(referral, by=other, now=utcnow(), version=1)
    agree(client_for(cast.rita), referral)
    kept = db.session.execute(db.select(Consent.party, Consent.channel).order_by(Consent.id)).all()
    assert sorted(map(tuple, kept)) == [("candidate", "phone"), ("recruiter", "phone" if first == "nobody" else "page")]
    assert referral.recruiter_id == (cast.rita.id if first == "nobody" else other.id)
