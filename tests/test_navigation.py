"""The place that is lit in the navigation is the one where what the page shows belongs, for its reader."""

from __future__ import annotations

import re

import pytest

from portal.core.db import db, utcnow
from tests import factories


@pytest.fixture
def referral(cast):
    opened = {"stage": "received", "agreed_at": utcnow(), "opened_at": utcnow()}
    made = factories.a_referral(cast.alice, factories.a_role(cast.rita), **opened)
    db.session.commit()
    return made


def lit(page: str) -> set[str]:
    """The places of the rail; tabs inside a page say where one is, too."""
    rail = page[page.index('class="rail') : page.index("</nav>", page.index('class="rail'))]
    return set(re.findall(r'href="([^"]*)" aria-current="page"', rail))


@pytest.mark.parametrize(
    ("who", "path", "place"),
    [
        ("alice", "/referrals", "/referrals"),
        ("alice", "/referrals/{id}", "/referrals"),
        ("alice", "/referrals/outcomes", "/referrals"),
        ("rita", "/referrals", "/referrals"),
        ("rita", "/referrals/{id}", "/referrals/board"),
        ("max", "/referrals/{id}", "/referrals/board"),
        ("ada", "/referrals/{id}", "/referrals/board"),
        ("rita", "/referrals/board", "/referrals/board"),
        ("rita", "/referrals/day", "/referrals/board"),
        ("rita", "/referrals/likenesses", "/referrals/board"),
        ("rita", "/", "/"),
        ("rita", "/opportunities/new", "/opportunities"),
    ],
)
def test_a_page_lights_the_place_where_what_it_shows_belongs(cast, client_for, referral, who, path, place):
    page = client_for(getattr(cast, who)).get(path.format(id=referral.id))
    assert page.status_code == 200
    assert lit(page.text) == {place}


def test_a_recruiter_who_refers_nobody_is_shown_the_way_to_the_board(cast, client_for):
    rita = client_for(cast.rita)
    for language, words in (("fr", "Vous n’avez recommandé personne"), ("en", "You have not referred anyone yourself")):
        page = rita.get(f"/referrals?lang={language}").text
        assert words in page
        assert page.index('href="/referrals/board"', page.index(words)) < page.index("</section>", page.index(words))
    assert "personne vous-même" not in client_for(cast.alice).get("/referrals").text
