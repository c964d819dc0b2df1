"""What was erased and who asked never to be written to, in a small file of its own, kept beside the backups.

It holds opaque ids and keyed hashes, nothing about anybody (trust.md, privacy 4 and 5). A backup that is older than an
erasure still holds the person: bringing it back replays the ledger.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from portal.core.db import db
from portal.core.files.atomic_files import new_file
from portal.core.tokens import derive_token
from portal.privacy import erasure
from portal.privacy.erasure import Erasure
from portal.referrals.record.contact_hashes import DoNotContact
from portal.referrals.record.models import Candidate

NAME = "relais-ledger.json"
CANDIDATE = "candidate:"

Ledger = dict


class AnotherKey(Exception):
    """The ledger was written under another secret key: its hashes, and every candidate's link, mean nothing here."""


def of_database() -> Ledger:
    """What the database of the present app knows."""
    erased = db.session.execute(select(Erasure.subject, Erasure.why, Erasure.at)).all()
    shut = db.session.execute(select(DoNotContact.digest, DoNotContact.how, DoNotContact.at)).all()
    return {
        "key": derive_token("ledger", 0, ""),
        "erased": {subject: [why, at.isoformat()] for subject, why, at in erased},
        "shut": {digest: [how, at.isoformat()] for digest, how, at in shut},
    }


def read_ledger(path: Path) -> Ledger:
    """The ledger in that file. Raises AnotherKey, and OSError or ValueError when it can't be read."""
    told = json.loads(path.read_text("utf-8"))
    if told["key"] != derive_token("ledger", 0, ""):
        raise AnotherKey
    return told


def merge_ledgers(one: Ledger, other: Ledger) -> Ledger:
    """What either of them knows."""
    return {part: other[part] if part == "key" else {**other[part], **one[part]} for part in other}


def keep_ledger(folder: Path) -> Path:
    """Add what the database knows to the ledger in `folder`; returns its path. Raises AnotherKey."""
    path, told = folder / NAME, of_database()
    if path.exists():
        told = merge_ledgers(read_ledger(path), told)
    with new_file(path) as part:
        part.write_text(json.dumps(told, indent=1, sort_keys=True), "utf-8")
    return path


def replay_ledger(told: Ledger, now: datetime) -> int:
    """Erase in the caller's transaction whom the ledger names and the database still knows; how many.

    An id was given to somebody else if they came after the erasure: they stay.
    """
    for digest, (how, at) in told["shut"].items():
        if db.session.get(DoNotContact, digest) is None:
            db.session.add(DoNotContact(digest=digest, how=how, at=datetime.fromisoformat(at)))
    again = 0
    for subject, (why, at) in told["erased"].items():
        person = db.session.get(Candidate, int(subject.removeprefix(CANDIDATE)))
        if person is None or person.erased_at is not None or person.created_at > datetime.fromisoformat(at):
            continue
        erasure.erase_candidate(person, why=why, now=now)
        again += 1
    return again
