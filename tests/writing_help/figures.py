"""What the guidance is worth, counted on the corpus.

`python -m tests.writing_help.figures` brings docs/guidance.md up to date.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from portal.writing_help.sensitive_topics import touched_in
from portal.writing_help.strength import weigh_text

HERE = Path(__file__).parent
DOC = Path(__file__).resolve().parents[2] / "docs" / "guidance.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
CLASSES = ("empty", "half", "specific")
CODES = {"fr": "French", "en": "English"}
PARTS = {"tuning": "read while the lexicon was written", "held_out": "held out"}


def corpus(name: str) -> dict[str, dict]:
    """The texts of `corpus` or `subjects`, by language: `["fr"]["held_out"]`."""
    return {code: tomllib.loads((HERE / f"{name}_{code}.toml").read_text("utf-8")) for code in CODES}


def confusion(texts: dict[str, list[str]]) -> dict[str, dict[str, int]]:
    """How often a text of each class was taken for each class."""
    taken = {name: [weigh_text(text).strength for text in texts[name]] for name in CLASSES}
    return {name: {other: taken[name].count(other) for other in CLASSES} for name in CLASSES}


def rightly(table: dict[str, dict[str, int]]) -> float:
    """The share of texts that were taken for what they are, 0 to 1."""
    return sum(table[name][name] for name in CLASSES) / sum(sum(line.values()) for line in table.values())


def warnings(part: dict) -> tuple[int, int, int, int]:
    """(protected sentences warned of for the right subject, all of them, innocent ones warned of, all of them)."""
    told = [(subject, text) for subject, texts in part["protected"].items() for text in texts]
    found = sum(subject in {touched.subject for touched in touched_in(text)} for subject, text in told)
    return found, len(told), sum(bool(touched_in(text)) for text in part["innocent"]), len(part["innocent"])


def figures() -> str:
    """The tables of docs/guidance.md."""
    lines = []
    for code, parts in corpus("corpus").items():
        for part, about in PARTS.items():
            table = confusion(parts[part])
            lines += ["", f"{CODES[code]}, {about}: **{rightly(table):.1%}** rightly taken", ""]
            lines += ["| written as | taken for empty | half | specific |", "|---|---|---|---|"]
            lines += [f"| {name} | {' | '.join(str(table[name][other]) for other in CLASSES)} |" for name in CLASSES]
    lines += ["", "| what may not be written | warned of | false alarms |", "|---|---|---|"]
    for code, parts in corpus("subjects").items():
        for part, about in PARTS.items():
            found, told, wrong, innocent = warnings(parts[part])
            lines.append(f"| {CODES[code]}, {about} | {found} of {told} | {wrong} of {innocent} |")
    told = [
        text for parts in corpus("corpus").values() for part in parts.values() for one in part.values() for text in one
    ]
    wrong = sum(bool(touched_in(text)) for text in told)
    lines.append(f"| The texts of the first tables, about work alone | – | {wrong} of {len(told)} |")
    return "\n".join([*lines, ""])


def documented() -> str:
    """The tables that docs/guidance.md shows."""
    return DOC.read_text("utf-8").split(BEGIN)[1].split(END)[0]


if __name__ == "__main__":
    before, rest = DOC.read_text("utf-8").split(BEGIN)
    DOC.write_text(f"{before}{BEGIN}\n{figures()}\n{END}{rest.split(END)[1]}", "utf-8")
