"""A role: its text made harmless, its facts, who to ask, what resembles it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.core.db import db
from tests import factories
from tests.opportunities.answers import dangers, listed, many, text_of
from tests.support.statements import counted

HOSTILE = """<script>alert(1)</script> <img src=x onerror=alert(1)> <b hx-get="/me" hx-trigger="load">bold</b>
<a href="javascript:alert(1)" onclick="x()">one</a> [two](javascript:alert(1)) [three](data:text/html,x)
<div hx-on:load="x" data-hx-get="/" style="position:fixed" class="toast" id="main">four</div>"""


def test_everything_is_on_the_page(cast, client_for):
    role = factories.a_role(
        cast.rita, pay_note_fr="et une prime", licences=[{"fr": "Certificat de l’AMF", "en": "AMF certificate"}]
    )
    text = client_for(cast.alice).get(f"/opportunities/{role.id}").text
    facts = (
        "55 000 $ à 80 000 $ par an",
        "et une prime",
        "Certificat de l’AMF",
        "Bureau de Québec",
    )
    whom = ("Rita Gagnon", cast.rita.email)
    for said in (role.title_fr, role.summary_fr, "<h3>Votre quotidien</h3>", *facts, *whom):
        assert said in text.replace("\u00a0", " "), said
    assert f'data-live="opportunity-{role.id}"' in text


def test_a_description_can_do_nothing_but_be_read(cast, client_for):
    role = factories.a_role(cast.rita, body_fr=HOSTILE, summary_fr=HOSTILE[:300], pay_note_fr=HOSTILE[:160])
    text = client_for(cast.alice).get(f"/opportunities/{role.id}").text
    assert dangers(text_of(text)) == []


def test_the_other_language_is_shown_and_marked(cast, client_for):
    role = factories.a_role(cast.rita, title_en="", summary_en="", body_en="")
    text = client_for(cast.bruno).get(f"/opportunities/{role.id}?lang=en").text
    assert '<div class="role__body reading" lang="fr">' in text
    assert "This description is in French only." in text


def test_similar_roles_are_of_the_field_first_then_of_the_office(cast, client_for):
    role = factories.a_role(cast.rita, field="wealth")
    office = factories.a_role(cast.rita, field="mortgage")
    elsewhere = factories.a_role(cast.romain, field="wealth")
    both = factories.a_role(cast.rita, field="wealth")
    factories.a_role(cast.romain, field="mortgage")
    factories.a_role(cast.rita, field="wealth", state="draft")
    assert listed(client_for(cast.alice).get(f"/opportunities/{role.id}")) == [both.id, elsewhere.id, office.id]


def test_an_unchanged_page_is_not_sent_again(cast, client_for):
    role, client = factories.a_role(cast.rita), client_for(cast.alice)
    tag = client.get(f"/opportunities/{role.id}").headers["ETag"]
    assert client.get(f"/opportunities/{role.id}", headers={"If-None-Match": tag}).status_code == 304
    role.title_fr, role.version = "Autre", 2
    assert client.get(f"/opportunities/{role.id}", headers={"If-None-Match": tag}).status_code == 200
    other = client_for(cast.rita)
    assert other.get(f"/opportunities/{role.id}", headers={"If-None-Match": tag}).status_code == 200


def test_a_page_takes_four_statements_at_most_however_many_roles_there_are(cast, client_for):
    client = client_for(cast.rita)
    address, counts = f"/opportunities/{factories.a_role(cast.rita).id}", []
    for number in (1, 500):
        many(cast.rita, number)
        with counted() as said:
            assert client.get(address).status_code == 200
        counts.append(len(said))
    assert counts[0] == counts[1] <= 4, said


@pytest.mark.parametrize("id_", ["0", "999999", "2147483648", "99999999999999999999999"])
def test_a_role_that_is_not_there_is_not_found(cast, client_for, id_):
    assert client_for(cast.rita).get(f"/opportunities/{id_}").status_code == 404
    assert client_for(cast.rita).get(f"/opportunities/{id_}/edit").status_code == 404


def test_only_its_recruiters_are_offered_to_change_it(cast, client_for):
    role = factories.a_role(cast.rita)
    for person, may in [
        (cast.rita, True),
        (cast.ada, True),
        (cast.max, False),
        (cast.romain, False),
        (cast.alice, False),
    ]:
        assert (f"/opportunities/{role.id}/edit" in client_for(person).get(f"/opportunities/{role.id}").text) is may


def test_what_is_kept_of_a_page_follows_every_change_and_the_day_of_each_reader(cast, client_for):
    role = factories.a_role(cast.rita, opened_at=datetime(2026, 3, 5, 2, 30, tzinfo=UTC))
    at_home, away = client_for(cast.alice), client_for(cast.bruno)
    cast.bruno.timezone = "Europe/Paris"
    db.session.flush()
    assert "4\u00a0mars 2026" in at_home.get(f"/opportunities/{role.id}").text
    assert "March\u00a05, 2026" in away.get(f"/opportunities/{role.id}").text
    assert "March\u00a04, 2026" in at_home.get(f"/opportunities/{role.id}?lang=en").text
    cast.rita.name, role.office.name, role.body_fr = "Rita Roy", "Bureau du Vieux-Port", "Un texte neuf."
    db.session.flush()
    for address in ("/opportunities", f"/opportunities/{role.id}"):
        text = at_home.get(f"{address}?lang=fr").text
        assert "Rita Roy" in text, address
        assert "Bureau du Vieux-Port" in text, address
    assert "Un texte neuf." in text
