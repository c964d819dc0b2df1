"""A list of people is pasted: looked at line by line, added whole or not at all, and invited as planned."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import count

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.admin.invitations import roster
from portal.admin.invitations.waves import Plan
from portal.core.db import db
from portal.core.errors import Refused
from portal.jobs.queue import Job
from portal.producers.models import Profile
from portal.web.forms.choices import local_today
from tests.admin.test_invitations import letters, with_mail_server

_key = count(1)
PASTED = "Nom\tCourriel\tBureau\tRôle\nZoé Côté\tzoe@example.com\tquébec\tProductrice\n\nLéo Roy\tLEO@example.com\t\t\n"


@pytest.fixture
def ada(cast, client_for):
    return client_for(cast.ada)


def paste(client, cast, people=PASTED, step="add", **more):
    data = {"deed_key": f"a-key-of-a-form-of-a-list-{next(_key)}", "people": people, "step": step, "language": "fr"}
    data |= {"office": str(cast.quebec.id), "when": "none"}
    return client.post("/admin/people/invitations/list", data=data | more)


def people_there() -> int:
    return db.session.scalar(select(func.count()).select_from(User))


def test_everybody_of_a_list_is_added_with_role_profile_and_invitation(app, cast, ada, monkeypatch):
    with_mail_server(app, monkeypatch)
    before = people_there()
    checked = paste(ada, cast, step="check", when="now")
    assert checked.status_code == 200
    assert people_there() == before
    assert paste(ada, cast, when="now").status_code == 303
    zoe, leo = (db.session.scalar(select(User).filter_by(email=f"{name}@example.com")) for name in ("zoe", "leo"))
    assert (zoe.roles, leo.roles) == ({"producer"}, {"producer"})
    assert db.session.get(Profile, leo.id).office_id == cast.quebec.id
    assert letters() == sorted((f"user:{zoe.id}", f"user:{leo.id}"))


def test_the_same_form_sent_twice_adds_once(cast, ada):
    for _click in range(2):
        assert paste(ada, cast, deed_key="one-key-of-one-form-of-a-list").status_code == 303
    assert db.session.scalar(select(func.count()).where(User.email == "zoe@example.com")) == 1


def test_invitations_leave_in_waves_from_the_chosen_day_on(app, cast, ada, monkeypatch):
    with_mail_server(app, monkeypatch)
    day = local_today() + timedelta(days=10)
    pasted = "\n".join(f"Personne {n},p{n}@example.com" for n in range(5))
    assert paste(ada, cast, pasted, when="day", day=day.isoformat(), a_day="2").status_code == 303
    jobs = list(db.session.scalars(select(Job).where(Job.kind == "admin.invite").order_by(Job.run_at)))
    assert len(jobs) == 5
    assert len({job.run_at.date() for job in jobs}) == 3
    assert jobs[0].run_at.date() >= day
    assert letters() == []


@pytest.mark.sqlite_only
def test_wrong_lines_are_told_by_their_number_nobody_is_added_and_the_text_stays(cast, ada):
    pasted = "Zoé,zoe@example.com\nLéo,pas une adresse\nMia,mia@example.com,Nulle part\nNoé,ZOE@example.com\n"
    pasted += "Ève,e@example.com,,chef"
    before = people_there()
    answer = paste(ada, cast, pasted)
    said = answer.text.replace("\xa0", " ")
    assert answer.status_code == 422
    assert people_there() == before
    for words in ("personne n’a été ajouté", "Il n’y a pas de bureau « Nulle part »", "deux fois dans la liste",
                  "Il n’y a pas de rôle « chef »", '<td class="is-number">2</td>', "pas une adresse"):  # fmt: skip
        assert words in said


@pytest.mark.sqlite_only
def test_who_has_an_account_is_left_as_they_are(cast, ada):
    answer = paste(ada, cast, f"Alice,{cast.alice.email.upper()}", step="check")
    assert "A déjà un compte" in answer.text
    assert paste(ada, cast, f"Alice,{cast.alice.email}").status_code == 422
    assert paste(ada, cast, f"Alice,{cast.alice.email}\nZoé,zoe@example.com").status_code == 303


@pytest.mark.sqlite_only
def test_without_a_mail_server_nobody_is_added_to_be_invited(cast, ada):
    before = people_there()
    answer = paste(ada, cast, when="now")
    assert answer.status_code == 422
    assert "Zoé Côté" in answer.text
    assert people_there() == before


@pytest.mark.sqlite_only
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_of_a_spreadsheet_is_read(cast, ada, encoding):
    file = (BytesIO("Nom;Courriel\r\nZoé Côté;zoe@example.com\r\n".encode(encoding)), "liste.csv")
    answer = paste(ada, cast, "", step="check", file=file)
    assert answer.status_code == 200
    assert "<td>Zoé Côté</td><td>zoe@example.com</td>" in answer.text


@pytest.mark.sqlite_only
def test_a_list_has_somebody_and_no_end_that_never_comes(cast):
    for text in ("", "\n \n", "nom,courriel\n", "\n".join(f"P,p{n}@example.com" for n in range(501))):
        with pytest.raises(Refused):
            roster.read_lines(text, {1: "Québec"}, 1)
    assert roster.read_lines('"Zoé\tx@example.com', {1: "Québec"}, 1)


def test_waves_are_working_mornings():
    friday = datetime(2026, 11, 27, 15, tzinfo=UTC)
    waves = Plan(None, 2).waves("abcde", now=friday, timezone="America/Toronto")
    assert [people for _at, people in waves] == [["a", "b"], ["c", "d"], ["e"]]
    assert [at and (at.date(), at.hour) for at, _people in waves] == [
        None, (date(2026, 11, 30), 9), (date(2026, 12, 1), 9)
    ]  # fmt: skip
    later = Plan(date(2026, 11, 28)).waves("ab", now=friday, timezone="America/Toronto")
    assert [(at.date(), len(people)) for at, people in later] == [(date(2026, 11, 30), 2)]
