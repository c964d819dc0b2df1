"""A kept search: once, named by its filters, told once a day, paused, deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.activity.log import describe_entry
from portal.activity.models import Entry
from portal.core.db import db
from portal.core.errors import Refused
from portal.notifications.models import Notice
from portal.opportunities.filters import Filters
from portal.opportunities.queries import index_opportunity
from portal.opportunities.saved import searches
from portal.opportunities.saved.models import SavedSearch
from tests import factories, people
from tests.opportunities.two_workers import at_once, killed_after

MONDAY = datetime(2026, 11, 30, 18, tzinfo=UTC)
MORNING = datetime(2026, 12, 1, 12, tzinfo=UTC) + searches.LATE
"""Seven o’clock in Québec, the next day."""
DAY = timedelta(days=1)


def kept() -> list[SavedSearch]:
    return list(db.session.scalars(select(SavedSearch).order_by(SavedSearch.id)))


def told(person) -> list[str]:
    query = select(Entry).join(Notice, Notice.entry_id == Entry.id)
    query = query.where(Notice.user_id == person.id, Entry.kind == "opportunities.search_found")
    said = [describe_entry(entry, notice=True, to=person.id) for entry in db.session.scalars(query.order_by(Entry.id))]
    return [one.replace("\u00a0", " ") for one in said]


def a_role(recruiter, title="Courtière", **columns):
    role = factories.a_role(recruiter, title, **{"opened_at": MONDAY + timedelta(hours=2)} | columns)
    index_opportunity(role)
    db.session.commit()
    return role


@pytest.fixture
def search(cast):
    """Alice keeps the search for roles in insurance, since Monday noon."""
    return searches.save_search(Filters(field=("insurance",)), by=cast.alice, now=MONDAY)


def test_a_search_is_kept_once_from_the_list_and_named_by_its_filters(cast, client_for):
    alice = client_for(cast.alice)
    form = {
        "field": ["insurance", "wealth"],
        "q": "courtière",
        "office": [cast.quebec.id],
        "pay": "60 000",
        "state": "all",
    }
    for _click in range(2):
        assert alice.post("/opportunities/searches", data=form).status_code == 303
    (search,) = kept()
    assert search.user_id == cast.alice.id
    assert "state" not in search.filters, "only open roles are told"
    page = alice.get("/opportunities/saved").text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "« courtière » · Bureau de Québec · Assurance · Gestion de patrimoine" in page
    assert "60 000 $" in page
    assert "courtière" not in client_for(cast.rita).get("/opportunities/saved").text


def test_the_list_offers_to_keep_what_narrows_it_alone(cast, client_for):
    alice = client_for(cast.alice)
    offered = "M’aviser des nouveaux postes semblables"
    assert offered not in alice.get("/opportunities").text
    narrowed = alice.get("/opportunities?field=wealth&q=adjointe").text
    assert offered in narrowed
    assert '<input type="hidden" name="field" value="wealth">' in narrowed
    assert '<input type="hidden" name="q" value="adjointe">' in narrowed
    again = alice.get("/opportunities?field=mortgage", htmx=True).text
    assert 'hx-target="#keep-search"' in again
    assert '<input type="hidden" name="field" value="mortgage">' in again


@pytest.mark.parametrize(
    ("form", "why"), [({}, "Tapez un mot"), ({"q": "130 692 544"}, "numéro"), ({"sort": "pay"}, "Tapez un mot")]
)
def test_what_can_t_be_kept_is_refused_in_a_sentence(cast, client_for, form, why):
    answer = client_for(cast.alice).post("/opportunities/searches", data=form)
    assert answer.status_code == 422
    assert why in answer.text
    assert kept() == []


def test_nobody_keeps_more_than_can_be_looked_after(cast):
    for number in range(searches.MOST):
        searches.save_search(Filters(q=f"mot {number}"), by=cast.alice, now=MONDAY)
    with pytest.raises(Refused):
        searches.save_search(Filters(q="encore"), by=cast.alice, now=MONDAY)
    searches.save_search(Filters(q="encore"), by=cast.bruno, now=MONDAY)


def test_new_roles_are_told_once_in_the_morning_of_the_person(cast, search):
    a_role(cast.rita, "Ancienne", opened_at=MONDAY - timedelta(hours=1))
    a_role(cast.rita, "Courtière")
    a_role(cast.romain, "Planificateur", field="wealth")
    a_role(cast.romain, "Conseiller")
    assert searches.tell_new_roles(MORNING - searches.LATE) == 0
    assert searches.tell_new_roles(MORNING) == 1
    assert searches.tell_new_roles(MORNING + timedelta(hours=8)) == 0
    assert told(cast.alice) == ["Pour votre recherche (Assurance), 2 nouveaux postes : Conseiller, Courtière"]
    assert searches.tell_new_roles(MORNING + DAY) == 0
    assert told(cast.bruno) == []


def test_roles_that_one_may_not_see_are_never_told(cast, search):
    for state in ("draft", "paused", "filled", "closed"):
        a_role(cast.rita, state=state)
    assert searches.tell_new_roles(MORNING) == 0
    kept_by_rita = searches.save_search(Filters(field=("insurance",)), by=cast.rita, now=MONDAY)
    assert searches.filters_of(kept_by_rita).state == "open"
    assert searches.tell_new_roles(MORNING + DAY) == 0


def test_many_are_told_in_one_line(cast, search):
    for number in range(5):
        a_role(cast.rita, f"Poste {number}")
    searches.tell_new_roles(MORNING)
    assert told(cast.alice) == [
        "Pour votre recherche (Assurance), 5 nouveaux postes : Poste 4, Poste 3, Poste 2, 2 autres"
    ]


def test_days_on_which_nobody_worked_are_made_up_for(cast, search):
    a_role(cast.rita)
    assert searches.tell_new_roles(MORNING + 3 * DAY) == 1


def test_a_pause_tells_nothing_and_is_not_made_up_for(cast, client_for, search):
    alice, address = client_for(cast.alice), f"/opportunities/searches/{search.id}"
    assert "Suspendue depuis le" in alice.post(address, data={"deed": "pause"}, htmx=True).text
    a_role(cast.rita)
    assert searches.tell_new_roles(MORNING) == 0
    searches.resume_search(search, now=MORNING)
    assert searches.tell_new_roles(MORNING + DAY) == 0
    searches.pause_search(search, now=MORNING + DAY)
    assert "une fois par jour" in alice.post(address, data={"deed": "resume"}, htmx=True).text
    assert alice.post(address, data={"deed": "remove"}).status_code == 303
    assert kept() == []
    assert alice.post(address, data={"deed": "remove"}).status_code == 404


def test_a_search_is_its_owner_s_alone(cast, client_for, search):
    for other in (cast.rita, cast.ada):
        assert (
            client_for(other).post(f"/opportunities/searches/{search.id}", data={"deed": "remove"}).status_code == 404
        )
    assert client_for(cast.alice).post(f"/opportunities/searches/{search.id}", data={"deed": "x"}).status_code == 422
    assert kept() == [search]


def test_the_log_of_administrators_says_nothing_of_a_search(cast, client_for):
    searches.save_search(Filters(q="zéphirine"), by=cast.alice, now=MONDAY)
    a_role(cast.rita, "Zéphirine")
    assert searches.tell_new_roles(MORNING) == 1
    assert "éphirine" not in client_for(cast.ada).get("/admin/log").text


def test_two_workers_tell_of_a_search_once_and_a_killed_one_loses_nothing(committed):
    cast = people.gather()
    searches.save_search(Filters(field=("insurance",)), by=cast.alice, now=MONDAY)
    a_role(cast.rita)
    killed_after(lambda: searches.tell_new_roles(MORNING))
    assert sorted(at_once(committed, lambda: searches.tell_new_roles(MORNING))) == [0, 1]
    assert len(told(cast.alice)) == 1
