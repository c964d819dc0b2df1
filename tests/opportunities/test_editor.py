"""Writing a role: once, checked in place, by its recruiters, two at a time without loss."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.core.db import db
from portal.opportunities.models import Opportunity
from tests import factories
from tests.opportunities.answers import TEXT, dangers, listed, retyped, text_of, typed

BLNS = json.loads((Path(__file__).parents[1] / "data" / "blns.json").read_text("utf-8"))


def only_role() -> Opportunity:
    return db.session.scalars(select(Opportunity)).one()


def test_a_new_role_is_a_draft_that_holds_what_was_typed(cast, client_for):
    answer = client_for(cast.rita).post("/opportunities/new", data=typed(cast.rita))
    role = only_role()
    assert (answer.status_code, answer.location) == (303, f"/opportunities/{role.id}")
    assert (role.state, role.version, role.currency) == ("draft", 1, "CAD")
    assert (role.pay_min_cents, role.pay_max_cents) == (5_200_000, 6_800_000)
    assert role.licences == [{"fr": "Certificat de l’AMF", "en": "AMF certificate"}]
    assert {name: getattr(role, name) for name in TEXT} == TEXT
    assert listed(client_for(cast.rita).get("/opportunities?state=draft&q=securite")) == [role.id]


def test_sending_twice_makes_one(cast, client_for):
    data, client = typed(cast.rita), client_for(cast.rita)
    first, second = (client.post("/opportunities/new", data=data) for _time in range(2))
    assert first.location == second.location
    assert db.session.scalar(select(func.count(Opportunity.id))) == 1


def test_a_form_without_its_key_makes_nothing(cast, client_for):
    assert client_for(cast.rita).post("/opportunities/new", data=typed(cast.rita, deed_key="")).status_code == 422
    assert db.session.scalar(select(func.count(Opportunity.id))) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title_fr": "", "title_en": " "}, "title_fr"),
        ({"pay_min": "70 000"}, "pay_max"),
        ({"pay_min": "beaucoup"}, "pay_min"),
        ({"pay_min": "1e9"}, "pay_min"),
        ({"pay_max": "-5"}, "pay_max"),
        ({"pay_max": "999999999"}, "pay_max"),
        ({"title_fr": "a" * 161}, "title_fr"),
        ({"title_fr": "a" * 1_000_000}, "title_fr"),
        ({"body_fr": "a" * 20_001}, "body_fr"),
        ({"field": "x"}, "field"),
        ({"kind": ""}, "kind"),
        ({"office_id": "999999"}, "office_id"),
        ({"office_id": "9" * 40}, "office_id"),
        ({"recruiter_id": "x"}, "recruiter_id"),
        ({"licences_fr": "a\n" * 13}, "licences_fr"),
    ],
)
def test_wrong_input_is_refused_in_place_and_nothing_typed_is_lost(cast, client_for, changes, field):
    answer = client_for(cast.rita).post(
        "/opportunities/new", data=typed(cast.rita, summary_en="Kept as it was") | changes, htmx=True
    )
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.text
    assert f'href="#{field}"' in answer.text
    assert "Kept as it was" in answer.text
    assert "<html" not in answer.text
    assert db.session.scalar(select(func.count(Opportunity.id))) == 0


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("65 000", 6_500_000),
        ("65,000", 6_500_000),
        ("65\u00a0000\u00a0$", 6_500_000),
        ("24,50", 2_450),
        ("24.5", 2_450),
        ("", None),
        ("0", 0),
    ],
)
def test_pay_is_typed_as_people_write_it(cast, client_for, text, cents):
    client_for(cast.rita).post("/opportunities/new", data=typed(cast.rita, pay_min=text, pay_max=""))
    assert only_role().pay_min_cents == cents


def test_another_office_is_not_offered_nor_its_recruiters(cast, client_for):
    client = client_for(cast.rita)
    assert client.post("/opportunities/new", data=typed(cast.rita, office_id=cast.montreal.id)).status_code == 422
    assert client.post("/opportunities/new", data=typed(cast.rita, recruiter_id=cast.romain.id)).status_code == 422
    ada = client_for(cast.ada)
    assert ada.post("/opportunities/new", data=typed(cast.rita, recruiter_id=cast.romain.id)).status_code == 422
    assert ada.post("/opportunities/new", data=typed(cast.romain)).status_code == 303


def test_only_recruiters_and_admins_write(cast, client_for):
    role = factories.a_role(cast.rita)
    for person in (cast.alice, cast.max):
        client = client_for(person)
        assert client.get("/opportunities/new").status_code == 403
        assert client.post("/opportunities/new", data=typed(cast.rita)).status_code == 403
        assert client.get(f"/opportunities/{role.id}/edit").status_code == 403
        assert client.post(f"/opportunities/{role.id}/edit", data=retyped(role)).status_code == 403
        assert client.post("/opportunities/preview", data={"body_fr": "x"}).status_code == 403
    assert client_for(cast.romain).get(f"/opportunities/{role.id}/edit").status_code == 403
    draft = factories.a_role(cast.rita, state="draft")
    assert client_for(cast.romain).get(f"/opportunities/{draft.id}/edit").status_code == 404
    assert client_for(cast.ada).get(f"/opportunities/{draft.id}/edit").status_code == 200


def test_a_change_is_kept_and_found(cast, client_for):
    role = factories.a_role(cast.rita)
    answer = client_for(cast.rita).post(
        f"/opportunities/{role.id}/edit", data=retyped(role, title_fr="Actuaire"), htmx=True
    )
    assert answer.headers["HX-Redirect"] == f"/opportunities/{role.id}"
    assert (role.title_fr, role.version) == ("Actuaire", 2)
    assert listed(client_for(cast.alice).get("/opportunities?q=actuaires")) == [role.id]


def test_saving_what_did_not_change_changes_nothing(cast, client_for):
    role = factories.a_role(cast.rita)
    assert client_for(cast.rita).post(f"/opportunities/{role.id}/edit", data=retyped(role)).status_code == 303
    assert role.version == 1


def test_an_open_role_of_quebec_keeps_its_french(cast, client_for):
    role = factories.a_role(cast.rita)
    answer = client_for(cast.rita).post(f"/opportunities/{role.id}/edit", data=retyped(role, summary_fr=""), htmx=True)
    assert answer.status_code == 422
    assert "le résumé en français" in answer.text
    assert role.summary_fr


def test_the_second_writer_sees_what_the_first_changed_and_loses_nothing(cast, client_for):
    role = factories.a_role(cast.rita)
    begun = retyped(role)
    ada, rita = client_for(cast.ada), client_for(cast.rita)
    ada.post(f"/opportunities/{role.id}/edit", data=begun | {"title_fr": "Le titre d’Ada", "city": "Lévis"})
    mine = begun | {"title_fr": "Mon titre", "summary_fr": "Mon résumé"}
    answer = rita.post(f"/opportunities/{role.id}/edit", data=mine, htmx=True)
    assert answer.status_code == 409
    assert "Ada Nguyen a modifié le poste" in answer.text.replace("\u00a0", " ")
    for said in (
        'value="Mon titre"',
        "Le titre d’Ada</dd>",
        "Mon résumé</textarea>",
        'value="Lévis"',
        'name="version" type="hidden" value="2"',
    ):
        assert said in answer.text, said
    assert role.title_fr == "Le titre d’Ada"
    rita.post(f"/opportunities/{role.id}/edit", data=mine | {"city": "Lévis", "version": 2})
    assert (role.title_fr, role.summary_fr, role.city, role.version) == ("Mon titre", "Mon résumé", "Lévis", 3)


def test_a_preview_is_harmless_and_keeps_nothing(cast, client_for):
    body = "## Titre\n\n<script>x</script> **fort** <a hx-get='/'>y</a>"
    answer = client_for(cast.rita).post("/opportunities/preview?language=fr", data={"body_fr": body}, htmx=True)
    assert "<h3>Titre</h3>" in answer.text
    assert "<strong>fort</strong>" in answer.text
    assert "<script" not in answer.text
    assert "<a hx" not in answer.text


@pytest.mark.sqlite_only
def test_every_naughty_string_is_kept_or_refused_and_can_do_nothing(cast, client_for):
    client = client_for(cast.rita)
    naughty(client, cast.rita, BLNS)


def test_strings_that_databases_hate_are_kept_or_refused(cast, client_for):
    worst = [
        "\x00",
        "a\x00b",
        "\ud800",
        "\udfff x",
        "\u202eabc",
        "\ufeff",
        "'; DROP TABLE opportunity; --",
        "%s%n",
        "{{ 7*7 }}",
        "\uffff",
    ]
    naughty(client_for(cast.rita), cast.rita, worst)


def naughty(client, recruiter, strings) -> None:
    """Each string in each text field at once: never a 500, and what is shown holds none of its tags."""
    names = ["title", "summary", "body", "pay_note", "licences"]
    for string in strings:
        text = string.encode("utf-8", "replace").decode() if any(0xD800 <= ord(c) < 0xE000 for c in string) else string
        data = typed(recruiter) | {f"{name}_{code}": text for name in names for code in ("fr", "en")} | {"city": text}
        answer = client.post("/opportunities/new", data=data)
        assert answer.status_code in (303, 422), string
        if answer.status_code == 303:
            assert dangers(text_of(client.get(answer.location).text)) == [], string
            assert client.get(f"{answer.location}/edit").status_code == 200, string
        assert client.get("/opportunities", query_string={"q": text, "state": "draft"}).status_code == 200, string
