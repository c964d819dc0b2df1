"""Every address of the portal, opened and posted to by staff: a person is named exactly where it is kept who read it.

A fragment, or a form that comes back, counts as the page that it is a part of: that page names them to whoever asks.
"""

from __future__ import annotations

import html

import pytest

from portal.core.db import db, utcnow
from portal.core.files import file_store
from portal.core.text_normalization import fold_text
from portal.referrals.documents.models import Document
from portal.referrals.duplicates.models import Likeness
from portal.referrals.record import access_log, search_index
from portal.referrals.record.access_log import Sighting
from portal.referrals.record.models import Referral
from tests import factories
from tests.candidate_portal.answers import a_linked_referral
from tests.house.test_hostile_forms import undone

NAMES = ("Zéphyrine Canari", "Ornella Pinson")
SHUT = {"live.stream"}
READERS = ("rita", "max", "ada")
FIXED = {"column": "received", "name": "introductions.to_recruiter", "purpose": "invitation"}


@pytest.fixture
def known(cast) -> dict:
    """Two people whose introduction is open, who may be one; what there is of the first, by the names of addresses."""
    role = factories.a_role(cast.rita, state="filled")
    opened = {"stage": "received", "agreed_at": utcnow(), "news_due_at": utcnow()}
    first, _token = a_linked_referral(cast.alice, role, **opened)
    second, _token = a_linked_referral(cast.alice, role, candidate=factories.a_candidate(NAMES[1]), **opened)
    kept = file_store.store_file(b"%PDF-1.4 " * 40, "application/pdf", now=utcnow())
    paper = Document(candidate_id=first.candidate_id, file_id=kept.id, name="CV", kind="pdf", size=9, added_at=utcnow())
    alike = Likeness(first_id=first.candidate_id, second_id=second.candidate_id, why="field", found_at=utcnow())
    db.session.add_all((paper, alike))
    for referral in (first, second):
        search_index.index_referral(referral)
    db.session.commit()
    return FIXED | {
        "referral_id": first.id,
        "opportunity_id": role.id,
        "office_id": first.office_id,
        "producer_id": cast.alice.id,
        "person_id": cast.alice.id,
        "document_id": paper.id,
        "likeness_id": alike.id,
    }


def addresses(app, known: dict, method: str) -> list[str]:
    """Every address that `method` opens, with what is known."""
    found = ["/palette?q=zephyrine", "/referrals/board?view=list"] if method == "GET" else []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in rule.methods and rule.endpoint not in SHUT and "static" not in rule.endpoint:
                values = {name: known.get(name, 1 if "int" in str(rule) else "x" * 43) for name in rule.arguments}
                found.append(app.url_for(rule.endpoint, **values))
    return found


def named_in(answer) -> set[str]:
    said = fold_text(html.unescape(answer.get_data(as_text=True) + str(answer.headers)))
    return {name for name in NAMES if fold_text(name) in said}


def kept_of(person_id: int) -> set[str]:
    """Whom the register says that this person read; then it is as if an hour had passed."""
    seen = db.select(Referral).join(Sighting, Sighting.candidate_id == Referral.candidate_id)
    found = {row.candidate.name for row in db.session.scalars(seen.where(Sighting.actor_id == person_id))}
    db.session.execute(db.delete(Sighting))
    db.session.commit()
    access_log.current_memory().forget()
    return found


@pytest.mark.sqlite_only
@pytest.mark.parametrize("reader", READERS)
def test_who_is_named_anywhere_is_in_the_register_and_nobody_else(app, cast, client_for, known, reader):
    client, ident, met, faults = client_for(getattr(cast, reader)), getattr(cast, reader).id, set(), []
    page = f"/referrals/{known['referral_id']}"
    client.token()
    kept_of(ident)
    for method in ("GET", "POST"):
        for address in addresses(app, known, method):
            whole = {NAMES[0]} if address.startswith(f"{page}/") else set()
            for htmx in (False, True):
                with undone(app, client):
                    answer = client.open(address, method=method, htmx=htmx)
                    named, kept = named_in(answer), kept_of(ident)
                whole |= named
                if not named <= kept <= whole:
                    faults.append(f"{method} {address} {htmx}: {answer.status_code} names {named}, keeps {kept}")
                met |= {(method, address)} if named else set()
    assert not faults, "\n".join(faults)
    assert ("GET", page) in met
    if reader == "rita":
        refused = {("POST", f"{page}/{deed}") for deed in ("notes", "thanks", "calls", "voices", "stage")}
        assert refused <= met, refused - met
