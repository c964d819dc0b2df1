"""What entries of the log are about, in the words that one reader may read: asked once for a whole list."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from portal.activity.models import Entry

Teller = Callable[[set[int], object, str], dict[int, str]]
_tellers: dict[str, Teller] = {}


def told_by(subject_type: str, teller: Teller) -> None:
    """Let `teller(ids, reader, place)` say what subjects of this type (a table's name) are. Wired by `portal.app`.

    It answers, for those ids that `reader` (a User) may know of, words in the reader's language; `place` is the kind
    of page that shows them. It asks the database once, however many ids there are.
    """
    _tellers[subject_type] = teller


def describe_subjects(entries: Iterable[Entry], reader, place: str) -> dict[int, str]:
    """By id of entry, what it is about as `reader` may read it at `place`; nothing where there is nothing to say."""
    entries = list(entries)
    told = {
        kind: teller({entry.subject_id for entry in entries if entry.subject_type == kind}, reader, place)
        for kind, teller in _tellers.items()
    }
    found = {entry.id: told.get(entry.subject_type, {}).get(entry.subject_id) for entry in entries}
    return {ident: words for ident, words in found.items() if words}
