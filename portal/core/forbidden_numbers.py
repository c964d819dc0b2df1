"""Numbers that no free text may hold: government and bank identifiers, known by their checksum (trust.md, privacy 9).

A number is refused only when its shape, its prefix and its checksum all say what it is: a phone number, a
year or a licence number passes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refused

_BLANKS = re.compile(r"\s{1,3}")
"""Tables and columns of a document leave two blanks or a line break between groups."""
_STROKES = re.compile(r"(?<=\d) ?[/_] ?(?=\d)")
_HYPHENS = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-")
_SIN = re.compile(r"(?<![\d-])([1-79]\d\d)([ .-]?)(\d{3})\2(\d{3})(?!\d|-\d)")
_CARD = re.compile(r"(?<!\d)(?:\d{13,19}|\d{4}(?:[ .-]\d{4}){2,3}(?:[ .-]\d{1,4})?|\d{4}[ .-]\d{6}[ .-]\d{4,5})(?!\d)")
_CARD_PREFIX = re.compile(r"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[0478]|35|6")
_IBAN = re.compile(r"(?<![A-Z0-9])([A-Z]{2})\d\d(?:[ .-]?[A-Z0-9]){11,30}")
_NIR = re.compile(r"(?<!\d)[12](?:[ .-]?\d\d){2}[ .-]?(?:\d\d|2[AB])(?:[ .-]?\d{3}){2}[ .-]?\d\d(?!\d)")
_IBAN_LENGTHS = {
    country: int(size)
    for size, countries in (
        line.split(":")
        for line in (
            "15:NO", "16:BE", "18:DK FI FO GL NL", "19:MK SI", "20:AT BA EE KZ LT LU XK", "21:CH HR LI LV",
            "22:BG BH CR DE GB GE IE ME RS VA", "23:AE GI IL IQ TL", "24:AD CZ ES MD PK RO SA SE SK TN VG",
            "25:LY PT ST", "26:IS TR", "27:BI DJ FR GR IT MC MR SM", "28:AL AZ BY CY DO GT HU LB PL SV",
            "29:BR EG PS QA UA", "30:JO KW MU", "31:MT SC", "32:LC",
        )
    )
    for country in countries.split()
}  # fmt: skip

REASONS = {
    "sin": _l("This text holds a social insurance number. Relais must not keep it: please take it out."),
    "nir": _l("This text holds a French social security number. Relais must not keep it: please take it out."),
    "card": _l("This text holds a bank card number. Relais must not keep it: please take it out."),
    "iban": _l("This text holds a bank account number. Relais must not keep it: please take it out."),
}


def found_in(text: str) -> str | None:
    """`sin`, `nir`, `card` or `iban`: the first forbidden kind of number in `text`; None when there is none.

    Blanks, line breaks, dots, hyphens and strokes between the groups don't hide a number, nor do full-width digits or
    invisible letters.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf").upper()
    plain = _STROKES.sub("-", _BLANKS.sub(" ", plain)).translate(_HYPHENS)
    for kind, holds in (("card", _has_card), ("sin", _has_sin), ("nir", _has_nir), ("iban", _has_iban)):
        if holds(plain):
            return kind
    return None


def refuse_in(*texts: str) -> None:
    """Raise Refused, with the sentence to show, when one of `texts` holds a forbidden number."""
    for text in texts:
        if kind := found_in(text or ""):
            raise Refused(REASONS[kind])


def _digits(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text)


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _has_sin(text: str) -> bool:
    """Nine digits, alone or 3-3-3; 0 and 8 begin no number of a person."""
    return any(_luhn(_digits(found[0])) for found in _SIN.finditer(text))


def _has_card(text: str) -> bool:
    """13 to 19 digits as printed on a card, with the prefix of a brand; another group may follow them."""
    return any(_is_card(number) for found in _CARD.finditer(text) for number in _beginnings(found[0]))


def _beginnings(groups: str) -> Iterator[str]:
    """The digits of a number in groups, up to the end of each group."""
    return accumulate(re.split(r"[ .-]", groups))


def _is_card(number: str) -> bool:
    return len(number) >= 13 and len(set(number)) > 1 and bool(_CARD_PREFIX.match(number)) and _luhn(number)


def _has_nir(text: str) -> bool:
    """13 digits and a key of two: sex, year, month, place, order."""
    for found in _NIR.finditer(text):
        number = _digits(found[0]).replace("2A", "19", 1).replace("2B", "18", 1)
        if number.isdigit() and 97 - int(number[:13]) % 97 == int(number[13:]):
            return True
    return False


def _has_iban(text: str) -> bool:
    """The length of its country, and 1 modulo 97; words that follow it don't matter."""
    for found in _IBAN.finditer(text):
        number = _digits(found[0])[: _IBAN_LENGTHS.get(found[1], 0)]
        moved = "".join(str(int(letter, 36)) for letter in number[4:] + number[:4])
        if number and len(number) == _IBAN_LENGTHS[found[1]] and int(moved) % 97 == 1:
            return True
    return False
