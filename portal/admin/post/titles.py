"""What each letter is, for people who look after them: its subject is written to somebody else."""

from __future__ import annotations

from types import MappingProxyType

from flask_babel import lazy_gettext as _l

TITLES = MappingProxyType(
    {
        "accounts.invitation": _l("Invitation to a colleague"),
        "accounts.reset": _l("A new password that somebody asked for"),
        "consent.invitation": _l("Invitation to a candidate"),
        "consent.reminder": _l("Reminder to a candidate"),
        "consent.taken_back": _l("To a candidate: the referral was taken back"),
        "consent.withdrawn": _l("To a candidate: their agreement is withdrawn"),
        "introductions.declined": _l("To a candidate: a polite no"),
        "introductions.to_candidate": _l("Introduction, to the candidate"),
        "introductions.to_recruiter": _l("Introduction, to the recruiter"),
        "notifications.news": _l("Notices"),
    }
)


def title_of(letter: str) -> str:
    """What a letter is called; one that this release does not know is called by its code."""
    return str(TITLES.get(letter, letter))
