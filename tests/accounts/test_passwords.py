"""What a stolen table of passwords is worth: as little as OWASP asks for."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import VerifyMismatchError
from argon2.low_level import ARGON2_VERSION

from portal.accounts.auth import passwords
from portal.accounts.models import User
from tests.support.passwords import HONEST, NOBODY

MEBIBYTE = 1024  # Argon2 counts in KiB


def test_a_password_is_hashed_as_slowly_as_owasp_asks():
    hashed = HONEST.hash("une phrase que personne ne devine")
    assert hashed.startswith(f"$argon2id$v={ARGON2_VERSION}$")
    assert HONEST.type is Type.ID
    assert HONEST.memory_cost >= 19 * MEBIBYTE
    assert HONEST.time_cost >= 2
    assert HONEST.salt_len >= 16
    assert HONEST.verify(hashed, "une phrase que personne ne devine")


def test_comparing_with_the_hash_of_nobody_takes_as_long_as_with_one_of_somebody():
    hashed = HONEST.hash("une phrase que personne ne devine")
    assert extract_parameters(NOBODY) == extract_parameters(hashed)
    assert len(NOBODY) == len(hashed)
    for guess in ("", "une phrase que personne ne devine"):
        with pytest.raises(VerifyMismatchError):  # computed to the end, not refused as unreadable
            HONEST.verify(NOBODY, guess)


def test_a_hash_of_lesser_days_is_known_and_made_anew():
    lesser = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("une phrase d’autrefois")
    assert HONEST.check_needs_rehash(lesser)
    assert not HONEST.check_needs_rehash(HONEST.hash("une phrase d’autrefois"))


def test_the_same_password_of_two_people_leaves_two_hashes():
    first, second = User(), User()
    for person in (first, second):
        passwords.store_password(person, "une phrase que personne ne devine")
    assert first.password_hash != second.password_hash
