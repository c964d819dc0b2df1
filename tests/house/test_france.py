"""In France some words differ: a short overlay of the French catalogue, by the country of the office."""

from __future__ import annotations

import re

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from portal.core.db import db
from portal.mail.outbox import example_of
from portal.web import email_templates
from portal.web.i18n import locale, translations
from tests import factories
from tests.candidate_portal.answers import a_linked_referral
from tests.house.test_catalogue import catalogue
from tests.support.french import HOLES, faults_of

ONLY_IN_QUEBEC = re.compile(
    r"\bentrevues?|ouvrables?\b|fins? de semaine|\ben tout temps|\btexto\b|renseignements personnels"
    r"|travail autonome|hypothécaire|\bpermis\b",
    re.IGNORECASE,
)
CANDIDATE = {
    "CA-QC": ("renseignements personnels", "en tout temps"),
    "FR-IDF": ("données personnelles", "à tout moment"),
}
STAGE = {"CA-QC": ("Entrevue", "Entretien"), "FR-IDF": ("Entretien", "Entrevue")}


def strings(message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@pytest.fixture
def offices(cast):
    """Cast of two countries: Bruno and Romain, of Montréal, work in Paris now."""
    cast.montreal.region = "FR-IDF"
    db.session.commit()
    return cast


@pytest.mark.parametrize("name", translations.OVERLAYS)
def test_each_text_of_the_overlay_is_one_of_the_catalogue_and_reads_otherwise(name):
    french = locale.merged_catalogue()
    assert catalogue.stray() == []
    with locale.overlay_file(name).open("rb") as file:
        over = [message for message in read_po(file, locale="fr") if message.id]
    assert over == sorted(over)
    for message in over:
        usual = french.get(message.id, message.context)
        assert usual is not None, message.id
        assert strings(message) != strings(usual), message.id
        for text, known in zip(strings(message), strings(usual), strict=True):
            assert set(HOLES.findall(text)) == set(HOLES.findall(known)), text
            assert not faults_of(text)


def test_no_word_that_only_quebec_says_is_read_in_france(tmp_path):
    locale.merge_catalogues(tmp_path)
    with (tmp_path / "fr" / "LC_MESSAGES" / f"{translations.overlaid_domain('fr_FR')}.mo").open("rb") as file:
        whole = [message for message in read_mo(file) if message.id]
    assert len(whole) == len([message for message in locale.merged_catalogue() if message.id])
    assert not [text for message in whole for text in strings(message) if ONLY_IN_QUEBEC.search(text)]


def test_staff_of_each_country_read_their_own_words_whoever_came_before(offices, client_for):
    readers = {"CA-QC": (offices.rita, offices.alice), "FR-IDF": (offices.romain, offices.bruno)}
    for recruiter, producer in readers.values():
        factories.a_referral(producer, factories.a_role(recruiter), stage="interview")
    db.session.commit()
    for region in ("CA-QC", "FR-IDF", "CA-QC"):
        said, other = STAGE[region]
        for address in ("/referrals/board", "/referrals/board?view=list", "/referrals"):
            page = client_for(readers[region][address == "/referrals"]).get(
                f"{address}{'&' if '?' in address else '?'}lang=fr"
            )
            assert said in page.text, (region, address)
            assert other not in page.text, (region, address)
    assert "Interview" in client_for(offices.romain).get("/referrals/board?lang=en").text


@pytest.mark.parametrize("region", CANDIDATE)
def test_a_candidate_reads_the_words_of_the_country_of_the_office(cast, client, region):
    cast.quebec.region = region
    _referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    page = client.get(f"/consent/{token}").text
    (other,) = set(CANDIDATE) - {region}
    assert CANDIDATE[region][1] in page
    assert not [words for words in CANDIDATE[other] if words in page]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("region", CANDIDATE)
def test_a_letter_has_the_words_of_the_country_of_its_office(app, monkeypatch, region):
    monkeypatch.setattr(email_templates.AN_OFFICE, "region", region)
    (other,) = set(CANDIDATE) - {region}
    with app.test_request_context():
        mail = example_of("consent.withdrawn", "fr")
    assert CANDIDATE[region][0] in mail.text.replace("\n", " ")
    assert CANDIDATE[other][0] not in mail.text.replace("\n", " ")
