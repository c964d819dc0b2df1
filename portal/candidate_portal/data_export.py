"""Everything that is held about a candidate, for themselves: theirs alone, nobody else's (trust.md, privacy 6)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from portal.config import languages
from portal.core import columns
from portal.core.db import db
from portal.referrals.acknowledgements import voice_notes
from portal.referrals.added_contacts import contacts
from portal.referrals.consent.models import Consent
from portal.referrals.documents import documents
from portal.referrals.next_steps import labels
from portal.referrals.next_steps.models import NextStep
from portal.referrals.record import access_log, merged_candidates
from portal.referrals.record.labels import describe_agreement
from portal.referrals.record.models import Agreement, Candidate, Referral, StageMove

_GIVEN, _SAID = columns.column_labels(Candidate), columns.column_labels(Referral)
_TYPED = columns.told_by(Candidate, columns.REFERRER)
DATES = ["created_at", "agreed_at", "opened_at", "last_news_at", "closed_at"]


def held_about(referral: Referral) -> dict:
    """All of it as JSON values, by room: the person, each referral with its history, consents, files, who read it."""
    people = merged_candidates.confirmed_records(referral.candidate)
    ids = [person.id for person in people]
    you, *also = [
        {part: getattr(person, part) for part in _GIVEN} | _dates(person, "created_at", "last_contact_at")
        for person in people
    ]
    return {
        "you": you,
        "you_elsewhere": also,
        "referrals": [_referral(row) for row in _every(Referral, Referral.candidate_id.in_(ids))],
        "files": [
            {"name": row.name, "kind": row.kind, "bytes": row.size, "text": row.text}
            | {"added_by": row.added_by, **_dates(row, "added_at")}
            for row in documents.find_documents(*ids)
        ],
        "added_by_the_office": [
            {"value": row.value, "added_by": row.added_by, **_dates(row, "added_at")}
            for ident in ids
            for row in contacts.list_contacts(ident)
        ],
        "read_by": [
            {"kind": kind.role, "people": kind.people, "last_at": _plain(kind.last_at)}
            for kind in access_log.categories_of(*ids)
        ],
    }


def _referral(row: Referral) -> dict:
    planned = {step.line_id: step for step in _every(NextStep, NextStep.referral_id == row.id)}
    spoken = {line_id: voice.summary for line_id, voice in voice_notes.find_voice_notes(row.id).items()}
    return {
        "referred_by": row.referrer.name,
        "office": row.office.name,
        "role": row.opportunity.in_language("title", languages.DEFAULT)[0] if row.opportunity else "",
        "stage": row.stage,
        **{part: _plain(getattr(row, part)) for part in _SAID},
        "as_they_typed_you": {part: getattr(row, f"typed_{part}") for part in _TYPED},
        "said_to_have_agreed": {"how": describe_agreement(row.attested_how), "on": _plain(row.attested_on)},
        **_dates(row, *DATES),
        "history": [
            {"stage": line.to_stage, "moved": line.from_stage != line.to_stage, "gesture": line.gesture}
            | {
                "at": _plain(line.at),
                "note": line.note,
                "internal_note": line.private_note,
                "note_to_you": line.candidate_note,
                "told_you_on": _plain(line.candidate_told_on),
                "voice_message": spoken.get(line.id, ""),
                "planned": _planned(planned.get(line.id)),
            }
            for line in _every(StageMove, StageMove.referral_id == row.id)
        ],
        "consents": [
            {"purpose": given.purpose, "text": given.text_version, "language": given.language}
            | {"channel": given.channel, "way": given.way, **_dates(given, "given_at", "expires_at", "withdrawn_at")}
            for given in _every(Consent, (Consent.referral_id == row.id) & (Consent.party == "candidate"))
        ],
        "agreements_recorded_for_you": [
            {"channel": said.channel, "on": _plain(said.obtained_on), "how": said.how} | _dates(said, "in_force_at")
            for said in _every(Agreement, Agreement.referral_id == row.id)
        ],
    }


def _planned(step: NextStep | None) -> str:
    """What one line planned, in the reader's words; "" for one that planned nothing."""
    if step is None:
        return ""
    details = labels.describe_details(step.whom, step.place)
    return " · ".join(part for part in (labels.describe_step(step.kind, step.day, step.hour), details) if part)


def _every(model, mine):
    return db.session.scalars(select(model).where(mine).order_by(model.id))


def _dates(row, *names: str) -> dict:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value):
    return value.isoformat() if isinstance(value, date | datetime) else value
