"""Writing the log and telling its readers, all in the caller's transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from portal.activity.event_types import Kind, kind_of
from portal.activity.models import Entry, Line
from portal.core.db import add_row, db

complaints = logging.getLogger(__name__)

Reader = Callable[[Line, Kind, object], None]
_readers: list[Reader] = []


def add_reader(reader: Reader) -> None:
    """Call `reader(entry, kind, subject)` for every entry, before the commit. Wired by `portal.app` only."""
    if reader not in _readers:
        _readers.append(reader)


def record(kind: Kind, subject, *, by, now: datetime, office_id: int | None = None, **facts) -> Line:
    """Append to the log that `by` (a User, or None for Relais itself) did `kind` to `subject`.

    `facts` are JSON values for the sentence. `office_id` defaults to the subject's own. Returns the line of the log.
    """
    db.session.flush()  # the subject of a new thing needs its id
    written = {
        "kind": kind.name,
        "at": now,
        "actor_id": by.id if by else None,
        "actor_name": by.name if by else "",
        "office_id": office_id if office_id is not None else getattr(subject, "office_id", None),
        "subject_type": subject.__tablename__,
        "subject_id": subject.id,
        "facts": facts,
    }
    line = Line(add_row(Entry, **written), **written)
    for reader in _readers:
        reader(line, kind, subject)
    return line


def describe_entry(entry: Entry | Line, *, notice: bool = False, to: int | None = None) -> str:
    """The entry in words, in the language of the current reader.

    `notice`: as it is told to the people concerned; then `to` is the id of the one who reads, without which nothing
    is said that not all of them may know.
    An entry that this release has no words for (an older or damaged one) still reads as something: one bad row
    never breaks a list.
    """
    actor = entry.actor_name or "Relais"
    try:
        kind = kind_of(entry)
        if notice and kind.told is not None:
            return kind.told(entry, to)
        template = (kind.notice if notice else None) or kind.sentence
        return str(template) % {"actor": actor, **kind.words(entry)}
    except (KeyError, TypeError, ValueError, AttributeError):
        complaints.warning("an entry of the log has no words", extra={"entry": entry.id, "kind": entry.kind})
        return f"{actor} · {entry.kind}"
