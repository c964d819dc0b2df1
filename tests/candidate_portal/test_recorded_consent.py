"""A yes that a recruiter recorded: everybody reads whose word it is, and the candidate may say that it is not so."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.notifications.models import Notice
from portal.referrals.consent import links
from portal.referrals.consent.models import Consent
from portal.referrals.record import search_index
from tests import factories
from tests.candidate_portal.answers import TRACES, a_linked_referral, deliver, told

HERE = ("rita", "max", "ada")


@pytest.fixture
def asked(cast):
    """(referral, what is passed on, the candidate's own link) of somebody with an e-mail address."""
    referral, own = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    return referral, links.token_of(links.passed_of(referral.id)), own


@pytest.fixture
def by_phone(cast):
    """The same for somebody without one."""
    person = factories.a_candidate("Zéphyrine Canari", email="", phone="+14185550177")
    referral, own = a_linked_referral(cast.alice, factories.a_role(cast.rita), candidate=person)
    return referral, links.token_of(links.passed_of(referral.id)), own


def record(client, referral, **changes):
    today = utcnow().astimezone(ZoneInfo(referral.office.timezone)).date().isoformat()
    told = {"version": referral.version, "obtained_on": today, "channel": "phone", "how": "Elle a dit oui."}
    return client.post(f"/referrals/{referral.id}/agreement", data=told | changes)


def assert_hidden(client_for, cast, referral) -> None:
    assert (referral.agreed_at, referral.opened_at) == (None, None)
    for name in HERE:
        for address in (f"/referrals/{referral.id}", f"/referrals/{referral.id}/card", "/referrals/board?closed=1"):
            text = client_for(getattr(cast, name)).get(address).text
            assert not [trace for trace in TRACES if trace in text], (name, address)
    assert db.session.execute(search_index.select_matching("canari", [cast.quebec.id])).scalars().all() == []


@pytest.mark.parametrize("how", ["", "   ", "\u200b\t"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_needs_a_word_on_how(cast, client_for, asked, how, language):
    referral, _token, _own = asked
    rita = client_for(cast.rita)
    answer = rita.post(
        f"/referrals/{referral.id}/agreement?lang={language}",
        data={
            "version": referral.version,
            "channel": "phone",
            "how": how,
            "obtained_on": utcnow().date().isoformat(),
        },
    )
    assert answer.status_code == 422
    assert ("comment l’accord a été donné" if language == "fr" else "how they agreed") in answer.text
    assert referral.agreed_at is None


def test_referrer_office_and_candidate_read_whose_word_it_is(cast, client, client_for, asked):
    referral, token, own = asked
    assert record(client_for(cast.rita), referral).status_code == 303
    for reader in (cast.alice, cast.rita, cast.max):
        assert (
            "Rita Gagnon a noté l’accord de cette personne" in client_for(reader).get(f"/referrals/{referral.id}").text
        )
    for link in (token, own):
        page = client.get(f"/consent/{link}").text
        assert "Accord noté\u00a0: Rita Gagnon" in page
        assert 'value="not_so"' in page
    mail = deliver(referral)[0]
    assert "Rita Gagnon" in mail.subject
    assert f"/consent/{own}" in mail.text


def test_from_their_letter_they_say_that_it_is_not_so_and_are_hidden_at_once(cast, client, client_for, asked):
    referral, token, own = asked
    record(client_for(cast.rita), referral)
    assert "Canari" in client_for(cast.rita).get(f"/referrals/{referral.id}").text
    deliver(referral)
    answer = client.post(f"/consent/{own}/recorded", data={"answer": "not_so"})
    assert (answer.status_code, answer.location) == (303, f"/consent/{own}")
    assert_hidden(client_for, cast, referral)
    assert all(row.withdrawn_at for row in db.session.scalars(db.select(Consent).filter_by(party="candidate")))
    (entry,) = db.session.scalars(db.select(Entry).where(Entry.kind == "referrals.denied"))
    told = db.session.scalars(db.select(Notice.user_id).where(Notice.entry_id == entry.id)).all()
    assert {cast.rita.id, cast.alice.id} <= set(told)
    for language, there, own_page in (
        ("fr", "Cette personne dit qu’elle n’avait pas donné son accord", "Vous avez dit que vous n’aviez pas donné"),
        ("en", "This person says that they had not agreed", "You said that you had not agreed"),
    ):
        shown = client_for(cast.rita).get(f"/referrals/{referral.id}?lang={language}").text
        assert there in shown
        assert not [never for never in ("jamais été montré", "never shown") if never in shown], "it was, until then"
        assert own_page in client.get(f"/consent/{own}?lang={language}").text
    assert client.get(f"/consent/{token}").status_code == 404
    assert client.post(f"/consent/{own}/recorded", data={"answer": "not_so"}).status_code == 303
    assert len(db.session.scalars(db.select(Entry).where(Entry.kind == "referrals.denied")).all()) == 1


def test_without_an_address_what_is_passed_on_asks_whether_it_is_so(cast, client, client_for, by_phone):
    referral, token, own = by_phone
    record(client_for(cast.rita), referral)
    shown = client_for(cast.alice).get(f"/referrals/{referral.id}").text
    assert f"http://localhost/consent/{token}" in shown
    page = client.get(f"/consent/{token}").text
    assert not [trace for trace in (*TRACES, "Elle a dit oui", "/data") if trace in page], "it shows the question alone"
    for part in ("/data", "/data.json"):
        assert client.get(f"/consent/{token}{part}").status_code == 404
    for part in ("", "/details", "/purposes", "/withdrawal", "/erasure"):
        sent = told(referral, region="Ailleurs", answer="save", never="yes")
        assert client.post(f"/consent/{token}{part}", data=sent).status_code == 404
    answer = client.post(f"/consent/{token}/recorded", data={"answer": "not_so"})
    assert answer.location == f"/consent/{links.token_of(links.link_of(referral.id))}"
    assert [client.get(f"/consent/{link}").status_code for link in (token, own)] == [404, 404]
    assert client.get(answer.location).status_code == 200
    assert_hidden(client_for, cast, referral)


def test_who_confirms_it_gets_a_link_of_their_own_and_stays_introduced(cast, client, client_for, by_phone):
    referral, token, _own = by_phone
    record(client_for(cast.rita), referral)
    answer = client.post(f"/consent/{token}/recorded", data={"answer": "so"})
    assert client.get(answer.location).status_code == 200
    assert client.get(f"/consent/{token}").status_code == 404
    assert referral.opened_at is not None
    assert "their-page" not in client_for(cast.alice).get(f"/referrals/{referral.id}").text


@pytest.mark.parametrize("who", ["alice", *HERE, "romain"])
def test_nobody_of_the_house_answers_that_for_them(cast, client_for, asked, who):
    referral, token, own = asked
    record(client_for(cast.rita), referral)
    person = client_for(getattr(cast, who))
    for link in (token, own):
        for said in ("so", "not_so"):
            assert person.post(f"/consent/{link}/recorded", data={"answer": said}).status_code == 403
    assert referral.opened_at is not None


def test_what_nobody_recorded_is_neither_confirmed_nor_denied(cast, client, asked):
    referral, token, own = asked
    for said in ("so", "not_so"):
        for link in (token, own):
            assert client.post(f"/consent/{link}/recorded", data={"answer": said}).status_code == 303
    assert client.get(f"/consent/{token}").status_code == 200, "nothing has happened"
    assert (referral.stage, referral.agreed_at) == ("awaiting_consent", None)
