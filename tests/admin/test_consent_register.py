"""The register of consents: every agreement with its state, and no candidate's name."""

from __future__ import annotations

from portal.core.db import utcnow
from portal.referrals.consent import register
from portal.referrals.introductions import acceptance
from tests import factories


def test_each_agreement_stands_in_its_state_and_nobody_is_named(cast, client_for):
    referral = factories.a_referral(
        cast.alice, factories.a_role(cast.rita), candidate=factories.a_candidate("Zoé Canari")
    )
    acceptance.accept_introduction(referral, by=cast.rita, now=utcnow(), version=referral.version)
    given = {"language": "fr", "channel": "phone", "way": "recorded", "by": cast.rita, "now": utcnow()}
    register.record_consent(referral, ["this_role", "future_roles"], **given)
    register.withdraw_consent(referral, ["future_roles"], now=utcnow())
    ada = client_for(cast.ada)
    for state, lines in (("", 3), ("valid", 2), ("withdrawn", 1), ("ended", 0), ("erased", 0), ("rubbish", 3)):
        page = ada.get(f"/admin/consents?state={state}").text
        assert page.count('<tr id="consent-') == lines, state
        assert "Canari" not in page
    assert "consigné par Rita Gagnon" in ada.get("/admin/consents").text
    referral.candidate.erased_at = utcnow()
    assert ada.get("/admin/consents?state=erased").text.count('<tr id="consent-') == 3


def test_it_is_for_administrators(cast, client, client_for):
    assert client.get("/admin/consents").status_code == 302
    for other in (cast.alice, cast.rita, cast.max):
        assert client_for(other).get("/admin/consents").status_code == 403
