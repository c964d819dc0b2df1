"""The recruiter's day: who asked comes first, then who has waited longest; each thing is done where it stands."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core.db import db, utcnow
from portal.core.errors import Conflict
from portal.notifications.models import Notice
from portal.referrals.consent import links
from portal.referrals.record.models import Referral
from portal.referrals.recruiter_tasks import queries
from portal.referrals.status_updates import updates
from portal.referrals.submission.weekly_limit.limit import GoAhead
from tests import factories
from tests.referrals.board.moves import history
from tests.support.statements import counted

KEY = "a-key-that-nobody-guesses"


@pytest.fixture
def role(cast):
    return factories.a_role(cast.rita)


def at_work(cast, role, **columns) -> Referral:
    """A referral by Alice that is open, calm and acknowledged unless `columns` say otherwise."""
    now = utcnow()
    calm = {"news_due_at": now + timedelta(days=9), "news_soon_at": now + timedelta(days=8), "last_news_at": now}
    return factories.a_referral(cast.alice, role, **{"stage": "contacted"} | calm | columns)


def thanked(referral: Referral, client) -> None:
    client.post(f"/referrals/{referral.id}/thanks", data={"thanks": "Merci !", "deed_key": f"{KEY}-{referral.id}"})


def kinds(person) -> list[tuple[str, int]]:
    return [(item.kind, item.id) for item in queries.list_items(person, "fr", utcnow())]


def test_each_waits_for_its_most_pressing_reason(cast, role, client_for):
    now = utcnow()
    day = timedelta(days=1)
    owed = at_work(cast, role, opened_at=now - day, agreed_at=now - day)
    late = at_work(cast, role, news_due_at=now - day, last_news_at=now - 9 * day)
    asked = at_work(cast, role, news_asked_at=now, last_news_at=now - 3 * day)
    proposed = factories.a_referral(cast.alice, role, created_at=now - 2 * day)
    calm = at_work(cast, role)
    thanked(calm, client_for(cast.rita))
    found = kinds(cast.rita)
    assert found[0] == ("asked", asked.id)
    assert found[1:] == [("news", late.id), ("introduction", proposed.id), ("thanks", owed.id)]


def test_who_asked_is_never_among_those_for_whom_there_is_no_room(cast, role, monkeypatch):
    now = utcnow()
    for days in (1, 2, 3):
        at_work(cast, role, news_due_at=now - timedelta(days=days), last_news_at=now - timedelta(days=9))
    asked = at_work(cast, role, news_asked_at=now, last_news_at=now - timedelta(days=3))
    monkeypatch.setattr(queries, "MOST", 2)
    assert kinds(cast.rita)[0] == ("asked", asked.id)


def test_a_link_about_to_expire_waits_too(cast, role):
    now = utcnow()
    referral = factories.a_referral(cast.alice, role, recruiter_answer="accepted", answered_at=now)
    links.make_links(referral, now=now - timedelta(days=12))
    db.session.commit()
    assert kinds(cast.rita) == [("expiring", referral.id)]


def test_a_role_to_finish_waits(cast):
    draft = factories.a_role(cast.rita, state="draft")
    assert kinds(cast.rita) == [("draft", draft.id)]


def test_a_go_ahead_that_is_asked_waits_for_recruiters_of_the_office(cast, client_for):
    asked = GoAhead(user_id=cast.alice.id, office_id=cast.quebec.id, asked_at=utcnow())
    db.session.add(asked)
    db.session.commit()
    assert kinds(cast.rita) == [("go_ahead", asked.id)]
    assert kinds(cast.romain) == []
    assert f"/referrals/go-ahead/{asked.id}" in client_for(cast.rita).get("/referrals/day").text


def test_nobody_sees_what_waits_for_others_nor_their_own(cast, role):
    at_work(cast, role, opened_at=utcnow())
    factories.a_referral(cast.rita, factories.a_role(cast.rita))
    assert kinds(cast.romain) == []
    assert len(kinds(cast.rita)) == 1


@pytest.mark.parametrize("leaves", ["the house", "the office"])
def test_what_somebody_left_behind_waits_for_the_others(cast, role, client_for, leaves):
    rose = factories.a_person("Rose Marchand", recruiter=cast.quebec)
    referral = at_work(cast, role, recruiter_id=cast.rita.id)
    if leaves == "the house":
        cast.rita.disabled_at = utcnow()
    else:
        db.session.delete(cast.rita.memberships[0])
    db.session.commit()
    assert client_for(cast.alice).post(f"/referrals/{referral.id}/asks").status_code == 303
    assert kinds(rose) == [("asked", referral.id)]
    assert db.session.scalars(select(Notice.user_id)).all() == [rose.id]


def test_nothing_that_identifies_is_there_before_both_agreed(cast, role, client_for):
    person = factories.a_candidate("Zéphirine Quenneville")
    factories.a_referral(cast.alice, role, candidate=person, why="Canari du lac")
    page = client_for(cast.rita).get("/referrals/day").text
    assert "Une connaissance proposée par Alice Côté" in page
    assert not re.search("Zéphirine|Quenneville|Canari", page)


def test_a_word_is_said_in_place_and_the_list_comes_back_without_it(cast, role, client_for):
    late = at_work(cast, role, news_due_at=utcnow() - timedelta(days=1))
    rita = client_for(cast.rita)
    thanked(late, rita)
    Referral.__table__  # noqa: B018
    db.session.execute(Referral.__table__.update().values(news_due_at=utcnow() - timedelta(days=1), last_news_at=None))
    db.session.commit()
    for _again in range(2):
        answer = rita.post(f"/referrals/day/{late.id}", data={"word": "Entrevue jeudi.", "deed_key": KEY}, htmx="day")
        assert (answer.status_code, "Tout est à jour" in answer.text) == (200, True)
    assert [line.note for line in history(late)][-1] == "Entrevue jeudi."
    assert len(history(late)) == 2


def test_an_empty_word_is_asked_for_and_what_was_typed_stays(cast, role, client_for):
    late = at_work(cast, role, news_due_at=utcnow() - timedelta(days=1))
    rita = client_for(cast.rita)
    empty = rita.post(f"/referrals/day/{late.id}", data={"word": "  ", "deed_key": KEY}, htmx="day")
    assert (empty.status_code, "Écrivez d’abord un mot" in empty.text) == (422, True)
    forbidden = rita.post(f"/referrals/day/{late.id}", data={"word": "NAS 130 692 544", "deed_key": KEY})
    assert (forbidden.status_code, "NAS 130 692 544</textarea>" in forbidden.text) == (422, True)


def test_several_are_thanked_at_once_each_by_name_and_in_their_language(cast, role, client_for):
    mine = [at_work(cast, role, opened_at=utcnow()) for _number in range(2)]
    other = factories.a_referral(cast.max, role, stage="received", opened_at=utcnow(), last_news_at=utcnow())
    cast.max.language = "en"
    db.session.commit()
    rita = client_for(cast.rita)
    page = rita.get("/referrals/day?kind=thanks").text
    assert page.count('name="to"') == 3
    assert "Thank you, {referrer}" in page
    told = {"to": [mine[0].id, other.id], "fr": "Merci {referrer}.", "en": "Thanks {referrer}.", "deed_key": KEY}
    for _again in range(2):
        assert rita.post("/referrals/day/thanks", data=told).status_code == 303
    notes = {(line.referral_id, line.note) for line in _lines()}
    assert notes == {(mine[0].id, "Merci Alice."), (other.id, "Thanks Max.")}


def test_whoever_is_slower_keeps_the_note_that_was_for_several(cast, role, client_for, monkeypatch):
    mine = [at_work(cast, role, opened_at=utcnow()) for _number in range(2)]

    def overtaken(*_args, **_more):
        raise Conflict("Modifié entre-temps par quelqu’un d’autre")

    monkeypatch.setattr(updates, "tell_referrer", overtaken)
    told = {"to": [row.id for row in mine], "fr": "Merci de tout cœur {referrer}", "deed_key": KEY}
    refused = client_for(cast.rita).post("/referrals/day/thanks?kind=thanks", data=told, htmx="day")
    assert refused.status_code == 409
    assert "Modifié entre-temps par quelqu’un d’autre" in refused.text
    assert "Merci de tout cœur {referrer}</textarea>" in refused.text
    assert _lines() == []


def test_a_note_in_a_language_that_is_needed_is_asked_for(cast, role, client_for):
    mine = [at_work(cast, role, opened_at=utcnow()) for _number in range(2)]
    told = {"to": [row.id for row in mine], "fr": "", "deed_key": KEY}
    refused = client_for(cast.rita).post("/referrals/day/thanks", data=told)
    assert (refused.status_code, "Écrivez d’abord un mot" in refused.text) == (422, True)
    assert _lines() == []


def test_an_introduction_is_answered_in_place(cast, role, client_for):
    referral = factories.a_referral(cast.alice, role)
    told = {"answer": "accepted", "version": referral.version, "shown": "day"}
    answer = client_for(cast.rita).post(f"/referrals/{referral.id}/introduction", data=told, htmx=True)
    assert (answer.status_code, "C’est accepté." in answer.text) == (200, True)
    db.session.refresh(referral)
    assert referral.recruiter_answer == "accepted"


def test_the_list_costs_the_same_for_two_and_for_forty(cast, role, client_for):
    rita, said = client_for(cast.rita), []
    for number in (2, 38):
        for _each in range(number):
            at_work(cast, role, opened_at=utcnow())
        rita.get("/referrals/day")
        with counted() as statements:
            assert rita.get("/referrals/day").status_code == 200
        said.append(len(statements))
    assert said[0] == said[1]


def _lines() -> list:
    return [line for row in db.session.scalars(select(Referral)) for line in history(row) if line.gesture == "thanks"]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_control_of_the_list_says_whom_it_is_about(cast, role, client_for, lang):
    now = utcnow()
    cast.rita.language = lang
    for name, columns in (("Zoé Roy", {"stage": "received"}), ("Max Bédard", {"news_due_at": now - timedelta(days=1)})):
        person = factories.a_candidate(name)
        at_work(cast, role, candidate=person, opened_at=now, agreed_at=now, **columns)
    factories.a_referral(cast.alice, role)
    page = client_for(cast.rita).get("/referrals/day").text
    items = page.split("</ol>")[0].split('<li class="day__item"')[1:]
    assert len(items) == 3
    for item in items:
        who = re.search(r'class="day__who"[^>]*>([^<]*)<', item).group(1)
        deeds = re.findall(r"<(?:button|summary|a)\b.*?</(?:button|summary|a)>", item.split("day__deed")[1], re.S)
        assert len(deeds) >= 4
        assert [deed for deed in deeds if f"{who}</span>" not in deed] == []
