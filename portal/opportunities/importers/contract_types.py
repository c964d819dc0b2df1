"""Kinds of position as boards and people name their contracts, by whole words; what is said first counts."""

from __future__ import annotations

import re

STATED = (
    (
        "internship",
        r"alternan(?:ce|te?s?)|alternating|apprenti\w*|professionnalisation|stages?|stagiaires?|interns?(?:hips?)?"
        r"|trainees?",
    ),
    ("franchise", r"franchis\w*"),
    (
        "self_employed",
        r"self.?employed|ind[ée]pendante?|free.?lance|lib[ée]rale?|travailleu(?:r|se)s? autonomes?"
        r"|agente? commerciale?",
    ),
    ("employee", r"cdi|dur[ée]e ind[ée]termin[ée]e|(?<!non.)permanente?"),
    (
        "contract",
        r"cdd|dur[ée]e d[ée]termin[ée]e|non.permanente?|temp|temporaires?|temporary|int[ée]rim(?:aire)?|fixed.?term"
        r"|v\.i\.e\.?|volontariat international",
    ),
)
"""What names a contract, wherever it stands."""
IMPLIED = (
    ("contract", r"contrats?|contract(?:or|ors|uel|uelle|s)?|fixed|vie"),
    (
        "employee",
        r"temps (?:plein|complet|partiel)|full.?time|part.?time|employee|employ[ée]e?s?|salari[ée]e?s?|salarial",
    ),
)
"""What tells only where a contract was asked for: in a title it means something else."""


def kind_stated(text: str) -> str:
    """The kind that the contract field of a board or a spreadsheet states; "" when it says none that we know.

    Training comes before everything: it is a fixed or an open contract as well.
    """
    return _first(STATED[:1], text) or _earliest(STATED[1:], text) or _first(IMPLIED, text)


def kind_told(*texts: str) -> str:
    """The kind that a title or the beginning of a description tells in passing; "" when they tell none."""
    return next((kind for text in texts if (kind := _earliest(STATED, text))), "")


def _first(rules, text: str) -> str:
    return next((kind for kind, rule in rules if _found(rule, text)), "")


def _earliest(rules, text: str) -> str:
    found = [(where.start(), number) for number, (_kind, rule) in enumerate(rules) if (where := _found(rule, text))]
    return rules[min(found)[1]][0] if found else ""


def _found(rule: str, text: str) -> re.Match | None:
    return re.search(rf"(?<!\w)(?:{rule})(?!\w)", text, re.IGNORECASE)
