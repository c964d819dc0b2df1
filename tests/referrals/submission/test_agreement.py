"""How and when somebody agreed to be named: a word or a text, today, yesterday or another day, under one name each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core.db import db
from portal.referrals.record.models import Referral
from portal.web.forms.choices import local_today
from tests import factories
from tests.referrals.submission.answers import typed

pytestmark = pytest.mark.sqlite_only


def refer(client, cast, **changes):
    return client.post("/referrals/new", data=typed(office=str(cast.quebec.id), **changes))


def kept() -> Referral:
    return db.session.scalars(select(Referral)).one()


@pytest.mark.parametrize(
    ("sent", "how"),
    [(["phone", ""], "phone"), (["text", "oublié ici"], "text"), (["", "Par courriel"], "Par courriel")],
    ids=["a word", "a word after a text", "a text"],
)
def test_the_word_chosen_or_the_text_typed_is_kept(cast, client_for, sent, how):
    assert refer(client_for(cast.alice), cast, attested_how=sent).status_code == 303
    assert kept().attested_how == how


@pytest.mark.parametrize("sent", [["", ""], [""], None], ids=["another way, untold", "nothing chosen", "not sent"])
def test_how_must_be_told(cast, client_for, sent):
    answer = refer(client_for(cast.alice), cast, attested_how=sent)
    assert answer.status_code == 422
    assert "comment l’accord" in answer.text
    opened = answer.text.split('id="attested_how"')[1].split('id="attested_how-typed"')[0]
    assert ("data-typed checked" in opened) == (sent == ["", ""])


def test_each_reads_the_word_in_their_language(cast, client_for):
    referral = factories.a_referral(cast.alice, factories.a_role(cast.rita), stage="received", attested_how="phone")
    client = client_for(cast.rita)
    assert "Au téléphone" in client.get(f"/referrals/{referral.id}").text
    assert "On the phone" in client.get(f"/referrals/{referral.id}?lang=en").text


def test_today_stays_the_day_that_it_was_when_the_page_was_drawn(cast, client_for):
    client, day = client_for(cast.alice), (local_today() - timedelta(days=3)).isoformat()
    assert refer(client, cast, attested_on=[day, ""], name="").status_code == 422
    page = refer(client, cast, attested_on=[day, ""], name="").text
    part = page.split('id="attested_on"')[1]
    assert "data-typed checked" in part
    assert f'type="date" value="{day}"' in part
    today = local_today().isoformat()
    page = refer(client, cast, attested_on=[today, day], name="").text.split('id="attested_on"')[1]
    assert f'value="{today}" checked' in page
    assert 'type="date" value=""' in page


def test_only_colleagues_tell_when_they_worked_together(cast, client_for):
    client = client_for(cast.alice)
    assert refer(client, cast, relationship="friend", together_from=["13", "x"]).status_code == 303
    told = kept()
    assert (told.together_from, told.together_to, told.together_where) == (None, None, "")
    assert refer(client, cast, email="other@example.com", together_from=["13", "x"]).status_code == 422


def test_what_is_optional_opens_when_it_holds_something(cast, client_for):
    client = client_for(cast.alice)
    assert '<details class="refer__more">' in client.get("/referrals/new").text
    for held in ({"experience": "Douze ans."}, {"experience": "a" * 1001}, {"experience": "", "fields": ["wealth"]}):
        page = refer(client, cast, name="", **({"fields": []} | held)).text
        assert '<details class="refer__more" open>' in page
