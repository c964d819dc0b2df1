"""The list: who sees what, found by typing, narrowed, ordered, counted."""

from __future__ import annotations

import pytest

from tests import factories
from tests.opportunities.answers import a_found_role, listed, many
from tests.support.statements import counted


def test_open_roles_of_every_office_are_there_for_everybody(cast, client_for):
    here, there = factories.a_role(cast.rita), factories.a_role(cast.romain)
    for person in (cast.alice, cast.bruno, cast.rita, cast.max, cast.ada):
        assert sorted(listed(client_for(person).get("/opportunities"))) == [here.id, there.id]


@pytest.mark.parametrize("state", ["draft", "paused", "filled", "closed"])
def test_other_states_are_for_staff_of_the_office_alone(cast, client_for, state):
    role = factories.a_role(cast.rita, state=state)
    for person, sees in [
        (cast.rita, True),
        (cast.max, True),
        (cast.ada, True),
        (cast.romain, False),
        (cast.alice, False),
    ]:
        client = client_for(person)
        assert listed(client.get(f"/opportunities?state={state}")) == ([role.id] if sees else [])
        assert role.id not in listed(client.get("/opportunities"))
        assert client.get(f"/opportunities/{role.id}").status_code == (200 if sees else 404)


@pytest.mark.parametrize(
    "words", ["conseillere", "CONSEILLÈRES", "securite", "sécurités financières", "conseill", "lévis", "LEVIS", "amf",
              "vie", "familles", "bureau de québec", "advisor"],
)  # fmt: skip
def test_accents_plurals_and_unfinished_words_do_not_matter(cast, client_for, words):
    role = a_found_role(
        cast.rita, "Conseillère en sécurité financière", title_en="Advisor", city="Lévis",
        licences=[{"fr": "Certificat de l’AMF : vie", "en": "AMF certificate"}],
    )  # fmt: skip
    a_found_role(cast.romain, "Courtier immobilier", summary_fr="", summary_en="", body_fr="", body_en="", city="Laval")
    assert listed(client_for(cast.alice).get("/opportunities", query_string={"q": words})) == [role.id]


def test_words_that_nothing_holds_say_what_to_do_next(cast, client_for):
    a_found_role(cast.rita)
    answer = client_for(cast.alice).get("/opportunities?q=astronaute")
    assert listed(answer) == []
    assert "Aucun poste ne correspond" in answer.text


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("field=wealth", {"field": "wealth"}),
        ("field=wealth&field=mortgage", {"field": "mortgage"}),
        ("kind=franchise", {"kind": "franchise"}),
        ("remote=remote", {"remote": "remote"}),
        ("language=fr,en", {"work_languages": "fr,en"}),
        ("pay=90%20000", {"pay_max_cents": 9_500_000}),
        ("pay=90000", {"pay_min_cents": 4_900, "pay_max_cents": 5_000, "pay_period": "hour"}),
    ],
)
def test_a_filter_keeps_what_fits(cast, client_for, query, columns):
    factories.a_role(cast.rita)
    role = factories.a_role(cast.rita, **columns)
    assert listed(client_for(cast.alice).get(f"/opportunities?{query}")) == [role.id]


def test_the_office_filter_keeps_its_roles(cast, client_for):
    role = factories.a_role(cast.romain)
    factories.a_role(cast.rita)
    assert listed(client_for(cast.alice).get(f"/opportunities?office={cast.montreal.id}")) == [role.id]


@pytest.mark.parametrize(
    "query", ["office=x&field=x&kind=&pay=-1&state=x&sort=x&shown=x", "office=99999999999", "shown=-5"]
)
def test_nonsense_in_the_address_is_left_out(cast, client_for, query):
    role = factories.a_role(cast.rita)
    assert client_for(cast.rita).get(f"/opportunities?{query}").status_code == 200
    if "office=9" not in query:
        assert listed(client_for(cast.rita).get(f"/opportunities?{query}")) == [role.id]


def test_titles_are_ordered_as_one_reads_them(cast, client_for):
    last, first, second = (factories.a_role(cast.rita, title) for title in ("Zone", "adjointe", "Écoute"))
    assert listed(client_for(cast.alice).get("/opportunities?sort=title")) == [first.id, second.id, last.id]


def test_best_paid_first_counts_hours_as_a_year_and_leaves_the_unsaid_last(cast, client_for):
    unsaid = factories.a_role(cast.rita, pay_min_cents=None, pay_max_cents=None)
    hourly = factories.a_role(cast.rita, pay_min_cents=None, pay_max_cents=6_000, pay_period="hour")
    yearly = factories.a_role(cast.rita, pay_max_cents=8_000_000)
    assert listed(client_for(cast.alice).get("/opportunities?sort=pay")) == [hourly.id, yearly.id, unsaid.id]


def test_pay_is_compared_in_one_currency_that_of_my_office_first(cast, client_for):
    paris = factories.an_office("Paris", region="FR-IDF", currency="EUR")
    rose = factories.a_person("Rose Roy", recruiter=paris)
    dollars = factories.a_role(cast.rita, pay_max_cents=9_500_000)
    euros = factories.a_role(rose, pay_max_cents=9_900_000, currency="EUR")
    alice, there = client_for(cast.alice), client_for(rose)
    assert listed(alice.get("/opportunities?pay=90000")) == [dollars.id]
    assert listed(there.get("/opportunities?pay=90000")) == [euros.id]
    answer = alice.get("/opportunities?pay=90000&currency=EUR", htmx="results")
    assert listed(answer) == [euros.id]
    assert answer.headers["HX-Replace-Url"] == "/opportunities?pay=90000&currency=EUR"
    assert listed(alice.get("/opportunities?sort=pay")) == [dollars.id, euros.id]
    assert listed(there.get("/opportunities?sort=pay")) == [euros.id, dollars.id]
    assert "currency" not in alice.get("/opportunities?q=x&currency=EUR", htmx="results").headers["HX-Replace-Url"]


def test_who_pays_in_one_currency_is_not_asked_which(cast, client_for):
    factories.a_role(cast.rita)
    assert 'name="currency"' not in client_for(cast.alice).get("/opportunities").text
    factories.an_office("Paris", region="FR-IDF", currency="EUR")
    assert 'name="currency"' in client_for(cast.alice).get("/opportunities").text


def test_more_grows_the_list_and_the_address(cast, client_for):
    many(cast.rita, 45)
    client = client_for(cast.alice)
    assert len(listed(client.get("/opportunities"))) == 20
    answer = client.get("/opportunities?shown=40&more=1", htmx=True)
    assert len(listed(answer)) == 40
    assert answer.headers["HX-Replace-Url"] == "/opportunities?shown=40"
    assert "45\u00a0postes ouverts" in answer.text
    assert 'id="more-roles"' not in client.get("/opportunities?shown=60").text


def test_a_fragment_is_the_results_alone_and_says_the_address_in_one_form(cast, client_for):
    a_found_role(cast.rita)
    answer = client_for(cast.alice).get("/opportunities?q=Conseill%C3%A8re&pay=&sort=newest&office=", htmx="results")
    assert "<html" not in answer.text
    assert answer.headers["HX-Replace-Url"] == "/opportunities?q=Conseill%C3%A8re"
    assert 'data-live="opportunities"' in answer.text


def test_the_list_takes_as_many_statements_for_two_thousand_roles_as_for_ten(cast, client_for):
    client = client_for(cast.rita)
    counts = []
    for number in (10, 1990):
        many(cast.rita, number)
        for address in ("/opportunities", "/opportunities?q=poste&sort=pay&field=insurance"):
            with counted() as said:
                assert client.get(address).status_code == 200
            counts.append(len(said))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 4, said


def test_a_role_that_has_one_language_is_shown_in_it_and_marked(cast, client_for):
    factories.a_role(cast.rita, "Courtier", title_en="", summary_en="", body_en="")
    text = client_for(cast.bruno).get("/opportunities?lang=en").text
    assert 'lang="fr">Courtier</a>' in text
    assert "In French only" in text
