"""Phone numbers are read as people write them, in the country of the office; nothing is added or guessed."""

from __future__ import annotations

import pytest

from portal.core.contact_details import phone_numbers
from portal.core.errors import Refused
from portal.offices.regions import REGIONS, calling_regions

pytestmark = pytest.mark.sqlite_only
QUEBEC, PARIS = calling_regions("CA-QC"), calling_regions("FR-IDF")


def read(app, typed: str, regions=QUEBEC, language: str = "fr") -> str:
    with app.test_request_context(f"/?lang={language}"):
        return phone_numbers.parse_number(typed, regions)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("418 555-0123", "+14185550123"),
        ("1 (418) 555.0123", "+14185550123"),
        ("tel:+1-418-555-0123", "+14185550123"),
        ("Tél. : 418 555-0123", "+14185550123"),
        ("418\u202f555\u20070123", "+14185550123"),
        ("\u200e418\u00a0555\u20110123\u2069", "+14185550123"),
        ("４１８ ５５５ ０１２３", "+14185550123"),
        ("٤١٨ ٥٥٥ ٠١٢٣", "+14185550123"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("+33 06 12 34 56 78", "+33612345678"),
        ("011 33 6 12 34 56 78", "+33612345678"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("33 6 12 34 56 78", "+33612345678"),
    ],
)
def test_a_number_is_read_in_quebec(app, typed, kept):
    assert read(app, typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "418 555-0123 poste 12",
        "418 555-0123, p. 12",
        "418 555-0123 p 12",
        "418 555-0123 (poste 12)",
        "418 555-0123, poste no 12",
        "418 555-0123 ext. 12",
        "418 555-0123, extension 12",
        "418 555-0123 x12",
        "418 555-0123x12",
        "418 555-0123 #12",
        "418 555-0123 local 12",
        "tel:+14185550123;ext=12",
    ],
)
def test_an_extension_is_kept_however_it_is_written(app, typed):
    assert read(app, typed) == "+14185550123x12"


@pytest.mark.parametrize(
    "typed",
    [
        "555-0123",
        "000 000-0000",
        "123 456-7890",
        "06 12 34 56 78",
        "0612345678",
        "33612345678",
        "336 555-01234",
        "418 555-01234",
        "418 055-0123",
        "1-800-FLOWERS",
        "418 555-0123 ou 514 555-0199",
        "418 555-0123 / x 514 555-0199",
        "appeler 418 555-0123",
        "418 555-0123 poste 123456789",
        "+44 20 7946 01",
        "poste 12",
        "12",
        "+",
        "418 555-0123" + " " * 60,
    ],
)
@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("fr", "comme 418 555-0123, ou avec l’indicatif du pays, comme +33 1 99 00 12 34"),
        ("en", "as 418 555-0123, or with the country’s code, as +33 1 99 00 12 34"),
    ],
)
def test_what_can_not_be_called_from_quebec_is_refused_with_how_to_write_it(app, typed, language, says):
    with pytest.raises(Refused) as no:
        read(app, typed, language=language)
    assert says in str(no.value.reason)


@pytest.mark.parametrize(
    ("region", "typed", "kept"),
    [
        ("FR-IDF", "06 12 34 56 78", "+33612345678"),
        ("FR-IDF", "0692 12 34 56", "+262692123456"),
        ("FR-LRE", "0692 12 34 56", "+262692123456"),
        ("FR-LRE", "01 99 00 12 34", "+33199001234"),
        ("FR-MTQ", "0696 12 34 56", "+596696123456"),
        ("FR-GUA", "0690 12 34 56", "+590690123456"),
        ("FR-GUF", "0694 12 34 56", "+594694123456"),
        ("FR-MAY", "0639 01 23 45", "+262639012345"),
        ("FR-PM", "41 12 34", "+508411234"),
        ("FR-NC", "75 12 34", "+687751234"),
        ("FR-PF", "40 41 23 45", "+68940412345"),
        ("BE-BRU", "0470 12 34 56", "+32470123456"),
        ("BE-WAL", "0470/12.34.56", "+32470123456"),
        ("CH-GE", "079 123 45 67", "+41791234567"),
        ("LU", "621 123 456", "+352621123456"),
        ("CA-NL", "709 555-0123", "+17095550123"),
    ],
)
def test_a_number_is_read_as_the_region_of_the_office_writes_it(app, region, typed, kept):
    assert read(app, typed, calling_regions(region)) == kept


def test_every_region_writes_numbers_in_a_way_that_is_known(app):
    for region in REGIONS:
        for language in ("fr", "en"):
            with pytest.raises(Refused) as no:
                read(app, "1", calling_regions(region), language)
            assert "+33 1 99" in str(no.value.reason) or "+1 418" in str(no.value.reason)


def test_two_offices_are_no_guess_where_one_country_has_the_number(app):
    both = (*QUEBEC, *PARIS)
    assert read(app, "418 555-0123", both) == "+14185550123"
    assert read(app, "06 12 34 56 78", both) == "+33612345678"


def test_a_number_of_two_countries_is_asked_for_with_its_code(app):
    with pytest.raises(Refused) as no:
        read(app, "0470 12 34 56", (*calling_regions("BE-BRU"), *PARIS))
    assert "+32 470 12 34 56, +33 4 70 12 34 56" in str(no.value.reason)


@pytest.mark.parametrize(
    ("kept", "language", "shown", "abroad", "link"),
    [
        ("+14185550123", "fr", "418 555-0123", "+1 418 555-0123", "tel:+14185550123"),
        ("+14185550123x12", "fr", "418 555-0123, poste 12", "+1 418 555-0123, poste 12", "tel:+14185550123;ext=12"),
        ("+14185550123x12", "en", "418 555-0123, ext. 12", "+1 418 555-0123, ext. 12", "tel:+14185550123;ext=12"),
        ("+33612345678", "en", "+33 6 12 34 56 78", "+33 6 12 34 56 78", "tel:+33612345678"),
        ("+10612345678", "fr", "+10612345678", "+10612345678", "tel:+10612345678"),
        ("", "fr", "", "", "tel:"),
    ],
)
def test_a_kept_number_is_shown_and_called(app, kept, language, shown, abroad, link):
    with app.test_request_context(f"/?lang={language}"):
        assert (
            phone_numbers.format_number(kept),
            phone_numbers.format_number_abroad(kept),
            phone_numbers.link_of(kept),
        ) == (
            shown,
            abroad,
            link,
        )
        if phone_numbers.format_number(kept) != kept:
            assert (
                phone_numbers.parse_number(phone_numbers.format_number_abroad(kept), calling_regions("BE-BRU")) == kept
            )
