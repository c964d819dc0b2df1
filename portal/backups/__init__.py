"""Saving everything while people work, and bringing it back.

A *backup* is one file, with its checksum beside it; the *ledger* beside both says what must never come back.
"""

from portal.config import OperatorError


class Unusable(OperatorError):
    """The file or the place can't be used; the message says why."""
