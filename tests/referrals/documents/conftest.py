"""A referral whose candidate has a link, for every story about documents."""

from __future__ import annotations

import pytest

from portal.core.db import db, utcnow
from portal.referrals.consent import links
from tests import factories


@pytest.fixture
def referral(cast):
    candidate = factories.a_candidate("Zéphyrine Canari")
    return factories.a_referral(cast.alice, factories.a_role(cast.rita), candidate=candidate)


@pytest.fixture
def token(referral):
    link = links.make_links(referral, now=utcnow())
    db.session.commit()
    return links.token_of(link)
