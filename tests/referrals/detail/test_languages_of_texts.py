"""What a person wrote is announced in the language in which it is written, on the screen of the other (WCAG 3.1.2)."""

from __future__ import annotations

import re

import pytest

from portal.core.db import db, utcnow
from portal.privacy import erasure
from portal.producers.models import Profile
from portal.referrals.status_updates import updates
from tests import factories

TEXTS = {
    "en": "She ran the branch for three years, and the clients still ask about her.",
    "fr": "Elle a dirigé la succursale pendant trois ans, et les clients demandent encore de ses nouvelles.",
}


def marked(page: str, text: str) -> str | None:
    """The `lang` of the element in which `text` begins."""
    tag = re.search(r"<(\w+)([^>]*)>\s*" + re.escape(text), page)
    assert tag, text
    found = re.search(r'lang="(\w+)"', tag[2])
    return found and found[1]


@pytest.mark.parametrize(("screen", "written"), [("fr", "en"), ("en", "fr"), ("fr", "fr"), ("en", "en")])
def test_words_and_notes_of_a_referral_carry_their_language(cast, client_for, screen, written):
    text, now = TEXTS[written], utcnow()
    role = factories.a_role(cast.rita)
    referral = factories.a_referral(cast.alice, role, why=text, agreed_at=now, opened_at=now, stage="received")
    referral.experience = text.replace("three", "ten").replace("trois", "dix")
    updates.tell_referrer(referral, text.replace("three", "four").replace("trois", "quatre"), by=cast.rita, now=now)
    db.session.commit()
    page = client_for(cast.rita).get(f"/referrals/{referral.id}?lang={screen}").text
    due = None if screen == written else written
    for change in ({}, {"three": "ten", "trois": "dix"}, {"three": "four", "trois": "quatre"}):
        said = text
        for old, new in change.items():
            said = said.replace(old, new)
        assert marked(page, said) == due, said


@pytest.mark.parametrize("told", ["fr", "en"])
def test_what_relais_says_at_an_end_is_in_the_language_of_who_reads_it(cast, client_for, told):
    cast.alice.language = told
    referral = factories.a_referral(cast.alice, factories.a_role(cast.rita))
    erasure.erase_candidate(referral.candidate, why="asked", now=utcnow())
    db.session.commit()
    words = {"fr": "Cette personne y a réfléchi", "en": "This person thought about it"}
    for reader in (cast.rita, cast.alice):
        for language in ("fr", "en"):
            page = client_for(reader).get(f"/referrals/{referral.id}?lang={language}").text
            assert [code for code, said in words.items() if said in page] == [language], reader.name


def test_what_a_producer_wants_to_grow_carries_its_language(cast, client_for):
    profile = db.session.get(Profile, cast.alice.id)
    profile.growth = TEXTS["en"]
    db.session.commit()
    page = client_for(cast.alice).get(f"/producers/{cast.alice.id}").text
    assert re.search(r'<blockquote lang="en"><p>She ran', page)
