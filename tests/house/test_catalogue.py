"""Every text has its French, rightly set (trust.md, privacy 12)."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal.web.i18n import locale
from tests.support.french import HOLES, faults_of

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("catalogue", ROOT / "bin" / "catalogue.py")
COUNTED = re.compile(
    r"%\(\w+\)d|%\((?:num|count|most|least|limit|found|many|days|hours|minutes|weeks|months|years)\)s [^\W\d_]{3,}"
)
"""A number, by its form or by what it is called, before a word; `%(num)s d` is a sign of the board."""
catalogue = importlib.util.module_from_spec(spec)
spec.loader.exec_module(catalogue)


def texts(path: Path) -> list[tuple[object, tuple[str, ...]]]:
    with path.open("rb") as file:
        found = [message for message in read_po(file, locale="fr") if message.id]
    return [(m.id, m.string if isinstance(m.string, tuple) else (m.string,)) for m in found]


@pytest.mark.parametrize("wing", catalogue.wings())
def test_the_catalogue_is_complete_and_holds_nothing_else(wing):
    assert catalogue.missing(wing) == []


@pytest.mark.parametrize("path", locale.list_catalogues(), ids=lambda path: path.parent.parent.name)
def test_french_is_set_as_french(path):
    faults = [fault for _ident, strings in texts(path) for text in strings for fault in faults_of(text)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", locale.list_catalogues(), ids=lambda path: path.parent.parent.name)
def test_a_translation_keeps_the_holes_of_its_text(path):
    for ident, strings in texts(path):
        wanted = set(HOLES.findall("".join(ident) if isinstance(ident, tuple) else ident))
        for text in strings:
            assert set(HOLES.findall(text)) <= wanted, text
            assert wanted - set(HOLES.findall(text)) <= {"num"}, text


@pytest.mark.parametrize("path", locale.list_catalogues(), ids=lambda path: path.parent.parent.name)
def test_a_number_before_a_thing_has_its_singular_and_its_plural(path):
    """`%(num)s days` is a plural form; a number that only names something (`no. %(id)s`) is no count."""
    assert not [ident for ident, _strings in texts(path) if isinstance(ident, str) and COUNTED.search(ident)]


def test_wings_agree_on_what_they_say():
    assert locale.find_disagreements() == []


@pytest.mark.parametrize("path", locale.list_catalogues(), ids=lambda path: path.parent.parent.name)
def test_a_catalogue_is_sorted_by_message_wherever_it_was_written(path):
    with path.open("rb") as file:
        found = [message for message in read_po(file, locale="fr") if message.id]
    assert found == sorted(found)
