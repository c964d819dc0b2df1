"""The candidate's page: who asks what and why; yes and no are one clear act each, and nothing happens by looking."""

from __future__ import annotations

import html
import re

import pytest

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.referrals.consent import links, register
from portal.referrals.consent.models import Consent
from portal.referrals.introductions import acceptance
from portal.referrals.record import search_index
from portal.referrals.record.contact_hashes import is_suppressed
from portal.referrals.record.models import Candidate
from portal.referrals.stages import transitions
from tests import factories
from tests.candidate_portal.answers import TRACES, a_linked_referral, say
from tests.referrals.board.moves import history


@pytest.fixture
def asked(cast):
    return a_linked_referral(cast.alice, factories.a_role(cast.rita))


def consents(referral) -> list[Consent]:
    mine = db.select(Consent).where(Consent.referral_id == referral.id, Consent.party == "candidate")
    return list(db.session.scalars(mine.order_by(Consent.id)))


def test_it_says_who_for_what_in_which_words_and_what_is_held(cast, client, asked):
    _referral, token = asked
    page = client.get(f"/consent/{token}")
    assert page.status_code == 200
    for said in ("Alice Côté", "Bureau de Québec", "Conseillère en sécurité financière", "Une plume pour la volière"):
        assert said in page.text
    for held in ("Zéphyrine Canari", "canari@exemple.example.com", "418 555-0177", "Chanteuse", "Le Perchoir"):
        assert held in page.text
    assert "Rencontrer des familles" in page.text
    assert "checked" not in page.text.split('id="purposes"')[1].split("</fieldset>")[0]
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")


def test_it_speaks_the_language_of_the_candidate_until_they_choose(cast, client):
    person = factories.a_candidate(language="en")
    _referral, token = a_linked_referral(cast.alice, candidate=person)
    assert '<html lang="en"' in client.get(f"/consent/{token}").text
    assert '<html lang="fr"' in client.get(f"/consent/{token}?lang=fr").text
    assert '<html lang="fr"' in client.get(f"/consent/{token}").text


@pytest.mark.parametrize("number", ["+14185550177", "+14185550177x12", "+10612345678", "+15550123"])
def test_the_number_that_the_page_filled_in_is_no_obstacle_in_any_office(cast, client, asked, number):
    referral, token = asked
    referral.candidate.phone, referral.office.region = number, "FR-IDF"
    db.session.commit()
    filled = re.search(r'id="phone"[^>]* value="([^"]*)"', client.get(f"/consent/{token}").text)[1]
    assert say(client, token, referral, phone=html.unescape(filled), experience="Onze ans").status_code == 303
    db.session.refresh(referral.candidate)
    assert (referral.candidate.phone, referral.candidate.experience) == (number, "Onze ans")


def test_an_address_of_older_days_is_no_obstacle_and_no_new_one_is_like_it(cast, client, asked):
    referral, token = asked
    referral.candidate.email = "hélène@exemple.example.com"
    db.session.commit()
    assert say(client, token, referral, experience="Onze ans").status_code == 303
    refused = say(client, token, referral, email="zoé@exemple.example.com")
    assert (refused.status_code, "pas d’accents avant le @" in refused.text) == (422, True)


def test_a_number_is_written_as_where_the_office_is(cast, client, asked):
    referral, token = asked
    refused = say(client, token, referral, phone="06 12 34 56 78")
    assert (refused.status_code, 'value="06 12 34 56 78"' in refused.text) == (422, True)
    referral.office.region = "FR-LRE"
    db.session.commit()
    assert say(client, token, referral, phone="0692 12 34 56 poste 7").status_code == 303
    assert db.session.get(Candidate, referral.candidate_id, populate_existing=True).phone == "+262692123456x7"


def test_looking_changes_nothing(cast, client, asked):
    referral, token = asked
    for _time in range(3):
        for method in ("GET", "HEAD"):
            for part in ("", "/data", "/data.json"):
                assert client.open(f"/consent/{token}{part}", method=method).status_code == 200
    assert (referral.stage, referral.agreed_at, referral.version) == ("awaiting_consent", None, 1)
    assert consents(referral) == []
    assert db.session.scalars(db.select(Entry)).all() == []


def test_a_yes_is_kept_with_its_purposes_text_language_time_and_end(cast, client, asked):
    referral, token = asked
    answer = say(client, token, referral, purposes=["this_role", "other_offices"], experience="Douze ans")
    assert (answer.status_code, answer.location) == (303, f"/consent/{token}")
    assert referral.agreed_at is not None
    assert (referral.stage, referral.opened_at) == ("awaiting_consent", None)
    assert referral.candidate.experience == "Douze ans"
    assert [row.purpose for row in consents(referral)] == ["this_role", "other_offices"]
    row = consents(referral)[0]
    assert (row.text_version, row.language, row.channel, row.by_id) == (register.TEXT_VERSION, "fr", "page", None)
    assert row.expires_at == register.months_after(row.given_at, 24)
    assert "Vous avez dit oui ici le" in client.get(f"/consent/{token}").text


def test_a_yes_without_the_first_box_is_explained_and_nothing_is_lost(cast, client, asked):
    referral, token = asked
    answer = say(client, token, referral, purposes=["future_roles"], region="Sept-Îles")
    assert answer.status_code == 422
    assert "Sept-Îles" in answer.text
    assert "purposes-error" in answer.text
    chosen = answer.text.split('id="purposes"')[1].split("</fieldset>")[0]
    assert 'value="future_roles" form="answer" checked' in chosen
    assert (referral.agreed_at, referral.candidate.region, consents(referral)) == (None, "", [])


def test_a_no_needs_nothing_and_says_something_to_the_referrer(cast, client, client_for, asked):
    referral, token = asked
    answer = client.post(f"/consent/{token}", data={"answer": "no", "email": "pas une adresse"})
    assert answer.status_code == 303
    assert (referral.stage, referral.agreed_at, consents(referral)) == ("declined", None, [])
    assert "prefers not" in history(referral)[-1].note or "préfère ne pas" in history(referral)[-1].note
    assert "préfère ne pas" in client_for(cast.alice).get(f"/referrals/{referral.id}").text
    assert not [trace for trace in TRACES if trace in client_for(cast.rita).get(f"/referrals/{referral.id}").text]
    assert client.get(f"/consent/{token}").status_code == 200


def test_when_the_recruiter_had_accepted_a_yes_opens_the_introduction(cast, client, client_for, asked):
    referral, token = asked
    acceptance.accept_introduction(referral, by=cast.rita, now=utcnow(), version=referral.version)
    assert not [trace for trace in TRACES if trace in client_for(cast.rita).get(f"/referrals/{referral.id}").text]
    say(client, token, referral)
    assert (referral.stage, referral.opened_at is not None) == ("received", True)
    assert "Zéphyrine Canari" in client_for(cast.rita).get(f"/referrals/{referral.id}").text
    page = client.get(f"/consent/{token}").text
    assert "Rita Gagnon" in page
    assert "Recrutement" in page or "Recruteurs" in page or "personne, la dernière" in page


def test_what_is_corrected_later_is_right_everywhere(cast, client, client_for, asked):
    referral, token = asked
    acceptance.accept_introduction(referral, by=cast.rita, now=utcnow(), version=referral.version)
    say(client, token, referral)
    answer = say(client, token, referral, "details", name="Zoé Corbeau", link="exemple.example.com/zoe")
    assert answer.status_code == 303
    assert "Zoé Corbeau" in client_for(cast.rita).get("/referrals/board").text
    assert referral.candidate.link == "https://exemple.example.com/zoe"
    for word in ("corbeau", "canari"):  # the address still says the second
        assert db.session.execute(search_index.select_matching(word, [cast.quebec.id])).scalars().all() == [referral.id]
    refused = say(client, token, referral, "details", experience="NAS 130 692 544")
    assert refused.status_code == 422
    assert "130 692 544" in refused.text


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://exemple.com", "https://", "data:text/html,x", "mailto:a@b.c"]
)
def test_a_page_about_oneself_is_on_the_web(cast, client, asked, link):
    referral, token = asked
    answer = say(client, token, referral, link=link)
    assert answer.status_code == 422
    assert referral.candidate.link == ""


def test_purposes_change_one_by_one(cast, client, asked):
    referral, token = asked
    say(client, token, referral, purposes=["this_role", "future_roles"])
    say(client, token, referral, "purposes", purposes=["other_offices"])
    assert set(register.in_force(referral)) == {"this_role", "other_offices"}
    say(client, token, referral, "purposes", purposes=[])
    assert set(register.in_force(referral)) == {"this_role"}
    assert len(consents(referral)) == 3


def test_taking_the_yes_back_hides_the_name_everywhere(cast, client, client_for, asked):
    referral, token = asked
    acceptance.accept_introduction(referral, by=cast.rita, now=utcnow(), version=referral.version)
    say(client, token, referral)
    rita = client_for(cast.rita)
    rita.post(f"/referrals/{referral.id}/notes", data={"note": "Je vois Zéphyrine Canari jeudi.", "deed_key": "k" * 20})
    assert "Canari jeudi" in rita.get(f"/referrals/{referral.id}").text
    assert client.post(f"/consent/{token}/withdrawal").status_code == 303
    assert (referral.stage, referral.agreed_at, referral.opened_at) == ("withdrawn", None, None)
    assert all(row.withdrawn_at for row in consents(referral))
    for address in (f"/referrals/{referral.id}", f"/referrals/{referral.id}/card", "/referrals/board?closed=1"):
        for reader in (cast.rita, cast.max, cast.ada):
            text = client_for(reader).get(address).text
            assert not [trace for trace in TRACES if trace in text], address
    assert db.session.execute(search_index.select_matching("canari", [cast.quebec.id])).scalars().all() == []
    assert client.post(f"/consent/{token}/withdrawal").status_code == 303
    assert "Votre accord est retiré" in client.get(f"/consent/{token}").text


def test_never_again_says_no_erases_and_outlives_it(cast, client, asked):
    referral, token = asked
    answer = client.post(f"/consent/{token}/erasure", data={"never": "yes"}, follow_redirects=True)
    assert answer.status_code == 200
    assert (referral.stage, referral.candidate.name) == ("declined", "")
    assert "préfère ne pas" in history(referral)[-1].note
    assert is_suppressed("Canari@Exemple.example.com")
    assert is_suppressed("+14185550177")
    assert client.get(f"/consent/{token}").status_code == 404


def test_the_download_holds_everything_and_nobody_else(cast, client, asked):
    referral, token = asked
    a_linked_referral(cast.bruno, candidate=factories.a_candidate("Quelqu’un d’Autre"))
    say(client, token, referral)
    kept = client.get(f"/consent/{token}/data.json")
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert kept.json["you"]["email"] == "canari@exemple.example.com"
    assert kept.json["referrals"][0]["why"] == "Une plume pour la volière"
    assert kept.json["referrals"][0]["consents"][0]["purpose"] == "this_role"
    assert "Autre" not in kept.text
    readable = client.get(f"/consent/{token}/data").text
    assert "Une plume pour la volière" in readable
    assert links.link_of(referral.id).ended_at is None


def test_the_place_for_documents_says_nothing_before_one_is_sent(cast, client, asked):
    _referral, token = asked
    assert 'id="document-error"' not in client.get(f"/consent/{token}").text


def test_what_they_add_is_for_the_office_and_not_for_their_referrer(cast, client, client_for, asked):
    referral, token = asked
    acceptance.accept_introduction(referral, by=cast.rita, now=utcnow(), version=referral.version)
    more = {"region": "Sept-Îles", "availability": "Au printemps", "link": "exemple.example.com/zoe"}
    say(client, token, referral, email="nouveau@exemple.example.com", purposes=["this_role", "future_roles"], **more)
    referral.closed_at = utcnow()
    office = client_for(cast.rita).get(f"/referrals/{referral.id}").text
    for said in (
        "Sept-Îles",
        "Au printemps",
        "https://exemple.example.com/zoe",
        "nouveau@",
        "D’autres postes, plus tard",
    ):
        assert said in office
    own = client_for(cast.alice).get(f"/referrals/{referral.id}").text
    assert all(typed in own for typed in ("Zéphyrine Canari", "canari@exemple.example.com", "418 555-0177"))
    for said in ("Sept-Îles", "Au printemps", "exemple.example.com/zoe", "D’autres postes, plus tard", "nouveau@"):
        assert said not in own


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_held_is_told_in_sentences_to_the_candidate(cast, client, client_for, language):
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita), stage="received", agreed_at=utcnow())
    transitions.move_referral(
        referral, "interview", by=cast.rita, now=utcnow(), version=referral.version, note="Bravo !"
    )
    db.session.commit()
    client_for(cast.rita).get(f"/referrals/{referral.id}")
    read = html.unescape(client.get(f"/consent/{token}/data?lang={language}").text)
    said = {
        "fr": ("Vous êtes à l’étape des entrevues.", "Bravo !", "L’équipe de recrutement\u00a0: 1\u00a0personne"),
        "en": ("You are at the interview stage.", "Bravo !", "The recruiting team: 1 person"),
    }
    assert [words for words in said[language] if words not in read.replace("1\u00a0person,", "1 person,")] == []
    assert "<dt>Type</dt>" not in read
