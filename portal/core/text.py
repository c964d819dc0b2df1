"""Text that people type: cleaning on the way in, folding for search and comparison."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "ø": "o", "đ": "d", "ł": "l"})
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_WORD = re.compile(r"\w+")


def clean(value: str | None) -> str:
    """`value` in NFC, without outer blanks, with LF line ends; characters that no text needs are dropped.

    Control characters, NUL and lone surrogates are what databases and UTF-8 refuse; nobody types them.
    """
    value = _FORBIDDEN.sub("", (value or "").replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", value).strip()


def without_marks(value: str) -> str:
    """`value` without what nobody sees: blanks of no width, marks of direction, the mark of byte order."""
    return _UNSEEN.sub("", value)


def fold(value: str) -> str:
    """`value` in lower case without accents, for comparison: "Œuvre d’été" becomes "oeuvre d'ete"."""
    plain = unicodedata.normalize("NFKD", value.lower().translate(_LIGATURES))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def stems(value: str) -> list[str]:
    """The folded words of `value` without their plural ending: "Conseillères" gives "conseillere".

    French and English share -s; French adds -x and -aux (from -al). Words of up to 3 letters stay whole.
    """
    return [_singular(word) for word in _WORD.findall(fold(value))]


def _singular(word: str) -> str:
    if len(word) <= 3:
        return word
    if word.endswith("aux"):
        return f"{word[:-3]}al" if len(word) > 4 and not word.endswith("eaux") else word[:-1]
    return word[:-1] if word[-1] in "sx" and not word.endswith("ss") else word
