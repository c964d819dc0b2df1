"""My referrals: what each of mine became, in words, the one with the latest news first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.core.db import utcnow
from tests import factories
from tests.support.statements import counted


def test_nothing_yet_invites_to_look_at_the_roles(cast, client_for):
    text = client_for(cast.alice).get("/referrals").text
    assert "À qui pensez-vous" in text
    assert 'href="/opportunities"' in text


def test_each_says_what_became_of_it_and_the_latest_news_comes_first(cast, client_for):
    now, role = utcnow(), factories.a_role(cast.rita)
    jeanne = factories.a_referral(cast.alice, role, stage="interview", news_due_at=now + timedelta(days=9))
    paul = factories.a_referral(
        cast.alice, candidate=factories.a_candidate("Paul Roy"), created_at=now - timedelta(days=9),
        last_news_at=now + timedelta(minutes=1), stage="hired", closed_at=now,
    )  # fmt: skip
    text = client_for(cast.alice).get("/referrals").text
    assert text.index(f'id="referral-{paul.id}"') < text.index(f'id="referral-{jeanne.id}"')
    for words in ("Une entrevue est en cours", "Suivie par Rita Gagnon", "nouvelles d’ici le", "embauche"):
        assert words in text
    assert 'data-live="my-referrals stages"' in text


def test_another_producer_does_not_even_see_it(cast, client_for):
    factories.a_referral(cast.alice, candidate=factories.a_candidate("Zéphyrine Canari"))
    for other in (cast.bruno, cast.rita, cast.ada):
        assert "Canari" not in client_for(other).get("/referrals").text


def test_the_list_grows_by_more_and_a_refetch_keeps_its_length(cast, client_for):
    for _ in range(21):
        factories.a_referral(cast.alice)
    client = client_for(cast.alice)
    first = client.get("/referrals").text
    assert first.count('class="referrals__row') == 20
    assert 'href="/referrals?shown=2"' in first
    more = client.get("/referrals?shown=2", htmx=True).text
    assert more.count('class="referrals__row') == 21
    assert 'hx-get="/referrals?shown=2"' in more
    for odd in ("0", "-1", "x", "9" * 30):
        assert client.get(f"/referrals?shown={odd}").status_code == 200


@pytest.mark.sqlite_only
def test_a_full_list_takes_few_statements(cast, client_for):
    role = factories.a_role(cast.rita)
    for _ in range(20):
        factories.a_referral(cast.alice, role)
    client = client_for(cast.alice)
    client.get("/referrals")
    with counted() as said:
        client.get("/referrals")
    assert 0 < len(said) <= 8, "\n".join(said)
