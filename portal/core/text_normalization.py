"""Text that people type: cleaning on the way in, folding for search and comparison."""

from __future__ import annotations

import re
import unicodedata
from itertools import product

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "ʼ": "'", "ø": "o", "đ": "d", "ł": "l"})
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset(("d", "l", "de", "du", "des", "la", "le", "les"))
_SAINTS = {"saint": "st", "st": "saint", "sainte": "ste", "ste": "sainte"}
LONGEST_RUN = 3
"""How many words of a name some write as one: “de la Durantaye”."""


def clean_text(value: str | None) -> str:
    """`value` in NFC, without outer blanks, with LF line ends; characters that no text needs are dropped.

    Control characters, NUL and lone surrogates are what databases and UTF-8 refuse; nobody types them.
    """
    value = _FORBIDDEN.sub("", (value or "").replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", value).strip()


def without_marks(value: str) -> str:
    """`value` without what nobody sees: blanks of no width, marks of direction, the mark of byte order."""
    return _UNSEEN.sub("", value)


def fold_text(value: str) -> str:
    """`value` in lower case without accents, for comparison: "Œuvre d’été" becomes "oeuvre d'ete"."""
    plain = unicodedata.normalize("NFKD", value.lower().translate(_LIGATURES))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def word_stems(value: str) -> list[str]:
    """The folded words of `value` without their plural ending: "Conseillères" gives "conseillere".

    French and English share -s; French adds -x and -aux (from -al). Words of up to 3 letters stay whole.
    """
    return [_singular(word) for word in _words(value)]


def word_forms(value: str) -> list[str]:
    """What the words of `value` are in one and in many: every beginning of either begins one of these."""
    return [form for word in _words(value) for form in _one_and_many(word)]


def _one_and_many(word: str) -> list[str]:
    if len(word) < 3:
        return [word]
    one = _singular(word)
    many = [one + ("es" if one[-1] in "sxz" else "s")]
    if one.endswith("al"):
        many.append(f"{one[:-1]}ux")
    elif one.endswith(("au", "eu")):
        many.append(f"{one}x")
    return many if any(form.startswith(word) for form in many) else [*many, word]


def name_words(value: str) -> list[str]:
    """What a name is found by, whole or begun: its words, and those that some write as one or shorten.

    “Jean-Pierre St-Onge” has jean, pierre, jeanpierre, onge, stonge, saintonge… Nothing is cut off a name.
    """
    words = _words(value)
    return list(dict.fromkeys(way for first in range(len(words)) for way in _ways(words, first)))


def split_query(query: str, most: int) -> list[list[str]]:
    """For each of the first `most` words of `query` what must be found: the word, or what it may be a part of.

    An article is not asked for once a word follows it.
    """
    words = _words(query)[:most]
    return [
        [way for first in range(max(0, place - LONGEST_RUN + 1), place + 1) for way in _ways(words, first, place)]
        for place, word in enumerate(words)
        if word not in _ARTICLES or place == len(words) - 1
    ]


def rank_name(wanted: list[list[str]], name: str) -> int | None:
    """How well `name` fits what is asked (`split_query`): 0 by whole words, 1 by beginnings, None not at all."""
    known = name_words(name)
    if all(any(way in known for way in ways) for ways in wanted):
        return 0
    begun = all(any(word.startswith(way) for way in ways for word in known) for ways in wanted)
    return 1 if begun else None


def _words(value: str) -> list[str]:
    return _WORD.findall(fold_text(value))


def _ways(words: list[str], first: int, through: int = 0) -> list[str]:
    """How the runs that begin at `first` and reach `through` are written as one word."""
    ends = range(max(first, through), min(first + LONGEST_RUN, len(words)))
    spelled = [[word, *filter(None, [_SAINTS.get(word)])] for word in words[first : first + LONGEST_RUN]]
    return ["".join(run) for end in ends for run in product(*spelled[: end - first + 1])]


def _singular(word: str) -> str:
    if len(word) <= 3:
        return word
    if word.endswith("aux"):
        return f"{word[:-3]}al" if len(word) > 4 and not word.endswith("eaux") else word[:-1]
    return word[:-1] if word[-1] in "sx" and not word.endswith("ss") else word
