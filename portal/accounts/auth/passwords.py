"""Passwords: Argon2id with rehash, at least 12 characters, weak ones refused, no composition rules (ASVS 5.0, 6.2)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.accounts.models import User
from portal.core.errors import Refused, too_long
from portal.core.text_normalization import word_stems

LEAST, MOST, CHECKED = 12, 256, 72
PUBLISHED = "demo-relais-2026"
"""That of the demo, which everybody knows: no account opens with it in production, whatever address it has by now."""
_FRENCH_COMMON = """
motdepasse azerty bonjour soleil doudou loulou marseille chouchou nicolas camille jetaime coucou quebec montreal
canadien hockey bienvenue courtier assurance hypotheque immobilier relais bureau
"""

_hasher = PasswordHasher()
_NOBODY = (
    f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    f"${'A' * 22}${'A' * (4 * _hasher.hash_len // 3 + 1)}"
)
"""Reads as a hash of ours, so comparing takes as long; nothing was hashed for it, which every start would wait for."""


def matches_password(user: User | None, password: str) -> bool:
    """Whether `password` is the user's. Takes as long for an unknown or invited person (no enumeration)."""
    known = user.password_hash if user is not None and user.password_hash else _NOBODY
    try:
        fits = _hasher.verify(known, password[:MOST])
    except (VerificationError, InvalidHashError):
        return False
    return fits and known is not _NOBODY


def needs_rehash(user: User) -> bool:
    """Whether the kept hash was made with older parameters."""
    return _hasher.check_needs_rehash(user.password_hash)


def hash_new_password(user: User, password: str) -> str:
    """The hash of `password` for `user`, who is not changed. Slow: best asked outside of a unit of work.

    Raises Refused when the password is too short, too long or easily guessed.
    """
    if len(password) < LEAST:
        raise Refused(
            ngettext(
                "Use at least %(num)s character: a short sentence is easy to remember.",
                "Use at least %(num)s characters: a short sentence is easy to remember.",
                LEAST,
            )
        )
    if len(password) > MOST:
        raise Refused(too_long(MOST))
    from zxcvbn import zxcvbn  # its lists of words take 13 MB, and passwords are rarely chosen

    own = f"{user.name} {user.email}"
    about = [user.email, PUBLISHED, *word_stems(own), *own.split(), *_FRENCH_COMMON.split()]
    if zxcvbn(password[:CHECKED], user_inputs=about)["score"] < 3:
        raise Refused(_("This password is easy to guess. Add a word or two that have nothing to do with you."))
    return _hasher.hash(password)


def set_password(user: User, password: str) -> None:
    """Give `user` this password. Raises Refused as `hash_new_password` does."""
    user.password_hash = hash_new_password(user, password)


def store_password(user: User, password: str) -> None:
    """Hash and keep `password` without judging it (demo accounts, rehash)."""
    user.password_hash = _hasher.hash(password)
