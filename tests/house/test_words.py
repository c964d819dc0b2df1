"""One thing has one word: the glossary of docs/words.md holds over the catalogue, in both languages."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from portal.web.i18n import locale
from tests.support.french import before_a_name

NOT_FRENCH = {
    "nommé·e, point médian": r"\w·\w",
    "lettre (courriel)": r"(?<!deux )\b[Ll]ettres?\b",
    "garder (enregistrer)": r"\b[Gg]arder (?:mes|ces|ce|mon|ma|comme)\b|\best gardée?\b|\bsont gardée?s\b",
    "détenu sur": r"\bdétenue?s? (?:sur|à)\b|\bdétenons sur\b",
    "lire qui vous êtes": r"\blire (?:qui|de qui)\b",
    "personne qui recrute": r"\bpersonnes? qui recrute",
    "le recrutement": r"\b(?:[Ll]e|au|du) recrutement\b",
    "entre les mains de": r"\b[Ee]ntre les mains\b",
    "histoire (fil)": r"\bhistoire\b",
    "métier (domaine)": r"\bmétier\b",
    "monnaie (devise)": r"\b[Mm]onnaie\b",
    "déconnecté, en ligne": r"\b[Dd]éconnectée?\b|\b[Rr]ester en ligne\b",
    "interroger quelqu’un": r"\binterrogée?\b",
    "en répond": r"\b[Ee]n répond\b",
    "jours de nouvelles": r"\b[Jj]ours de nouvelles\b",
    "être présenté": r"\bprésenté(?:e|s|es)?\b",
    "trou noir": r"trou noir",
    "vous seul": r"\bvous seule?\b|\bvous deux seuls\b",
}
NOT_ENGLISH = {
    "letter (e-mail)": r"(?<!two )\b[Ll]etters?\b",
    "introduce someone (refer)": r"\bintroduced? (?:someone|somebody|this person|them|more)\b|\b[Yy]ou introduced\b",
    "held by, held about": r"\b[Hh]eld (?:by|about)\b",
    "taken back (withdrawn)": r"\b(?:take|taken|took)\b[^.]{0,30} back\b",
    "known as": r"\b[Kk]nown as\b",
    "acquainted, vouching": r"\b[Aa]cquainted\b|\bVouching\b",
    "direction (managers)": r"\bdirection\b",
    "keep (save)": r"\b[Kk]eep (?:my|these|this) \w+$|” is kept\.$",
    "meanwhile (in the meantime)": r"\bmeanwhile\b",
    "working day (business day)": r"\bworking days?\b",
    "whom": r"\bwhom\b",
    "British spelling": r"\b\w*(?:ganis|cognis)\w*|\bprogramme\b|\badviser",
    "anew, at once (right away)": r"\banew\b",
    "notice (notification)": r"\b[Nn]otices?\b",
    "trade (field)": r"\b[Tt]rade\b",
}
ALLOWED = {
    "Lower-case letters, digits and hyphens only.",
    "% took a referral back before the introduction",
    "% took the referral back.",
    "The introduction did not take place: the person who referred you took the referral back.",
    "The referral was taken back",
    "You took this referral back",
}
"""Where a forbidden word means something else: a referrer takes back what they said, a candidate withdraws consent."""


def messages():
    for path in locale.list_catalogues():
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                if message.id:
                    english = message.id if isinstance(message.id, tuple) else (message.id,)
                    french = message.string if isinstance(message.string, tuple) else (message.string,)
                    yield [re.sub(r"%\(\w+\)[sd]", "%", text) for text in english], french


@pytest.mark.parametrize("word", NOT_FRENCH)
def test_french_keeps_to_the_glossary(word):
    pattern = re.compile(NOT_FRENCH[word])
    assert not [text for _english, french in messages() for text in french if pattern.search(text)]


@pytest.mark.parametrize("word", NOT_ENGLISH)
def test_english_keeps_to_the_glossary(word):
    pattern = re.compile(NOT_ENGLISH[word])
    assert not [text for english, _ in messages() for text in english if pattern.search(text) and text not in ALLOWED]


def test_no_name_follows_a_word_that_is_cut_short_before_a_vowel():
    assert not [text for _english, french in messages() for text in french if before_a_name(text)]
