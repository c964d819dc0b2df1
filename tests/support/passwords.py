"""Passwords that cost nothing: the tests ask hundreds of times, and Argon2 is made to take long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from portal.accounts.auth import passwords

HONEST, NOBODY = passwords._hasher, passwords._NOBODY
"""What the portal hashes with, and what it compares with where nobody has the address.

`tests/accounts/test_passwords.py` holds them to their promises.
"""


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Argon2id in a thousandth of its time; everything else about passwords stays as it is."""
    kept = passwords._hasher, passwords._NOBODY
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._NOBODY = passwords._hasher.hash("the password of nobody")
    yield
    passwords._hasher, passwords._NOBODY = kept
