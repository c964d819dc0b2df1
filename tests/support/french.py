"""How French is set: what is wrong with a text, in words."""

from __future__ import annotations

import re

HOLES = re.compile(r"%\((\w+)\)[sd]")
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
UNITS = "secondes?|minutes?|heures?|jours?|semaines?|mois|ans?|années?|caractères|lignes|personnes"
COUNT = "№"
"""What stands for `%(num)s` when a text is looked at."""
WRONG = {
    "a plain blank before a high sign": re.compile(r"\S [;!?»%](?!\()|\w :(?= |$)"),
    "no blank before a high sign": re.compile(
        r"[^\s\u00a0\u202f(/:\"'!?.…=&a-z0-9_][!?](?:\s|$)|[a-zà-ÿ][;!?](?=\s|$)|[a-zà-ÿ]:(?=\s|$)"
    ),
    "no hard blank inside « »": re.compile(r"«[^\u00a0\u202f]|[^\u00a0\u202f]»"),
    "a straight apostrophe": re.compile(r"\w'\w"),
    "English quotation marks": re.compile(r"[“”]"),
    "a plain blank inside a number or before its sign": re.compile(r"\d \d{3}(?![\d-])|\d [$€%]|\d h\b|\bh \d|n° "),
    "a plain blank between a number and its word": re.compile(rf"\d (?:{MONTHS}|{UNITS})\b"),
    "a plain blank between a count and its word": re.compile(rf"{COUNT} [^\W\d_]"),
    "the first of a month without er": re.compile(rf"\b1[ \u00a0](?:{MONTHS}|janv|févr|avr|juil|sept|oct|nov|déc)\b"),
    "an hour with a nought before it": re.compile(r"\b0\d[ \u00a0]h\b|\bh[ \u00a0]00\b"),
}


def faults_of(text: str) -> list[str]:
    """What is wrong with how `text` is set, each with the text; nothing when it is right."""
    filled = HOLES.sub(lambda hole: COUNT if hole[1] == "num" else "X", text)
    return [f"{fault}: {text}" for fault, pattern in WRONG.items() if pattern.search(filled)]


NAMED = "name|by|to|actor|person|partner|referrer|candidate|office|asked|them|recruiter|month|start|end|who"
CUT = "de|que|au|du|le|la|ce|se|me|te|ne|si|jusque|lorsque|puisque|quoique"
CUT_SHORT = re.compile(rf"\b(?:{CUT}) %\((?:{NAMED})\)", re.IGNORECASE)


def before_a_name(text: str) -> bool:
    """Whether `text` has, before a name, an office or a month, a word that it would cut short: `de Océane`."""
    return bool(CUT_SHORT.search(text))
