"""Secrets that travel in links and cookies: 256 random bits outside, only their digest inside."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from flask import current_app

from portal.core.contact_details.email_addresses import canonical_address


def new_token() -> str:
    """43 characters that are safe in an address and impossible to guess."""
    return secrets.token_urlsafe(32)


def digest_token(token: str) -> str:
    """The form in which a token is stored: SHA-256 in hex. Enough for 256 random bits, no salt needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def derive_token(purpose: str, row_id: int, nonce: str) -> str:
    """The token of a link that must be sayable again (a letter is written when it leaves, a QR code on demand).

    HMAC-SHA-256 under the secret key over what the link is for, its row and the row's own random `nonce`: who holds
    the database alone, or the key alone, can't make it. The row keeps only its digest.
    It is for `purpose` and for the row `row_id`.
    """
    return _keyed(f"link:{purpose}:{row_id}:{nonce}")


def reach_digest(address: str) -> str:
    """A keyed hash of the mailbox or phone number (E.164) that `address` reaches: comparable, not readable.

    It finds the same person again, and keeps a “do not contact” after everything else of them is erased.
    """
    return _keyed(f"reach:{canonical_address(address)}")


def reach_digest_as_written(address: str) -> str:
    """The keyed hash of before spellings were compared: what a “do not contact” was kept under stays on the list."""
    return _keyed(f"reach:{address.strip().casefold()}")


def mark_of_person(user_id: int) -> str:
    """What stands for a person where their id has no business: the same for ever, and nobody else can make it."""
    return _keyed(f"person:{user_id}")


def mark_of_password(user_id: int, password_hash: str | None) -> str:
    """What stands for a person as long as they keep their password: behind `mark_of_person`, after a dot."""
    return f"{mark_of_person(user_id)}.{_keyed(f'password:{password_hash}')}"


def mark_of_words(words: str) -> str:
    """What tells two texts apart once neither is at hand; nobody reads them out of it."""
    return _keyed(f"words:{words}")


def _keyed(message: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    found = hmac.digest(key, message.encode("utf-8", "surrogatepass"), "sha256")
    return base64.urlsafe_b64encode(found).rstrip(b"=").decode()
