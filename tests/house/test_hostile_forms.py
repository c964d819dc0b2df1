"""Every form of every page takes what an enemy or a clumsy hand sends: no error of ours, and nothing that runs.

The forms are found in the pages that the routes answer, so a new one is met here without being named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from portal.accounts.auth import one_time_links
from portal.core.db import db, utcnow
from portal.core.tokens import new_token
from portal.opportunities.candidate_requests import requests as candidate_requests
from portal.opportunities.candidate_requests.models import CandidateRequest
from portal.opportunities.filters import Filters
from portal.opportunities.saved import searches
from portal.referrals.consent import register
from portal.referrals.submission.contact_requests import requests
from tests import factories
from tests.candidate_portal.answers import a_linked_referral, say
from tests.house.test_html import LETTERS, addresses
from tests.house.test_matrix import things
from tests.support.forms import Form, Page

__all__ = ["things"]

BLNS = json.loads((Path(__file__).parents[1] / "data" / "blns.json").read_text("utf-8"))
SHARP = (
    "\0", "a\0b", "\ufffe", "\u202eabc", "\n", "e" + "\u0301" * 400, "ﷺ" * 300, "x" * 20_000,
    "\"'><img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "a\r\nBcc: x@example.com", "{{7*7}}%(x)s{0}",
    "-1", "1e400", "NaN", "²", "١٢", "9" * 30, "9" * 5000, "2147483648", "9223372036854775808",
    "0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "https://[", "//evil.example.net", "\\\\evil.example.net",
    ":producer", "99999999999:recruiter", "[]", "null",
)  # fmt: skip
MEANT = {
    "email": "jeanne@exemple.example.com",
    "tel": "418 555-0123",
    "date": utcnow().date().isoformat(),
    "number": "1",
}
WORDS = "Nous avons travaillé trois ans ensemble, et elle a doublé sa clientèle en 2021."
WITHOUT_TEXT = {
    "accounts.profile.end_other_sessions", "accounts.profile.end_session", "accounts.sign_in.demo",
    "admin.office_settings.open_day", "admin.office_settings.rest_on_holiday",
    "referrals.candidate_portal.answer_recorded", "admin.emails.retry", "admin.emails.retry_all",
    "notifications.preferences.stop_emails", "referrals.candidate_portal.stop_letters",
    "referrals.documents.remove_document", "referrals.weekly_limit.ask_go_ahead", "referrals.submission.remove_draft",
    "referrals.thanks.remove_voice_note", "referrals.candidate_portal.withdraw_consent",
    "referrals.contact_requests.withdraw_answer", "referrals.contact_requests.remove_request",
    "referrals.candidate_portal.confirm_same_person", "referrals.duplicates.separate_records",
    "referrals.next_steps.end_step", "referrals.recruiter_tasks.end_step", "referrals.recruiter_tasks.mark_reply_read",
    "referrals.board.confirm_agreement", "referrals.board.set_agreement_aside", "referrals.link_reissue.renew_link",
    "referrals.link_reissue.take_link", "referrals.candidate_contacts.remove_contact",
}  # fmt: skip
"""Routes that take nothing that is typed, so that a button of theirs need not be on a page of this test."""
BY_SCRIPTS = {
    "/referrals/guidance": ("alice", "about", "why", "experience"),
    "/referrals/drafts": ("alice", "deed_key", "name", "why", "known_since", "opportunity", "then"),
    "/referrals/{asked}/contact": ("alice", "email", "phone", "version", "address_kept"),
    "/referrals/address-hint": ("alice", "email"),
    "/referrals/day/thanks": ("rita", "deed_key", "to", "fr", "en"),
    "/opportunities/preview": ("rita", "language", "body_fr"),
    "/referrals/{moved}/calls": ("rita", "deed_key", "call"),
    "/referrals/{moved}/voices": ("rita", "deed_key", "summary"),
    "/referrals/{moved}/moves/1/undo": ("rita", "shown"),
    "/referrals/{asked}/more": ("alice", "deed_key", "relationship", "known_since", "together_to", "vouch", "told"),
}
"""Forms that scripts send, or that are only there in another state: who has them, and their names."""


@pytest.fixture
def referrals(cast):
    """One that goes on, and one whose recruiter asks for more; besides one of the talent pool, due again."""
    role = factories.a_role(cast.rita)
    moved = factories.a_referral(cast.alice, role, stage="contacted")
    asked = factories.a_referral(cast.alice, role, recruiter_answer="more", recruiter_id=cast.rita.id)
    times = {"closed_at": utcnow(), "again_on": utcnow().date()}
    pooled = factories.a_referral(cast.alice, role, stage="talent_pool", **times)
    given = {"language": "fr", "channel": "page", "way": "letter", "now": utcnow()}
    register.record_consent(pooled, register.PURPOSES, **given)
    db.session.commit()
    return {"moved": moved.id, "asked": asked.id}


@pytest.fixture
def pages(app, cast, things, referrals):
    """(address, person) of every page, also of those behind links."""
    _asked, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    said, agreed = a_linked_referral(cast.alice, factories.a_role(cast.rita), candidate=factories.a_candidate())
    say(app.test_client(), agreed, said)
    request = requests.create_request("Julie", "fr", None, by=cast.alice, now=utcnow())
    invited = one_time_links.make_link(factories.a_person("Nadia Fortin", producer=cast.quebec), "invitation", utcnow())
    first = one_time_links.make_link(factories.a_person("Cheffe", is_admin=True), "first_admin", utcnow())
    db.session.commit()
    ids = (*referrals.values(), said.id)
    owned = [(f"/referrals/{ident}{part}", "rita") for ident in ids for part in ("", "/thanks")]
    owned += [(f"/referrals/{ident}", "alice") for ident in ids] + [(f"/offices/{cast.quebec.id}", "ada")]
    filled = factories.a_referral(cast.alice, factories.a_role(cast.rita, state="filled"), stage="contacted")
    owned.append((f"/opportunities/{filled.opportunity_id}/referrals", "rita"))
    owned += about_roles(cast)
    links = [urlsplit(link).path for link in (requests.address_of(request), invited, first)]
    behind = [(path, "stranger") for path in (f"/consent/{token}", f"/consent/{agreed}", *links)]
    return [*addresses(app, cast, things), *owned, *behind]


def about_roles(cast) -> list[tuple[str, str]]:
    """A saved search, a role that has been open for long, a producer who is asked for a name and one who asks back."""
    now, zoe = utcnow(), factories.a_person("Zoé Roy", producer=cast.quebec)
    searches.save_search(Filters(q="conseil"), by=cast.rita, now=now)
    factories.a_role(cast.rita, opened_at=now - timedelta(days=60))
    role = factories.a_role(cast.rita)
    candidate_requests.ask_producers(role, [zoe.id], "Une idée ?", by=cast.rita, now=now)
    (request,) = candidate_requests.list_requests(role.id)
    candidate_requests.answer_request(request, "more", "Quel horaire ?", by=zoe, now=now)
    db.session.commit()
    asked = db.session.scalars(db.select(CandidateRequest.id).where(CandidateRequest.user_id == cast.alice.id)).one()
    return [(f"/opportunities/requests/{asked}", "alice"), (f"/opportunities/requests/{request.id}", "rita")]


def test_every_form_takes_hostile_text(app, cast, client_for, client, pages, referrals):
    clients = {name: client_for(getattr(cast, name)) for name in ("rita", "alice", "ada")} | {"stranger": client}
    forms = found(app, clients, pages)
    for address, (person, *names) in BY_SCRIPTS.items():
        known(app, forms, person, Form(address.format(**referrals), [(name, "text", "") for name in names]))
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    unmet = posted - {endpoint for endpoint, _names in forms} - WITHOUT_TEXT
    assert not unmet, f"no form of these was found: {sorted(unmet)}"
    sharp, long = cycle(SHARP), cycle(" ".join(BLNS[at : at + 6])[:160] for at in range(0, len(BLNS), 6))
    faults = []
    for (endpoint, _names), (person, form) in sorted(forms.items(), key=lambda one: one[0]):
        for sent in hostile(form, sharp, long):
            with undone(app, clients[person]):
                faults += [f"{endpoint}: {fault}: {shown(sent)}" for fault in met(clients[person], form.action, sent)]
    assert not faults, "\n".join(faults)


def found(app, clients, pages) -> dict[tuple[str, tuple[str, ...]], tuple[str, Form]]:
    """(endpoint, names) of every form → who has it, and the form; each page is inert to begin with."""
    forms = {}
    for address, person in pages:
        answer = clients[person].get(address)
        assert answer.status_code < 500, address
        if answer.mimetype != "text/html" or LETTERS.fullmatch(address):
            continue
        page = Page(answer.text)
        assert not page.alive, address
        for form in page.forms:
            form.action = form.action.partition("#")[0] or address
            known(app, forms, person, form)
    return forms


def known(app, forms: dict, person: str, form: Form) -> None:
    """Add a form, unless its like is known already or its address takes no POST."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(urlsplit(form.action).path, method="POST")
    except HTTPException:
        return
    forms.setdefault((endpoint, form.names), (person, form))


def hostile(form: Form, sharp: Iterator[str], long: Iterator[str]) -> Iterator[dict]:
    """Nothing; what is meant; each field missing, then with the next sharp string; all of them with naughty ones."""
    yield {}
    yield meant(form)
    for name in form.names:
        yield {other: value for other, value in meant(form).items() if other != name}
        yield meant(form) | {name: next(sharp)}
    free = [name for name in form.names if form.kind_of(name) in ("text", "textarea")]
    for _time in range(2 if free else 0):
        yield meant(form) | {name: next(long) for name in free}


def meant(form: Form) -> dict:
    """What somebody would send who means well."""
    given = {}
    for name, kind, value in form.controls:
        if kind not in ("radio", "submit", "button", "select") or name not in given:
            given[name] = value or MEANT.get(kind, WORDS if kind in ("text", "textarea") else value)
    return given | ({"deed_key": new_token()} if "deed_key" in given else {})


def met(client, action: str, sent: dict) -> Iterator[str]:
    """What went wrong with the answer, or with the page that it leads to."""
    answer = client.post(action, data=sent)
    if answer.status_code >= 500:
        yield str(answer.status_code)
    if answer.location and (urlsplit(answer.location).netloc or not answer.location.startswith("/")):
        yield f"it leads to {answer.location}"
    pages = [answer, client.get(answer.location)] if answer.location else [answer]
    for page in pages:
        if page.status_code >= 500:
            yield f"then {page.status_code}"
        if page.mimetype == "text/html" and (alive := Page(page.text).alive):
            yield f"it runs: {alive[0]}"


@contextmanager
def undone(app, client) -> Iterator[None]:
    """What happens within is taken back: rows and cookies."""
    cookies, before = dict(client._cookies), db._app_engines[app][None].begin_nested()
    try:
        yield
    finally:
        db.session.remove()
        before.rollback()
        client._cookies.clear()
        client._cookies.update(cookies)


def shown(sent: dict) -> str:
    return str({name: str(value)[:40] for name, value in sent.items() if name not in ("csrf_token", "deed_key")})[:400]
