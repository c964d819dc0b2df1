"""A role that is filled, paused or closed: what becomes of the referrals to it is asked, done once, and told once."""

from __future__ import annotations

import re

import pytest

from portal.activity.models import Entry
from portal.candidate_portal import responses
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.core.tokens import new_token
from portal.notifications.models import Notice
from portal.opportunities import lifecycle
from portal.referrals.consent import invitations
from portal.referrals.record import search_index
from portal.referrals.record.models import Referral
from portal.referrals.role_endings import decisions
from portal.referrals.role_endings.decisions import Decision
from tests import factories
from tests.candidate_portal.answers import TRACES, a_linked_referral, deliver, say, told
from tests.referrals.board.moves import history
from tests.referrals.record.test_secrecy_everywhere import recorded

WORD = "Bonjour Alice, le poste est pourvu. Merci."


@pytest.fixture
def role(cast):
    return factories.a_role(cast.rita)


def end_role(cast, role, name: str = "fill") -> None:
    lifecycle.change_state(role, name, version=role.version, by=cast.rita, now=utcnow())
    db.session.commit()


def decided(*referrals: tuple[Referral, str], word: str = WORD, **changes) -> dict:
    """The form as it is sent, with a choice for each of these."""
    form = {"deed_key": new_token()}
    for referral, choice in referrals:
        row = {"version": referral.version, "choice": choice, "word": word}
        form |= {f"r{referral.id}-{name}": value for name, value in row.items()}
    return form | changes


def settle(client, role, form: dict):
    return client.post(f"/opportunities/{role.id}/referrals", data=form)


def notices_of(person) -> list[str]:
    mine = db.select(Entry.kind).join(Notice, Notice.entry_id == Entry.id).where(Notice.user_id == person.id)
    return list(db.session.scalars(mine.order_by(Notice.id)))


@pytest.mark.parametrize(("change", "state"), [("fill", "filled"), ("pause", "paused"), ("close", "closed")])
def test_the_click_asks_about_each_and_nothing_where_none_is_left(cast, client_for, role, change, state):
    open_one = factories.a_referral(cast.alice, role, stage="interview")
    factories.a_referral(cast.alice, role, stage="hired", closed_at=utcnow())
    client, data = client_for(cast.rita), {"change": change, "version": role.version}
    asked = client.post(f"/opportunities/{role.id}/publication", data=data, htmx=True)
    assert "1\xa0recommandation est encore en cours pour ce poste" in asked.text
    page = client.get(f"/opportunities/{role.id}/referrals")
    assert f'name="r{open_one.id}-choice"' in page.text
    assert page.text.count('-choice"') >= 3
    settle(client, role, decided((open_one, "close")))
    assert "encore en cours" not in client.get(f"/opportunities/{role.id}").text
    assert role.state == state


def test_closing_going_on_and_leaving_are_one_deed_told_once_to_each(cast, client_for, role):
    closed = factories.a_referral(cast.alice, role, stage="interview", candidate=factories.a_candidate("Luc Roy"))
    before = factories.a_referral(cast.alice, role, recruiter_answer="accepted")
    goes_on = factories.a_referral(cast.bruno, role, office_id=cast.quebec.id)
    left = factories.a_referral(cast.alice, role, stage="offer")
    end_role(cast, role)
    client = client_for(cast.rita)
    form = decided((closed, "close"), (before, "close"), (goes_on, "general"), (left, "leave"))
    for _click in range(2):
        assert settle(client, role, form).headers["Location"] == f"/opportunities/{role.id}"
    assert [(each.stage, each.opportunity_id) for each in (closed, before, goes_on, left)] == [
        ("not_selected", role.id), ("not_selected", role.id), ("awaiting_consent", None), ("offer", role.id),
    ]  # fmt: skip
    assert [(line.note, line.reason) for line in history(closed)] == [(WORD, "filled")]
    assert [(line.note, line.reason, line.gesture) for line in history(before)] == [(WORD, "filled", "declines")]
    assert [line.gesture for line in history(goes_on)] == ["general"]
    assert history(left) == []
    assert sorted(notices_of(cast.alice)) == ["referrals.moved", "referrals.not_accepted"]
    assert notices_of(cast.bruno) == ["referrals.goes_on"]
    assert "goes on for the office in general" in client_for(cast.bruno).get(f"/referrals/{goes_on.id}").text


def test_the_ready_word_is_in_the_language_of_the_referrer_and_names_only_who_may_be_known(cast, client_for, role):
    cast.alice.language = "en"
    hidden = factories.a_referral(cast.alice, role, candidate=factories.a_candidate("Zéphyrine Canari"))
    known = factories.a_referral(cast.alice, role, stage="contacted", candidate=factories.a_candidate("Luc Roy"))
    end_role(cast, role)
    page = client_for(cast.rita).get(f"/opportunities/{role.id}/referrals").text
    words = dict(re.findall(r'<textarea[^>]*name="r(\d+)-word"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL))
    assert "your referral of this person ends here" in words[str(hidden.id)]
    assert "your referral of Luc Roy ends here" in words[str(known.id)]
    assert not [trace for trace in TRACES if trace in page]


def test_of_two_who_close_at_once_one_did_it_and_the_other_is_told(cast, client_for, role):
    referral = factories.a_referral(cast.alice, role, stage="contacted")
    other = factories.a_referral(cast.alice, role, stage="contacted")
    second = factories.a_person("Sonia Roy", recruiter=cast.quebec)
    end_role(cast, role)
    form = decided((referral, "close"), (other, "close"))
    assert settle(client_for(cast.rita), role, form | {f"r{other.id}-choice": "leave"}).status_code == 303
    late = settle(client_for(second), role, form | {"deed_key": new_token()})
    assert late.status_code == 409
    assert "voici ce qui reste" in late.text
    db.session.expire_all()
    assert (referral.stage, other.stage) == ("not_selected", "contacted")
    assert len(history(referral)) == 1
    assert notices_of(cast.alice) == ["referrals.moved"]


def test_a_stale_version_changes_nothing_at_all(cast, role):
    first, second = (factories.a_referral(cast.alice, role, stage="contacted") for _each in range(2))
    end_role(cast, role)
    wanted = [Decision(first.id, first.version, "close", WORD), Decision(second.id, 99, "close", WORD)]
    with pytest.raises(Conflict), db.session.begin_nested():
        decisions.settle_referrals(role, wanted, by=cast.rita, now=utcnow())
    db.session.expire_all()
    assert [each.stage for each in (first, second)] == ["contacted", "contacted"]


def test_closing_needs_its_word_and_refuses_a_number_with_what_was_typed(cast, client_for, role):
    referral = factories.a_referral(cast.alice, role, stage="contacted")
    end_role(cast, role)
    client = client_for(cast.rita)
    assert settle(client, role, decided((referral, "close"), word="")).status_code == 422
    refused = settle(client, role, decided((referral, "close"), word="Son NAS est le 130 692 544"))
    assert (refused.status_code, "130 692 544" in refused.text, history(referral)) == (422, True, [])


@pytest.mark.parametrize("agreed", [True, False])
def test_who_agreed_to_this_role_alone_does_not_go_on_for_another(cast, client_for, role, agreed):
    referral, _token = a_linked_referral(cast.alice, role)
    purposes = ["this_role", "future_roles"] if agreed else ["this_role"]
    responses.give_consent(referral, purposes, language="fr", way="letter", now=utcnow())
    end_role(cast, role)
    offered = 'value="general"' in client_for(cast.rita).get(f"/opportunities/{role.id}/referrals").text
    assert offered == agreed
    wanted = [Decision(referral.id, referral.version, "general")]
    if agreed:
        assert decisions.settle_referrals(role, wanted, by=cast.rita, now=utcnow()) == 1
        assert referral.opportunity_id is None
    else:
        with pytest.raises(Refused):
            decisions.settle_referrals(role, wanted, by=cast.rita, now=utcnow())


def test_nobody_decides_about_their_own_nor_about_a_role_that_is_open(cast, client_for, role):
    own = factories.a_referral(cast.rita, role, stage="contacted", recruiter_id=None)
    client = client_for(cast.rita)
    assert client.get(f"/opportunities/{role.id}/referrals").headers["Location"] == f"/opportunities/{role.id}"
    with pytest.raises(Conflict):
        decisions.settle_referrals(role, [], by=cast.rita, now=utcnow())
    end_role(cast, role)
    assert f"r{own.id}-" not in client.get(f"/opportunities/{role.id}/referrals").text
    with pytest.raises(Conflict):
        decisions.settle_referrals(role, [Decision(own.id, 1, "close", WORD)], by=cast.rita, now=utcnow())


@pytest.mark.parametrize(("change", "said"), [("fill", "Pourvu"), ("pause", "Suspendu"), ("close", "Fermé")])
def test_the_state_is_said_on_card_list_and_pages_at_once(cast, client_for, role, change, said):
    referral = factories.a_referral(cast.alice, role, stage="contacted")
    rita, alice = client_for(cast.rita), client_for(cast.alice)
    places = [(rita, "/referrals/board"), (rita, "/referrals/board?view=list"), (rita, f"/referrals/{referral.id}")]
    places += [(alice, f"/referrals/{referral.id}"), (alice, "/referrals")]
    mark = f'<span class="tag tag--soon">{said}</span>'
    assert not [path for client, path in places if mark in client.get(path).text]
    end_role(cast, role, change)
    assert [path for client, path in places if mark not in client.get(path).text] == []


@pytest.mark.parametrize("change", ["fill", "close"])
def test_the_candidate_is_asked_only_for_what_is_still_true(cast, client, client_for, role, change):
    referral, token = a_linked_referral(cast.alice, role, recruiter_answer="accepted")
    before = told(referral)
    end_role(cast, role, change)
    page = client.get(f"/consent/{token}").text
    assert "La question porte maintenant sur le bureau en général" in page
    assert "me parle de ce poste" not in page
    stale = client.post(f"/consent/{token}", data=before)
    assert stale.status_code == 422
    assert "Ce poste n’est plus ouvert" in stale.text
    assert "checked" not in stale.text.split('id="purposes"')[1].split("</fieldset>")[0]
    db.session.refresh(referral)
    assert referral.agreed_at is None
    assert say(client, token, referral, in_general="1").status_code == 303
    db.session.refresh(referral)
    assert (referral.stage, referral.opportunity_id) == ("received", None)
    assert "general" in [line.gesture for line in history(referral)]
    client_of_rita = client_for(cast.rita)
    assert "Zéphyrine" in client_of_rita.get(f"/referrals/{referral.id}").text
    assert search_index.select_matching("conseillère", [cast.quebec.id]) is not None


def test_a_paused_role_says_so_and_is_still_asked_for(cast, client, role):
    referral, token = a_linked_referral(cast.alice, role)
    end_role(cast, role, "pause")
    page = client.get(f"/consent/{token}").text
    assert "Ce poste est en pause pour le moment" in page
    assert "bureau en général" not in page
    say(client, token, referral)
    db.session.refresh(referral)
    assert referral.opportunity_id == role.id


def test_a_letter_that_has_not_left_speaks_of_the_office_and_no_more_of_the_role(cast, role):
    referral, _token = a_linked_referral(cast.alice, role)
    invitations.invite_candidate(referral, now=utcnow())
    end_role(cast, role)
    (mail,) = deliver(referral)
    assert "Conseillère en sécurité financière" not in mail.text
    assert "Bureau de Québec" in mail.text


def test_a_yes_that_a_recruiter_records_is_for_the_office_in_general_too(cast, client_for, role):
    referral, _token = a_linked_referral(cast.alice, role)
    end_role(cast, role)
    recorded(client_for(cast.rita), referral)
    db.session.refresh(referral)
    assert (referral.agreed_at is not None, referral.opportunity_id) == (True, None)
