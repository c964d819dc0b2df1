"""Every text has its French, rightly set (trust.md, privacy 12)."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal.web import locale

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("catalogue", ROOT / "bin" / "catalogue.py")
catalogue = importlib.util.module_from_spec(spec)
spec.loader.exec_module(catalogue)

HOLES = re.compile(r"%\((\w+)\)[sd]")
WRONG = {
    "a plain blank before a high sign": re.compile(r"\S [;!?»%](?!\()|\w :(?= |$)"),
    "no blank before a high sign": re.compile(
        r"[^\s\u00a0\u202f(/:\"'!?.…=&a-z0-9_][!?](?:\s|$)|[a-zà-ÿ][;!?](?=\s|$)|[a-zà-ÿ]:(?=\s|$)"
    ),
    "no hard blank inside « »": re.compile(r"«[^\u00a0\u202f]|[^\u00a0\u202f]»"),
    "a straight apostrophe": re.compile(r"\w'\w"),
    "English quotation marks": re.compile(r"[“”]"),
}


def texts(path: Path) -> list[tuple[object, tuple[str, ...]]]:
    with path.open("rb") as file:
        found = [message for message in read_po(file, locale="fr") if message.id]
    return [(m.id, m.string if isinstance(m.string, tuple) else (m.string,)) for m in found]


@pytest.mark.parametrize("wing", catalogue.wings())
def test_the_catalogue_is_complete_and_holds_nothing_else(wing):
    assert catalogue.missing(wing) == []


@pytest.mark.parametrize("path", locale.catalogues(), ids=lambda path: path.parent.parent.name)
def test_french_is_set_as_french(path):
    faults = [
        f"{fault}: {text}"
        for _ident, strings in texts(path)
        for text in strings
        for fault, pattern in WRONG.items()
        if pattern.search(HOLES.sub("X", text))
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", locale.catalogues(), ids=lambda path: path.parent.parent.name)
def test_a_translation_keeps_the_holes_of_its_text(path):
    for ident, strings in texts(path):
        wanted = set(HOLES.findall("".join(ident) if isinstance(ident, tuple) else ident))
        for text in strings:
            assert set(HOLES.findall(text)) <= wanted, text
            assert wanted - set(HOLES.findall(text)) <= {"num"}, text


def test_wings_agree_on_what_they_say():
    assert locale.disagreements() == []
