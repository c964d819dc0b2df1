"""An introduction that is not open yet is found by what its card says, and by no word of whom it is about."""

from __future__ import annotations

import re

import pytest

from portal.accounts import users
from portal.candidate_portal import responses
from portal.core.db import db, utcnow
from portal.jobs import queue
from portal.opportunities import editing
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions
from tests import factories
from tests.referrals.record.test_secrecy import TOLD, TRACES
from tests.referrals.submission.answers import typed
from tests.support.statements import counted

BOARD = "/referrals/board"
NOBODY = "xylophage"
"""A word that nothing holds: what is looked for in vain looks as this does."""


@pytest.fixture
def referral(cast, client_for) -> Referral:
    role = factories.a_role(cast.rita, "Planificateur fiscal", title_en="Tax planner")
    form = typed(aim="role", opportunity=str(role.id), office=str(cast.quebec.id), **TOLD)
    client_for(cast.alice).post("/referrals/new", data=form)
    return db.session.scalar(db.select(Referral))


def found(client, text: str) -> list[set[int]]:
    """The ids of the cards, and of the rows of the list, that the board shows for `text`."""
    pages = [client.get(BOARD, query_string={"text": text, **view}, htmx=True).text for view in ({}, {"view": "list"})]
    return [{int(ident) for ident in re.findall(r'href="/referrals/(\d+)"', page)} for page in pages]


def work() -> None:
    while queue.run_one(utcnow()):
        pass


@pytest.mark.parametrize("reader", ["rita", "max", "ada"])
def test_it_is_found_by_referrer_role_in_both_languages_and_recruiter(cast, client_for, referral, reader):
    factories.a_referral(factories.a_person("Yvon Zed", producer=cast.quebec))
    client = client_for(getattr(cast, reader))
    for words in (
        "alice",
        "cote",
        "Alice Côté",
        "planificateur",
        "fiscaux",
        "tax plan",
        "rita gagnon",
        "alice planner",
    ):
        assert found(client, words) == [{referral.id}] * 2, words
    heads = client.get(f"{BOARD}/heads?text=planificateur", htmx=True).text
    assert re.search(r'id="head-awaiting_consent".*?column__count">1<', heads, re.DOTALL)
    assert client_for(cast.romain).get(f"{BOARD}?text=alice", htmx=True).text.count("ticket__who") == 0


@pytest.mark.parametrize("state", ["asked", "the recruiter accepted", "the candidate agreed", "withdrawn", "erased"])
def test_no_word_of_the_candidate_changes_anything(cast, client_for, referral, state):
    rita = client_for(cast.rita)
    if state in ("the recruiter accepted", "withdrawn", "erased"):
        rita.post(f"/referrals/{referral.id}/introduction", data={"answer": "accepted", "version": referral.version})
    if state in ("the candidate agreed", "withdrawn", "erased"):
        responses.give_consent(referral, ["this_role"], language="fr", way="letter", now=utcnow())
    if state in ("withdrawn", "erased"):
        db.session.commit()
        assert found(rita, "canarival") == [{referral.id}] * 2
        responses.withdraw_consent(referral, now=utcnow())
    if state == "erased":
        responses.request_erasure(referral, now=utcnow())
    db.session.commit()
    words = {*TRACES, "418 555-0177", "5550177"}
    for shape in ("{}?text=%s", "{}?text=%s&view=list", "{}/heads?text=%s", "/palette?q=%s"):
        address = shape.format(BOARD)
        rita.get(address % NOBODY)
        nothing = heard(rita, address, NOBODY)
        assert {word for word in words if heard(rita, address, word) != nothing} == set(), address
    assert found(rita, "alice")[1] == {referral.id}


def heard(client, address: str, word: str) -> tuple[str, list[str]]:
    """The answer to `word`, which stands for itself in it, and the statements that made it."""
    with counted() as said:
        text = client.get(address % word, htmx=True).text
    return re.sub(r"(value=|text=|q=|«\s)[^&\"»]*", r"\1", text), said


def test_what_the_card_says_anew_is_found_anew(cast, client_for, referral):
    rita, now = client_for(cast.rita), utcnow()
    users.change_user(cast.alice, by=cast.ada, now=now, name="Alice Desrosiers")
    role, titles = referral.opportunity, {"title_fr": "Courtière", "title_en": "Broker"}
    editing.edit_opportunity(role, titles, by=cast.rita, now=now, version=role.version)
    db.session.commit()
    assert found(rita, "desrosiers") == [set(), set()]
    work()
    for words in ("desrosiers", "courtiere", "broker"):
        assert found(rita, words) == [{referral.id}] * 2, words
    for words in ("cote", "planificateur", "planner"):
        assert found(rita, words) == [set(), set()], words
    rosalie = factories.a_person("Rosalie Fortin", recruiter=cast.quebec)
    transitions.touch_referral(referral, referral.version, recruiter_id=rosalie.id)
    db.session.commit()
    assert found(rita, "fortin") == [{referral.id}] * 2
    assert found(rita, "gagnon") == [set(), set()]


def test_many_are_put_again_by_as_many_jobs_as_it_takes(cast, client_for, referral, monkeypatch):
    monkeypatch.setattr("portal.referrals.record.search_index.AT_ONCE", 2)
    others = [factories.a_referral(cast.alice) for _ in range(4)]
    users.change_user(cast.alice, by=cast.alice, now=utcnow(), name="Alice Desrosiers")
    db.session.commit()
    work()
    assert found(client_for(cast.rita), "desrosiers") == [{referral.id, *(other.id for other in others)}] * 2


def test_who_recruits_and_refers_finds_their_own_only_until_it_opens(cast, client_for):
    rosalie = factories.a_person("Rosalie Fortin", recruiter=cast.quebec, producer=cast.quebec)
    own = factories.a_referral(rosalie)
    transitions.touch_referral(own, own.version, recruiter_id=cast.rita.id)
    client = client_for(rosalie)
    assert found(client, "rosalie") == [{own.id}] * 2
    transitions.touch_referral(own, own.version, agreed_at=utcnow(), opened_at=utcnow())
    db.session.commit()
    assert found(client, "rosalie") == [set(), set()]
