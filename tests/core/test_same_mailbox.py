"""Spellings of one mailbox are one; everything else stays apart."""

from __future__ import annotations

import pytest

from portal.core.contact_details.email_addresses import canonical_address, is_same

SAME = [
    ("name@example.com", " NAME@Example.COM "),
    ("name@example.com", "name+x@example.com"),
    ("name@example.com", "Name+a+b@example.com."),
    ("jean.roy@gmail.com", "jeanroy+relais@googlemail.com"),
    ("roy@bücher.example.com", "roy@xn--bcher-kva.example.com"),
    ("roy@BÜCHER.example.com", "roy@bu\u0308cher.example.com"),
]
APART = [
    ("jean.roy@example.com", "jeanroy@example.com"),
    ("name@example.com", "name@example.org"),
    ("+x@example.com", "+y@example.com"),
    ("name-x@example.com", "name@example.com"),
    ("+14185550177", "+14185550188"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_mailbox_are_one(one, other):
    assert canonical_address(one) == canonical_address(other)
    assert is_same(one, other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_may_reach_somebody_else_stays_apart(one, other):
    assert canonical_address(one) != canonical_address(other)


@pytest.mark.parametrize(
    "odd", ["", "@", "a@", "@b", "..@gmail.com", "a@-", "a@" + "x" * 300, "é@_x_.example.com", "\ud800@b"]
)
def test_odd_text_is_compared_without_an_error_and_with_itself_alone(odd):
    assert canonical_address(odd) == canonical_address(canonical_address(odd))
    assert not is_same(odd, "name@example.com")


def test_nothing_reaches_nobody():
    assert not is_same("", "")
    assert not is_same(None, None)
