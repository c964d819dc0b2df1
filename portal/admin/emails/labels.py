"""What each letter is, for people who look after them: its subject is written to somebody else."""

from __future__ import annotations

from types import MappingProxyType

from flask_babel import lazy_gettext as _l

from portal.mail.smtp import GAVE_UP, NO_ACCENTS, NO_STARTTLS

TITLES = MappingProxyType(
    {
        "accounts.invitation": _l("Invitation to a colleague"),
        "accounts.reset": _l("New password requested"),
        "admin.trial": _l("Test e-mail"),
        "consent.invitation": _l("Invitation to a candidate"),
        "consent.invitation.no_role": _l("Invitation to a candidate, for the office in general"),
        "consent.note": _l("To a candidate: a note with a change of stage"),
        "consent.own_page": _l("To a candidate: the link that is theirs alone"),
        "consent.recorded": _l("To a candidate: a recruiter recorded their consent"),
        "consent.reminder": _l("Reminder to a candidate"),
        "consent.reminder.no_role": _l("Reminder to a candidate, for the office in general"),
        "consent.taken_back": _l("To a candidate: the referral was withdrawn"),
        "consent.withdrawn": _l("To a candidate: their consent is withdrawn"),
        "introductions.declined": _l("To a candidate: a polite no"),
        "introductions.to_candidate": _l("Introduction, to the candidate"),
        "introductions.to_recruiter": _l("Introduction, to the recruiter"),
        "notifications.news": _l("Notifications"),
    }
)


_REASONS = MappingProxyType(
    {
        NO_ACCENTS: _l("The mail server takes no address with accents before the @: the address must be corrected."),
        GAVE_UP: _l("It was tried for a day and a half, in vain."),
        NO_STARTTLS: _l("The mail server offers no STARTTLS, and the password is not said in the clear."),
    }
)
_OF_BEFORE = {
    "the mail server takes no address with accents": NO_ACCENTS,
    "SMTPNotSupportedError: it offers no STARTTLS, and the password is not said in the clear": NO_STARTTLS,
}
"""How the first release kept them; `gave up after … tries` is the third."""


def reason_of(error: str) -> str:
    """Why a letter did not leave, in the reader’s language where the reason is ours; "" for words of a mail server."""
    kept = GAVE_UP if error.startswith("gave up after ") else _OF_BEFORE.get(error, error)
    return str(_REASONS.get(kept, ""))


def title_of(letter: str) -> str:
    """What a letter is called; one that this release does not know is called by its code."""
    return str(TITLES.get(letter, letter))
