"""What the guidance is worth on the corpus, and that its documentation tells the truth."""

from __future__ import annotations

import pytest

from portal.demo.content_loader import read_content
from portal.writing_help.strength import weigh_text
from tests.writing_help import figures

TEXTS, SENTENCES = figures.corpus("corpus"), figures.corpus("subjects")
EVERY = [(code, part) for code in figures.CODES for part in figures.PARTS]


@pytest.mark.parametrize("code", figures.CODES)
def test_the_corpus_is_large_and_a_third_of_it_is_held_out(code):
    counts = {part: sum(map(len, TEXTS[code][part].values())) for part in figures.PARTS}
    assert sum(counts.values()) >= 120
    assert counts["held_out"] >= 40
    innocent = sum(len(SENTENCES[code][part]["innocent"]) for part in figures.PARTS)
    told = sum(len(texts) for part in figures.PARTS for texts in SENTENCES[code][part]["protected"].values())
    assert (innocent >= 30, told >= 30) == (True, True)


@pytest.mark.parametrize(("code", "part"), EVERY)
def test_nine_texts_in_ten_are_taken_for_what_they_are(code, part):
    assert figures.rightly(figures.confusion(TEXTS[code][part])) >= 0.9


@pytest.mark.parametrize(("code", "part"), EVERY)
def test_the_language_is_that_of_the_text(code, part):
    texts = [text for named in TEXTS[code][part].values() for text in named]
    assert [text for text in texts if weigh_text(text).language != code] == []


@pytest.mark.parametrize(("code", "part"), EVERY)
def test_protected_subjects_are_warned_of_and_firms_may_be_young(code, part):
    found, told, wrong, innocent = figures.warnings(SENTENCES[code][part])
    assert found / told >= 0.9
    assert wrong / innocent <= 0.1


def test_the_documentation_shows_these_figures():
    assert figures.documented().strip() == figures.figures().strip()


def test_what_somebody_else_wrote_for_the_demo_is_mostly_taken_for_the_moments_it_tells():
    contexts = [told["text"].replace("{name}", "Camille") for told in read_content("notes")["contexts"]]
    taken = [weigh_text(text).strength for text in contexts]
    assert taken.count("specific") / len(taken) >= 0.85
    assert "empty" not in taken
