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
from stdnum import iban, luhn, numdb
from stdnum.ca import sin
from stdnum.fr import nir

from portal.core.caches import cached
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


def _has_sin(text: str) -> bool:
    """Nine digits, alone or 3-3-3; 0 and 8 begin no number of a person."""
    return any(sin.is_valid(_digits(found[0])) for found in _SIN.finditer(text))


def _has_card(text: str) -> bool:
    """13 to 19 digits as printed on a card, with the prefix of a brand; another group may follow them."""
    return any(_is_card(number) for found in _CARD.finditer(text) for number in _beginnings(found[0]))


def _beginnings(groups: str) -> Iterator[str]:
    """The digits of a number in groups, up to the end of each group."""
    return accumulate(re.split(r"[ .-]", groups))


def _is_card(number: str) -> bool:
    return len(number) >= 13 and len(set(number)) > 1 and bool(_CARD_PREFIX.match(number)) and luhn.is_valid(number)


def _has_nir(text: str) -> bool:
    """13 digits and a key of two: sex, year, month, place, order."""
    return any(nir.is_valid(_digits(found[0])) for found in _NIR.finditer(text))


def _has_iban(text: str) -> bool:
    """The shape that its country gives it, and its key; words that follow it don't matter.

    The rules that four countries have for a part of it are left aside: who mistyped that part still wrote an account.
    """
    found = (_digits(one[0])[: _iban_length(one[1])] for one in _IBAN.finditer(text))
    return any("02" <= number[2:4] <= "98" and iban.is_valid(number, check_country=False) for number in found)


@cached(None)
def _iban_length(country: str) -> int:
    """Of the numbers of a country (ISO 3166-1); 0 where it has none."""
    (_code, facts), *_rest = numdb.get("iban").info(country)
    return sum(map(int, re.findall(r"\d+", facts["bban"])), start=4) if "bban" in facts else 0
