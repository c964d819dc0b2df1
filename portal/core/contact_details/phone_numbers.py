"""Phone numbers: read as people write them, kept in one form, never guessed.

Kept is E.164, with `x` and the extension behind it where there is one: `+14185550123`, `+14185550123x12`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

import phonenumbers
from flask_babel import gettext as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from portal.core.errors import Refused

KEPT = 20
"""Characters of the columns that hold one."""
LONGEST = 60
"""Characters that a person may need to write one."""
LEAST_DIGITS = 7
"""Of a number in a text: that of a neighbour in North America, without its area code."""
NEAR_CODES = frozenset({"1", "32", "33", "41", "352"})
"""Country codes that are known without their + where they stand apart, as in `33 6 12 34 56 78`."""
EXAMPLES = {"CA": "418 555-0123", "FR": "01 99 00 12 34"}

_BLANKS = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_TITLE = re.compile(r"^t[eé]l\w*\.?\s*:?\s*", re.IGNORECASE)
_WRITTEN_EXTENSION = r"""\s*[,;(]?\s*
        (?:poste|p|ext(?:ension|n)?|x|loc(?:al)?|int(?:erne)?|\#)
        \s*[.:=]?\s*(?:n?[o°]\.?|\#)?\s*
        (?P<extension>\d{1,7})\s*\)?"""
_EXTENSION = re.compile(f"{_WRITTEN_EXTENSION}$", re.IGNORECASE | re.VERBOSE)
_IN_TEXT = re.compile(
    rf"""(?<!\w)(?:t[eé]l\w*\.?\s*:?\s*)?
        (?P<number>\+?\(?\d[\d\s().\-\u2010-\u2015\u2212/·]{{{LEAST_DIGITS - 2},}}\d)
        (?:{_WRITTEN_EXTENSION})?(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(r"\+?[\d\s().\-\u2010-\u2015\u2212/·]+")
_CODE_APART = re.compile(r"(\d{1,3})[\s.\-]")


def parse_number(typed: str, regions: Collection[str]) -> str:
    """The number that `typed` says, as it is kept.

    regions: ISO 3166-1 codes of the countries whose way of writing is meant where there is no +prefix; a number must
    exist in exactly one of them, and nothing is added to it. Raises Refused with how to write it.
    """
    text = _TITLE.sub("", _BLANKS.sub(" ", unicodedata.normalize("NFKC", typed)).strip())
    found = _EXTENSION.search(text)
    number, extension = (text[: found.start()], found["extension"]) if found else (text, "")
    readings = _readings(re.sub(r"^00\s*", "+", number), regions) if len(typed) <= LONGEST else set()
    if len(readings) > 1:
        choices = ", ".join(sorted(map(format_number_abroad, readings)))
        raise Refused(
            _(
                "Several countries have this number. Write it with the country’s code, as one of these: %(choices)s",
                choices=choices,
            )
        )
    kept = "".join(readings) + (extension and f"x{extension}")
    if not readings or len(kept) > KEPT:
        raise Refused(_unread(regions))
    return kept


def _readings(number: str, regions: Collection[str]) -> set[str]:
    """The numbers, in E.164, that this may be: with its country code alone one, else one for each country at most."""
    if not _NUMBER.fullmatch(number):
        return set()
    if number.startswith("+"):
        return _existing(number, None)
    found = set().union(*(_existing(number, region) for region in regions))
    apart = _CODE_APART.match(number)
    if not found and apart and apart[1] in NEAR_CODES:
        return _existing(f"+{number}", None)
    return found


def _existing(number: str, region: str | None) -> set[str]:
    parsed = _parsed(number, region)
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        return set()
    return {phonenumbers.format_number(parsed, PhoneNumberFormat.E164)}


def _parsed(number: str, region: str | None = None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(number, region)
    except NumberParseException:
        return None


def _unread(regions: Collection[str]) -> str:
    region = next(iter(regions))
    here = EXAMPLES.get(region) or _national(phonenumbers.example_number(region))
    abroad = "+1 418 555-0123" if region == "FR" else "+33 1 99 00 12 34"
    return _(
        "This is not a phone number that can be called. Write it whole, as %(here)s, or with the country’s code, as"
        " %(abroad)s.",
        here=here,
        abroad=abroad,
    )


def number_of(kept: str) -> str:
    """The kept number without its extension."""
    return kept.partition("x")[0]


def kept_under(kept: str) -> tuple[str, ...]:
    """What a kept number is known by: itself and, where it has an extension, its number with any."""
    number, x, _extension = kept.partition("x")
    return (kept, number + x) if x else (kept,)


def found_under(kept: str) -> tuple[str, ...]:
    """What the same number may be known by: written without an extension it is that with any, but two are not one.

    >>> set(found_under("+14185550123")) & set(kept_under("+14185550123x12"))
    {'+14185550123x'}
    >>> set(found_under("+14185550123x34")) & set(kept_under("+14185550123x12"))
    set()
    """
    number, x, _extension = kept.partition("x")
    return (kept, number) if x else (kept, f"{kept}x")


def found_by(kept: str) -> tuple[str, ...]:
    """The words by which a kept number is looked for: its digits from abroad, from the same country, from next door.

    >>> found_by("+33612345678x12")
    ('33612345678x12', '0612345678x12', '612345678x12')
    """
    number, x, extension = kept.partition("x")
    parsed = _parsed(number)
    if parsed is None:
        return (kept,) if kept else ()
    near = str(parsed.national_number)
    ways = [number, _national(parsed), near, *([near[-LEAST_DIGITS:]] if parsed.country_code == 1 else [])]
    return tuple(dict.fromkeys(_digits(way) + x + extension for way in ways))


def join_numbers(query: str) -> str:
    """`query` with each number in it as one of the words of `found_by`, however it is written.

    >>> joined("Roy (418) 555-0134, poste 12"), joined("+33 (0)6 12 34 56 78"), joined("12 postes")
    ('Roy 4185550134x12', '33612345678', '12 postes')
    """
    return _IN_TEXT.sub(_as_word, unicodedata.normalize("NFKC", query))


def _as_word(found: re.Match) -> str:
    number = re.sub(r"^(\+|00)", "+", found["number"])
    digits = _digits(number.replace("(0)", "") if number.startswith("+") else number)
    if len(digits) < LEAST_DIGITS:
        return found[0]
    return digits + (f"x{found['extension']}" if found["extension"] else "")


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def link_of(kept: str) -> str:
    """The `tel:` address of a kept number (RFC 3966): `tel:+14185550123;ext=12`."""
    number, _x, extension = kept.partition("x")
    return f"tel:{number};ext={extension}" if extension else f"tel:{number}"


def format_number(kept: str | None) -> str:
    """A kept number as its reader expects it: those of North America without their country code.

    What can't be called, kept from older days, is shown as it stands.
    """
    return _shown(kept or "", _national_of_north_america)


def format_number_abroad(kept: str | None) -> str:
    """A kept number with its country code always: whatever form it is put in reads it again."""
    return _shown(kept or "", lambda parsed: f"+1 {_national_of_north_america(parsed)}")


def _shown(kept: str, in_north_america) -> str:
    number, _x, extension = kept.partition("x")
    parsed = _parsed(number)
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        return kept
    near = parsed.country_code == 1
    text = in_north_america(parsed) if near else phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    return _("%(number)s, ext. %(extension)s", number=text, extension=extension) if extension else text


def _national(parsed: PhoneNumber) -> str:
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)


def _national_of_north_america(parsed: PhoneNumber) -> str:
    digits = str(parsed.national_number)
    return f"{digits[:3]} {digits[3:6]}-{digits[6:]}"
