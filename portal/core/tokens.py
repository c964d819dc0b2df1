"""Secrets that travel in links and cookies: 256 random bits outside, only their digest inside."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """43 characters that are safe in an address and impossible to guess."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """The form in which a token is stored: SHA-256 in hex. Enough for 256 random bits, no salt needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
