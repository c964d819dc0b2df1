"""Whatever a person typed is announced in the language it is written in, on every page (WCAG 3.1.2)."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from portal.core.db import db, utcnow
from portal.producers.models import Profile
from portal.referrals.acknowledgements.voice_notes import VoiceNote
from portal.referrals.consent import links
from portal.referrals.duplicates.models import Likeness
from portal.referrals.record.models import Agreement, Candidate, Referral, StageMove
from portal.referrals.status_updates import updates
from portal.referrals.submission.contact_requests.models import ContactRequest
from tests.house.test_html import PEOPLE, addresses
from tests.house.test_matrix import things

__all__ = ["things"]
TYPED = {
    Candidate: ("experience", "languages", "region", "availability"),
    Referral: ("experience", "why", "attested_how", "together_where"),
    Likeness: ("reason",),
    Profile: ("growth",),
}
"""What people type in sentences, by column; notes, answers, recorded agreements and voices are said below."""
WITHOUT_END = {"input", "br", "hr", "img", "meta", "link", "source", "wbr", "path", "circle", "use"}
NOT_READ = {"textarea", "script", "style", "title"}


def sentence(place: str) -> str:
    """English that names its own place: it stands on a page as it was typed."""
    return f"She was there with us for the {place}, and we would do it again."


def plant() -> set[str]:
    """Write English wherever people may type something about Alice's referrals; the places."""
    for model, columns in TYPED.items():
        for row in db.session.scalars(db.select(model)):
            for column in columns:
                setattr(row, column, sentence(f"{model.__name__} {column}"))
    places = {f"{model.__name__} {column}" for model, columns in TYPED.items() for column in columns}
    request = db.session.scalar(db.select(ContactRequest))
    answered = {name: sentence(f"answer {name}") for name in ("experience", "wish")}
    request.answers = request.answers | answered
    return places | {"answer experience", "answer wish"}


def write_notes(cast, things) -> set[str]:
    """The same in what a recruiter writes: a note, an internal one, an agreement, a voice message, a merge."""
    now, referral = utcnow(), db.session.get_one(Referral, things["referral_id"])
    referral.agreed_at = referral.opened_at = now
    referral.stage = "received"
    line = updates.tell_referrer(referral, sentence("note"), by=cast.rita, now=now)
    db.session.get_one(StageMove, line.id).private_note = sentence("internal note")
    db.session.get_one(VoiceNote, things["voice_id"]).summary = sentence("voice")
    likeness = db.session.get_one(Likeness, things["likeness_id"])
    likeness.answer, likeness.by_id, likeness.answered_at = "merged", cast.rita.id, now
    said = {"referral_id": referral.id, "channel": "phone", "obtained_on": now.date(), "by_id": cast.rita.id, "at": now}
    db.session.add(Agreement(how=sentence("agreement"), **said))
    return {"note", "internal note", "agreement", "voice"}


def strangers(things) -> list[tuple[str, str]]:
    """The candidate’s own pages."""
    link = links.make_links(db.session.get_one(Referral, things["referral_id"]), now=utcnow())
    db.session.commit()
    address = f"/consent/{links.token_of(link)}"
    return [(address, "stranger"), (f"{address}/data", "stranger")]


class Reading(HTMLParser):
    """Which planted places a page shows, and in which language each is announced."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]
        self.heard: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs) -> None:
        if tag not in WITHOUT_END:
            self.open.append((tag, dict(attrs).get("lang") or self.open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        last = max((at for at, (name, _lang) in enumerate(self.open) if name == tag), default=None)
        if last:
            del self.open[last:]

    def handle_data(self, data: str) -> None:
        if "She was there" in data and not NOT_READ & {tag for tag, _lang in self.open}:
            place = data.split("with us for the ")[1].split(",")[0]
            self.heard.append((place, self.open[-1][1]))


@pytest.mark.sqlite_only
def test_every_typed_text_carries_its_language_on_every_page(app, cast, client_for, client, things):
    places = plant() | write_notes(cast, things)
    db.session.commit()
    said = set()
    for address, person in [*addresses(app, cast, things), *strangers(things)]:
        reader = client_for(getattr(cast, person)) if person in PEOPLE else client
        answer = reader.get(f"{address}?lang=fr")
        heard = Reading(answer.text).heard if answer.mimetype == "text/html" else []
        wrong = [(place, language) for place, language in heard if language != "en"]
        assert not wrong, f"{person} at {address}"
        said |= {place for place, _language in heard}
    assert places - said == set()
