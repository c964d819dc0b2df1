"""Every feed that docs/import.md names is read, on files that boards really delivered."""

import re
from datetime import date
from pathlib import Path

import pytest

from portal.opportunities.importers.reader import read_rows

FEEDS = Path(__file__).parents[2] / "data" / "feeds"
WHOLE = {
    "hellowork.xml": 5,
    "hellowork-buddi.xml": 3,
    "apec.xml": 5,
    "jobteaser.xml": 2,
    "jooble.xml": 2,
    "talentview.xml": 2,
    "laposte.xml": 2,
    "talentsoft-edf.xml": 3,
    "talentsoft-enedis.xml": 2,
    "leboncoin.csv": 2,
    "pass.rss": 7,
    "digitalrecruiters.json": 3,
    "engagement-jeunes.json": 2,
    "talentsoft-france-travail-one.json": 1,
    "jobbank-30929001.xml": 1,
    "jobbank-31242715.xml": 1,
    "jobbank-39879152.xml": 1,
    "jobbank-40098629.xml": 1,
    "jobbank-40104984.xml": 1,
    "wanted-4049109571.xml": 1,
    "wanted-4049816178.xml": 1,
}


def rows_of(name):
    good, bad = read_rows((FEEDS / name).read_bytes(), name)
    return {row.external_id: row for row in good}, bad


@pytest.mark.parametrize(("name", "count"), WHOLE.items())
def test_every_posting_of_the_feed_comes_out(name, count):
    good, bad = read_rows((FEEDS / name).read_bytes(), name)
    assert (len(good), bad) == (count, [])
    for row in good:
        assert row.external_id
        assert row.title_fr or row.title_en
        assert row.employer
        assert row.country in {"CA", "FR"}


@pytest.mark.parametrize("name", WHOLE)
def test_no_tag_survives_in_a_description(name):
    for row in read_rows((FEEDS / name).read_bytes(), name)[0]:
        assert len(row.body_fr + row.body_en) > 50
        assert not re.search(r"<[a-z/!]", row.body_fr + row.body_en, re.IGNORECASE)


@pytest.mark.parametrize("name", WHOLE)
def test_the_form_is_told_by_the_content_and_not_by_the_name(name):
    data = (FEEDS / name).read_bytes()
    assert read_rows(data, "postings.dat") == read_rows(data, name)


def test_the_yearly_pay_of_apec_is_read_from_its_sentence():
    rows, _ = rows_of("apec.xml")
    pays = {(row.pay_min_cents, row.pay_max_cents, row.pay_period) for row in rows.values()}
    assert (18_000_00, 22_000_00, "year") in pays
    assert (21_000_00, None, "year") in pays
    assert (None, None, "") in pays


def test_a_monthly_pay_becomes_a_yearly_one():
    row = rows_of("hellowork-buddi.xml")[0]["104010052"]
    assert (row.pay_min_cents, row.pay_max_cents) == (710_00 * 12, 1823_00 * 12)
    assert (row.pay_period, row.currency) == ("year", "EUR")


def test_a_town_in_capitals_is_written_as_a_town():
    cities = {row.city for row in rows_of("hellowork.xml")[0].values()}
    assert {"Vincennes", "Laval", "Lille"} <= cities
    assert "Le Mans" in {row.city for row in rows_of("apec.xml")[0].values()}


def test_question_marks_left_by_lost_emoji_leave_the_title():
    assert rows_of("hellowork-buddi.xml")[0]["104010052"].title_fr.startswith("ALTERNANCE")


def test_lists_and_headings_of_a_description_stay_lists_and_headings():
    body = rows_of("apec.xml")[0]["177777865W"].body_fr
    assert body.startswith("**Contexte :**\n\nAu sein de l’équipe")
    assert "\n- Coordination de projet" in body


def test_job_bank_gives_range_language_and_dates():
    row = rows_of("jobbank-30929001.xml")[0]["30929001"]
    assert (row.pay_min_cents, row.pay_max_cents, row.pay_period) == (18_94, 23_67, "hour")
    assert (row.posted_on, row.expires_on) == (date(2019, 7, 3), date(2019, 9, 1))
    assert rows_of("jobbank-40104984.xml")[0]["40104984"].work_languages == ("fr", "en")


def test_screening_questions_of_job_bank_are_not_part_of_the_role():
    body = rows_of("jobbank-39879152.xml")[0]["39879152"].body_en
    assert "### Tasks" in body
    assert "legally able to work" not in body


def test_a_pay_that_the_board_only_guessed_is_not_a_pay():
    assert rows_of("wanted-4049109571.xml")[0]["4049109571"].pay_min_cents is None
    assert rows_of("wanted-4049816178.xml")[0]["4049816178"].pay_min_cents == 33_280_00


def test_a_yearly_pay_of_eleven_euros_is_reported_and_its_neighbours_come_out():
    rows, bad = rows_of("meteojob.xml")
    assert set(rows) == {"00000629", "00000400"}
    assert [(row.external_id, str(row.reason)) for row in bad] == [
        ("00000070", "The pay is too low for a whole year: is it per hour?"),
    ]


def test_an_answer_that_repeats_a_reference_keeps_the_first_and_says_both_lines():
    rows, bad = rows_of("talentsoft-france-travail.json")
    assert set(rows) == {"2025-82802", "2025-82799", "2025-82797"}
    assert [(row.line, str(row.reason)) for row in bad] == [(221, "The reference is already used on line 75.")]


def test_json_gives_the_same_facts_as_xml():
    row = rows_of("digitalrecruiters.json")[0]["APEKPPZCVVXREV449"]
    assert (row.line, row.city, row.region, row.country) == (138, "Hendaye", "Nouvelle-Aquitaine", "FR")
    assert (row.kind, row.posted_on, row.employer) == ("internship", date(2025, 11, 23), "DECATHLON Real Estate")
    body = rows_of("engagement-jeunes.json")[0]["34161720"].body_fr
    assert "\n- il participe au nettoyage des machines" in body
    assert "Vous préparez un CAP" in body


def test_people_named_in_a_feed_are_not_taken_in():
    for name in ("talentsoft-enedis.xml", "pass.rss", "digitalrecruiters.json"):
        taken = repr(read_rows((FEEDS / name).read_bytes(), name)[0])
        assert "DUPONT" not in taken
        assert "masque@example.com" not in taken


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Conseiller en assurance vie", "", "employee"),
        ("CONSEILLER ASSURANCE VIE", "", "employee"),
        ("Conseillère", "CDI. Vous prenez le temps de conseiller.", "employee"),
        ("Conseillère", "CDI. Vous encadrez un stagiaire.", "employee"),
        ("Conseillère", "CDD de six mois, temps plein.", "contract"),
        ("Conseillère en alternance", "CDD d’un an.", "internship"),
        ("Employé de banque - CDD", "", "contract"),
        ("Agent commercial indépendant", "", "self_employed"),
    ],
)
def test_leboncoin_tells_a_contract_in_passing(title, text, kind):
    data = f'redirection,titre,identifiant,description\nhttps://a.example,{title},1,"{text}"'
    (row,), bad = read_rows(data.encode(), "leboncoin.csv")
    assert (row.kind, bad) == (kind, [])


def test_entities_that_a_board_left_in_its_texts_are_undone():
    told = "<job><job_id>1</job_id><title><![CDATA[Chargé d&#039;affaires &amp; conseil]]></title>"
    told += "<description><![CDATA[- L&#039;équipe &amp; vous\n- Conseill&egrave;re]]></description></job>"
    (row,), _bad = read_rows(f"<root>{told}</root>".encode(), "hellowork.xml")
    assert row.title_fr == "Chargé d'affaires & conseil"
    assert row.body_fr == "- L'équipe & vous\n- Conseillère"
