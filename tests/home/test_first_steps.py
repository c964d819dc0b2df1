"""The first week: each finds what they can do that is left, where it is done, until it is."""

from __future__ import annotations

import html

import pytest

from portal.accounts.models import Membership, User
from portal.core.db import db
from portal.offices.models import Office
from portal.producers.models import Profile
from tests import factories

BEGIN = "Pour bien commencer"
ROLE, PARTNER, SECOND = "Publiez un premier poste", "leur partenaire de recrutement", "deuxième personne"
ADDRESS, PRODUCERS, COME = "l’adresse postale du bureau", "à partir d’une liste", "sont venus"


def home_of(client) -> str:
    return html.unescape(client.get("/").text)


def test_a_recruiter_publishes_a_role_and_names_partners(cast, client_for):
    rita = client_for(cast.rita)
    page = home_of(rita)
    assert ROLE in page
    assert 'href="/opportunities/new"' in page
    assert PARTNER not in page
    factories.a_role(cast.romain)
    assert ROLE in home_of(rita)
    factories.a_role(cast.rita)
    assert BEGIN not in home_of(rita)
    db.session.get(Profile, cast.alice.id).partner_id = None
    db.session.commit()
    assert PARTNER in home_of(rita)


def test_a_manager_names_partners_and_publishes_nothing(cast, client_for):
    db.session.get(Profile, cast.alice.id).partner_id = None
    db.session.commit()
    page = home_of(client_for(cast.max))
    assert PARTNER in page
    assert ROLE not in page


def test_an_administrator_finds_what_the_portal_lacks(cast, client_for):
    ada = client_for(cast.ada)
    page = home_of(ada)
    assert SECOND in page
    assert PRODUCERS not in page
    assert COME not in page
    db.session.get(Office, cast.quebec.id).address = ""
    db.session.get(User, cast.rita.id).is_admin = True
    for person in (cast.alice, cast.bruno):
        db.session.get(User, person.id).password_hash = None
    db.session.commit()
    page = home_of(ada)
    assert SECOND not in page
    assert ADDRESS in page
    assert f'href="/admin/offices/{cast.quebec.id}"' in page
    assert COME in page
    db.session.query(Membership).filter_by(role="producer").delete()
    db.session.commit()
    assert PRODUCERS in home_of(ada)


@pytest.mark.sqlite_only
def test_a_producer_has_no_such_lines(cast, client_for):
    assert BEGIN not in home_of(client_for(cast.alice))


@pytest.mark.sqlite_only
def test_an_empty_day_of_an_office_without_referrals_praises_nobody(cast, client_for):
    rita = client_for(cast.rita)
    page = home_of(rita) + html.unescape(rita.get("/referrals/day").text)
    assert "Tout est à jour" not in page
    assert "Rien n’a encore commencé" in page
    factories.a_referral(cast.alice, factories.a_role(cast.rita), stage="received", news_due_at=None)
    assert "Rien n’a encore commencé" not in html.unescape(rita.get("/referrals/day").text)
