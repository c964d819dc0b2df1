"""Every text has its French, rightly set (trust.md, privacy 12)."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal.web import locale
from tests.support.french import HOLES, faults_of

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("catalogue", ROOT / "bin" / "catalogue.py")
catalogue = importlib.util.module_from_spec(spec)
spec.loader.exec_module(catalogue)


def texts(path: Path) -> list[tuple[object, tuple[str, ...]]]:
    with path.open("rb") as file:
        found = [message for message in read_po(file, locale="fr") if message.id]
    return [(m.id, m.string if isinstance(m.string, tuple) else (m.string,)) for m in found]


@pytest.mark.parametrize("wing", catalogue.wings())
def test_the_catalogue_is_complete_and_holds_nothing_else(wing):
    assert catalogue.missing(wing) == []


@pytest.mark.parametrize("path", locale.catalogues(), ids=lambda path: path.parent.parent.name)
def test_french_is_set_as_french(path):
    faults = [fault for _ident, strings in texts(path) for text in strings for fault in faults_of(text)]
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


@pytest.mark.parametrize("path", locale.catalogues(), ids=lambda path: path.parent.parent.name)
def test_a_catalogue_is_sorted_by_message_wherever_it_was_written(path):
    with path.open("rb") as file:
        found = [message for message in read_po(file, locale="fr") if message.id]
    assert found == sorted(found)
