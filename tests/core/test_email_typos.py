"""A likely slip in the domain of an address is asked about; what may be right is left alone."""

from __future__ import annotations

import pytest

from portal.core.contact_details.email_typos import OTHERS, PROVIDERS, suggest_address


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("exmaple.com", "example.com"),
        ("gmial.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("hotnail.ca", "hotmail.ca"),
        ("Viideotron.ca", "videotron.ca"),
        ("otlook.com", "outlook.com"),
        ("outlook.con", "outlook.com"),
    ],
)
def test_one_slip_is_known(typed, meant):
    assert suggest_address(f"jeanne.Roy@{typed}") == f"jeanne.Roy@{meant}"


@pytest.mark.parametrize("domain", sorted({*PROVIDERS, *OTHERS, "desjardins.ca", "exemple.example.com"}))
def test_what_may_be_right_is_left_alone(domain):
    assert suggest_address(f"jeanne@{domain}") == ""


@pytest.mark.parametrize("nothing", ["", "gmial.com", "@", "x@"])
def test_what_is_no_address_is_no_slip(nothing):
    assert suggest_address(nothing) == ""
