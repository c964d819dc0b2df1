"""Each finds first what matters to them, and nothing that is not theirs."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.accounts.models import Membership
from portal.activity.models import Entry
from portal.core import search
from portal.core.db import db, utcnow
from portal.home import dashboard
from portal.producers.models import Profile
from portal.referrals.record.models import ReferralDraft
from tests import factories

NAME = "Jeanne Canari-Bouchard"


@pytest.fixture
def late(cast):
    """A referral by Alice whose news is overdue, before the candidate's agreement."""
    role = factories.a_role(cast.rita)
    candidate = factories.a_candidate(NAME)
    past = utcnow() - timedelta(days=3)
    return factories.a_referral(cast.alice, role, candidate=candidate, news_due_at=past, created_at=past)


def test_a_producer_reads_news_of_their_referrals_first(cast, client_for, late):
    page = client_for(cast.alice).get("/").text
    assert NAME in page
    assert page.index('id="home-news"') < page.index('id="home-roles"')
    assert "100\u00a0%" in page, "one of one is overdue, and it is said"


def test_a_producer_of_another_office_reads_nothing_of_it(cast, client_for, late):
    page = client_for(cast.bruno).get("/").text
    assert NAME not in page
    assert 'class="empty"' in page


def test_a_recruiter_finds_what_waits_without_the_name(cast, client_for, late):
    page = client_for(cast.rita).get("/").text
    assert f'id="waiting-{late.id}"' in page
    assert NAME not in page


@pytest.mark.parametrize("person", ["rita", "max", "ada"])
def test_staff_read_the_name_once_the_candidate_agreed(cast, client_for, late, person):
    late.agreed_at = late.opened_at = utcnow()
    late.stage = "received"
    db.session.commit()
    assert NAME in client_for(getattr(cast, person)).get("/").text


def test_a_recruiter_of_another_office_finds_nothing_waiting(cast, client_for, late):
    assert f'id="waiting-{late.id}"' not in client_for(cast.romain).get("/").text


def test_one_thing_at_most_is_asked(cast, client_for):
    alice = client_for(cast.alice)
    profile = f"/producers/{cast.alice.id}/edit"
    assert profile in alice.get("/").text
    db.session.add(ReferralDraft(user_id=cast.alice.id, answers={"typed": {}}, updated_at=utcnow()))
    db.session.commit()
    page = alice.get("/").text
    assert profile not in page
    assert "draft=" in page


@pytest.mark.parametrize("who", ["alice", "rita", "max", "ada"])
def test_everybody_finds_their_own_draft_first_and_nobody_else_s(cast, client_for, who):
    person = getattr(cast, who)
    for about in ("Ancienne Personne", NAME):
        db.session.add(ReferralDraft(user_id=person.id, answers={"typed": {"name": [about]}}, updated_at=utcnow()))
        db.session.commit()
    page = client_for(person).get("/").text
    main = page[page.index('class="home__main"') :]
    assert NAME in main[: main.index("home__part")]
    assert "Ancienne" not in page
    assert NAME not in client_for(cast.bruno if who != "bruno" else cast.alice).get("/").text


def test_a_complete_profile_is_left_in_peace(cast, client_for):
    profile = db.session.get(Profile, cast.alice.id)
    profile.growth, profile.since = "Deux familles de plus.", utcnow().date()
    db.session.commit()
    assert "/edit" not in client_for(cast.alice).get("/").text


def test_roles_of_one_s_own_field_come_first(cast, client_for):
    factories.a_role(cast.rita, "Conseillère en placement", field="wealth")
    mine = factories.a_role(cast.rita, "Courtier en dommages", opened_at=utcnow() - timedelta(days=30))
    page = client_for(cast.alice).get("/").text
    assert page.index(f'id="opportunity-{mine.id}"') < page.index("Conseillère en placement")


def test_the_greeting_speaks_the_reader_s_language(cast, client_for):
    assert any(word in client_for(cast.alice).get("/").text for word in ("Bonjour, Alice", "Bonsoir, Alice"))
    assert "Good " in client_for(cast.bruno).get("/").text


@pytest.mark.parametrize(
    ("hour", "said"), [(4, "Bonsoir"), (5, "Bonjour"), (12, "Bonjour"), (17, "Bonjour"), (18, "Bonsoir")]
)
def test_one_says_bonjour_until_six_in_the_evening(app, cast, hour, said):
    now = datetime(2026, 11, 23, hour, 59, tzinfo=ZoneInfo(cast.alice.timezone))
    with app.test_request_context("/"):
        assert dashboard.greet_person(cast.alice, now) == f"{said}, Alice"


def find(client, query: str) -> str:
    return client.get("/palette", query_string={"q": query}, htmx=True).text


def test_the_palette_finds_roles_producers_and_places(cast, client_for):
    role = factories.a_role(cast.rita, "Conseillère en épargne")
    search.index_row("opportunity", role.id, role.title_fr)
    search.index_row("person", cast.alice.id, cast.alice.name)
    db.session.commit()
    rita = client_for(cast.rita)
    assert f"/opportunities/{role.id}" in find(rita, "epargnes")
    assert f"/producers/{cast.alice.id}" in find(rita, "cote")
    assert "/referrals/board" in find(rita, "tableau")
    assert "/referrals/board" not in find(client_for(cast.alice), "tableau")
    assert "/referrals/likenesses" in find(rita, "une personne")
    assert "/referrals/likenesses" not in find(client_for(cast.alice), "une personne")


def test_the_palette_keeps_the_name_from_recruiters_until_the_candidate_agreed(cast, client_for, late):
    search.index_row("referral", late.id, NAME, within=late.office_id)  # even if the index knew too early
    db.session.commit()
    assert f"/referrals/{late.id}" not in find(client_for(cast.rita), "canari")
    assert f"/referrals/{late.id}" in find(client_for(cast.alice), "canari")
    late.agreed_at = late.opened_at = utcnow()
    db.session.commit()
    assert f"/referrals/{late.id}" in find(client_for(cast.rita), "canari")
    assert f"/referrals/{late.id}" not in find(client_for(cast.romain), "canari")


def test_what_finds_nothing_says_so_and_is_inert(cast, client_for):
    answer = find(client_for(cast.alice), "<script>alert(1)</script>")
    assert "<script>alert(1)" not in answer
    assert "palette__nothing" in answer


def figures_of(page: str) -> list[tuple[int, str]]:
    """(figure, where it leads) of every linked figure of home and every tab of the day."""
    links = re.findall(r'<a class="(?:home__number|home__title|tabs__[^"]*)" href="([^"]*)"[^>]*>(.*?)</a>', page, re.S)
    links += re.findall(r'class="proposed".*?<a href="([^"]*)">(.*?)</a>', page, re.S)
    found = [(re.search(r"\d+", re.sub(r"<[^>]*>", " ", words)), html.unescape(link)) for link, words in links]
    return [(int(number[0]), link) for number, link in found if number]


def rows_of(page: str) -> int:
    """How many referrals, or things of the day, a page lists."""
    return len(re.findall(r'<(?:li|tr)[^>]* id="referral-\d+"|<li class="day__item', page))


def test_each_figure_equals_the_rows_where_it_leads(cast, client_for):
    now, past = utcnow(), utcnow() - timedelta(days=3)
    open_ones = {"agreed_at": past, "opened_at": past, "recruiter_answer": "accepted"}
    factories.a_referral(cast.alice, stage="received", recruiter=cast.rita, news_due_at=past, **open_ones)
    factories.a_referral(cast.alice, stage="contacted", recruiter=cast.rita, news_due_at=now + timedelta(days=9))
    soon = {"news_due_at": now + timedelta(days=1), "news_soon_at": past}
    factories.a_referral(cast.alice, stage="offer", **soon, **open_ones)
    for answer in ("waiting", "waiting", "accepted"):
        factories.a_referral(cast.alice, recruiter_answer=answer, news_due_at=now + timedelta(days=9))
    for since in (now, now - timedelta(days=400)):
        factories.a_referral(cast.alice, stage="hired", closed_at=since, stage_since=since)
    client = client_for(cast.rita)
    told = figures_of(client.get("/").text)
    assert sorted(number for number, _link in told) == [1, 2, 2, 3, 6]
    told += figures_of(client.get("/referrals/day").text)
    assert len(told) > 6
    for number, link in told:
        assert rows_of(client.get(link).text) == number, link
    factories.a_referral(cast.bruno, news_due_at=now + timedelta(days=9))
    both = client_for(factories.a_person("Odile Lavoie", recruiter=cast.quebec, manager=cast.montreal))
    told = figures_of(both.get("/").text)
    assert (3, "/referrals/board?view=list&unanswered=yes") in told
    for number, link in told:
        assert rows_of(both.get(link).text) == number, link


def test_what_moved_comes_in_the_order_of_time_whatever_was_written_first(cast, client_for, late):
    now = utcnow()
    for age in (1, 9, 4):
        facts = {"kind": "moved", "from": "received", "to": "contacted"}
        about = {"subject_type": "referral", "subject_id": late.id, "office_id": cast.quebec.id, "facts": facts}
        db.session.add(Entry(kind="referrals.moved", at=now - timedelta(days=age), actor_id=cast.rita.id, **about))
        db.session.flush()
    db.session.commit()
    found = [movement.at for movement in dashboard.find_movements(cast.rita)]
    assert found == sorted(found, reverse=True)
    assert len(found) >= 3


@pytest.mark.parametrize(("offices", "said"), [(1, "Dans tout le bureau, 1"), (2, "Dans tous vos bureaux, 1")])
def test_whose_is_what_waits_is_said_by_how_many_offices_one_reads(cast, client_for, late, offices, said):
    if offices == 2:
        cast.rita.memberships.append(Membership(office_id=cast.montreal.id, role="recruiter"))
        db.session.commit()
    assert client_for(cast.rita).get("/").text.count(said) == 2


def test_home_praises_nobody_while_introductions_wait_or_when_nobody_was_referred(cast, client_for):
    rita = client_for(cast.rita)
    plain = "Aucune recommandation n’attend de nouvelles aujourd’hui."
    page = rita.get("/").text
    assert plain in page, "nobody was referred yet: there is nothing to be praised for"
    made = factories.a_referral(cast.alice, factories.a_role(cast.rita))
    db.session.commit()
    page = rita.get("/").text
    assert "attend une réponse" in page
    assert plain in page
    assert 'class="empty"' not in page[page.index('id="home-waiting"') : page.index('id="home-moves"')]
    made.recruiter_answer = "accepted"
    db.session.commit()
    assert plain not in rita.get("/").text
