"""What the referrer told is listed from its columns: before the yes only what tells of nobody."""

from __future__ import annotations

from datetime import date

import pytest

from portal.referrals.detail import facts
from tests import factories

TOLD = {"together_from": date(2018, 10, 1), "together_to": date(2021, 3, 1), "together_where": "Assurances du Cap"}


@pytest.fixture
def referral(cast):
    return factories.a_referral(cast.alice, factories.a_role(cast.rita), experience="Douze ans.", **TOLD)


def listed(app, referral, **how) -> list[tuple[str, object]]:
    with app.test_request_context("/"):
        return [(label, words) for label, words, _attributes in facts.in_rows(facts.told_of(referral, **how))]


def test_what_may_tell_who_it_is_waits_for_the_opening(app, referral):
    assert {name for name, _value in facts.told_of(referral, named=False)} == {
        *("relationship", "known_since", "together_from", "together_to", "vouch")
    }
    hidden = facts.TOLD.keys() - dict(facts.told_of(referral, named=False)).keys()
    assert hidden == {"together_where", "fields", "experience", "why"}


def test_each_is_said_under_its_own_name(app, referral):
    besides = ("fields", "experience", "why")
    assert listed(app, referral, named=True, besides=besides) == [
        ("Relation", "Collègue"),
        ("Se connaissent depuis", "septembre 2019"),
        ("Travail ensemble", "octobre 2018 – mars 2021"),
        ("Où", "Assurances du Cap"),
        ("Appui", "«\u00a0J’ai vu son travail, et il était bon\u00a0»"),
    ]


def test_what_a_page_does_not_say_in_its_own_place_is_listed(app, referral):
    with app.test_request_context("/"):
        filters = app.jinja_env.filters
        rest = filters["told_besides"](referral, *(facts.TOLD.keys() - {"experience", "together_to"}))
    assert [(label, words) for label, words, _attributes in rest] == [("Expérience", "Douze ans.")]
