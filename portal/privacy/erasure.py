"""Erasing a person: no byte of them is left, and a ledger that says so outlives them (it is replayed after a restore).

Stages, dates and counters stay: they tell of the office, not of the person. What SQLite frees is overwritten with
zeros (`secure_delete`), the search index is merged so that no deleted word stays in it, and `settle` empties the
write-ahead log, which still holds older copies of the changed pages, as soon as no reader needs them. Every process
empties its caches that tell of candidates (`core.caches`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, String, delete, event, func, or_, select, true, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.activity.log import record
from portal.activity.models import Entry
from portal.core import cache_versions, caches, columns, search
from portal.core.columns import Erasing
from portal.core.db import OFFICE, Model, Moment, db
from portal.core.files import file_store
from portal.mail.outbox import OutgoingLetter
from portal.privacy import draft_erasure
from portal.referrals.acknowledgements import voice_notes
from portal.referrals.consent import links
from portal.referrals.consent.events import ERASED, SAID_NO
from portal.referrals.documents.models import Document
from portal.referrals.record import merged_candidates, search_index
from portal.referrals.record.models import Candidate, Referral, StageMove
from portal.referrals.stages import closing, transitions
from portal.referrals.stages.definitions import DECLINED, FIRST, WITHDRAWN

_ERASED = "erased"
Traces = tuple[re.Pattern, ...]
WRITTEN_BY_PEOPLE = {StageMove: StageMove.by_name != ""}
"""Which rows hold people’s words, in tables where Relais itself writes codes in the others."""


class Erasure(Model):
    """That the data of one subject was erased, by an id that tells nothing of them."""

    __tablename__ = "erasure"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    subject: Mapped[str] = mapped_column(String(40), unique=True, info=OFFICE)
    """A kind and an id, as in "candidate:5"."""
    why: Mapped[str] = mapped_column(String(12), info=OFFICE)
    at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)


def erase_candidate(candidate: Candidate, *, why: str, now: datetime) -> None:
    """Leave nothing of `candidate`, nor of the records merged with theirs once the holders of all links have said that
    they are one person: the office may have merged two, and the other stays whole. Again it changes nothing.

    why: `asked` (by themselves), `unanswered` (never agreed in time), `taken_back` (by the referrer) or `kept_long`
    (past the time of keeping). Their referrals that are still open end with it, and their referrers are told so.
    """
    if len(merged_candidates.confirmed_records(candidate)) == 1:
        for referral in merged_candidates.referrals_of(merged_candidates.remove_record(candidate)):
            search_index.index_referral(referral)
            transitions.touch_referral(referral, referral.version)
    erase_all([candidate], why=why, now=now)


def erase_all(candidates: Iterable[Candidate], *, why: str, now: datetime) -> None:
    """Erase each of them, with the records merged with theirs; the search index is merged once, as a whole.

    `candidates` are erased, `why` as in `erase_candidate`.
    """
    people = [
        person
        for candidate in candidates
        for person in merged_candidates.list_records(candidate)
        if person.erased_at is None
    ]
    own = {person.id: merged_candidates.referrals_of([person]) for person in people}
    sought = {person.id: draft_erasure.search_for(person, own[person.id]) for person in people}
    draft_erasure.erase_about(list(sought.values()))
    for person in people:
        _erase(person, own[person.id], sought[person.id].traces, why, now)
    search.compact_index()
    _forget_on_commit()


def erase_words(referral: Referral, *, now: datetime) -> None:
    """Leave no word that its referrer or the office wrote in `referral`; the person stays, for another referral."""
    _erase_words(referral, (), now)
    transitions.touch_referral(referral, referral.version, **columns.emptied_values(Referral))
    search_index.index_referral(referral)
    _forget_on_commit()


def _forget_on_commit() -> None:
    """Have every process forget what it keeps of candidates, once all is erased."""
    db.session.info[_ERASED] = True


@event.listens_for(db.session, "before_commit")
def _mark_erasure(session: Session) -> None:
    """The mark is written last of all: nobody waits for it who holds what another erasure needs."""
    if _ERASED in session.info:
        cache_versions.renew_version(cache_versions.ERASURES)


@event.listens_for(db.session, "after_commit")
def _forget_here(session: Session) -> None:
    if session.info.pop(_ERASED, False):
        caches.forget_candidates()


def _erase(person: Candidate, own: list[Referral], traces: Traces, why: str, now: datetime) -> None:
    for referral in own:
        _erase_words(referral, traces, now)
    _erase_rows(person)
    for part, nothing in columns.emptied_values(Candidate).items():
        setattr(person, part, nothing)
    person.erased_at = now
    db.session.add(Erasure(subject=f"candidate:{person.id}", why=why, at=now))
    for referral in own:
        _end(referral, why, now)


def _end(referral: Referral, why: str, now: datetime) -> None:
    """The words about them go with the change of the card, so that open boards notice; no word of them is found."""
    search_index.index_referral(referral)
    words = columns.emptied_values(Referral)
    if not referral.is_open:
        transitions.touch_referral(referral, referral.version, **words)
        record(ERASED, referral, by=None, now=now, why=why)
    elif referral.agreed_at is None and referral.stage == FIRST:
        closing.close_referral(referral, DECLINED, kind=SAID_NO, word="no", now=now, **words)
    else:
        closing.close_referral(referral, WITHDRAWN, kind=ERASED, word="erased", now=now, reason=why, **words)


def _erase_words(referral: Referral, traces: Traces, now: datetime) -> None:
    """What people wrote about them: notes too, which may tell who it was without naming anybody."""
    for note in voice_notes.find_voice_notes(referral.id).values():
        voice_notes.delete_voice_note(note, now=now)
    for model in emptied_with_referral():
        mine = update(model).where(model.referral_id == referral.id, WRITTEN_BY_PEOPLE.get(model, true()))
        db.session.execute(mine.values(columns.emptied_values(model)))
    about = select(Entry).where(Entry.subject_type == "referral", Entry.subject_id == referral.id)
    for entry in db.session.scalars(about):
        if draft_erasure.holds_trace(entry.facts, traces):
            entry.facts = {
                name: fact for name, fact in entry.facts.items() if not draft_erasure.holds_trace(fact, traces)
            }
    search_index.remove_referral(referral.id)
    links.end_links(referral.id, now=now)


def _erase_rows(person: Candidate) -> None:
    for document in db.session.scalars(select(Document).where(Document.candidate_id == person.id)).all():
        db.session.delete(document)
        db.session.flush()
        file_store.delete_file(document.file_id)
    for model, about in deleted_with_person():
        db.session.execute(delete(model).where(or_(*(column == person.id for column in about))))
    db.session.execute(delete(OutgoingLetter).where(OutgoingLetter.recipient == f"candidate:{person.id}"))


def emptied_with_referral() -> list[type[Model]]:
    """The tables whose rows belong to a referral and have columns that an erasing of it empties."""
    found = (model for model in columns.every_model() if columns.with_erasing(model, Erasing.EMPTIED))
    return [model for model in found if "referral_id" in model.__table__.c]


def deleted_with_person() -> list[tuple[type[Model], list[Column]]]:
    """The tables whose rows go with a person, and the columns by which they name them."""
    found = (model for model in columns.every_model() if columns.with_erasing(model, Erasing.DELETED))
    keys = ((model, [c for c in model.__table__.c if c.references(Candidate.__table__.c.id)]) for model in found)
    return [(model, about) for model, about in keys if about]


class Settled:
    """Up to which erasure this process knows that the write-ahead log was emptied."""

    def __init__(self) -> None:
        self._last = 0

    def settle(self) -> None:
        """Empty SQLite's write-ahead log if something was erased since; outside any unit of work.

        Where readers still need it, the next call tries again. PostgreSQL frees what was erased with its own VACUUM.
        """
        if db.engine.dialect.name != "sqlite":
            return
        last = db.session.scalar(select(func.max(Erasure.id))) or 0
        db.session.rollback()
        if last > self._last and empty_log():
            self._last = last


def empty_log() -> bool:
    """Bring SQLite's write-ahead log into the database file and cut it to nothing; False while readers need it."""
    raw = db.engine.raw_connection()
    try:
        raw.execute("PRAGMA busy_timeout=250")
        busy, *_pages = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        raw.execute("PRAGMA busy_timeout=15000")
        return not busy
    finally:
        raw.close()
