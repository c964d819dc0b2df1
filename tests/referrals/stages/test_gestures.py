"""What a line without a change of stage is, is declared once, and every verb writes one that is declared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask_babel import force_locale

from portal.referrals.record.models import StageMove
from portal.referrals.stages.gestures import GESTURE_OF, GESTURES, QUIET_GESTURES

PORTAL = Path(__file__).resolve().parents[3] / "portal"
WRITTEN = re.compile(r"""(?:"gesture": |\bgesture=)"(\w*)\"""")
STEPS = ("planned", "replanned", "step_done", "step_dropped")
WORDS = {"by": "Rita", "to": "Alice", "asked": "Rita", "holder": "Rita", "step": "Rappel"}


def test_every_verb_writes_a_gesture_that_is_declared():
    text = "\n".join(path.read_text("utf-8") for path in PORTAL.rglob("*.py"))
    assert {"", *WRITTEN.findall(text)} == set(GESTURE_OF)


def test_codes_are_single_and_fit_their_column():
    assert len(GESTURE_OF) == len(GESTURES)
    assert max(map(len, GESTURE_OF)) <= StageMove.__table__.c.gesture.type.length


def test_an_answer_and_waiting_bring_no_news():
    quiet = {"asked", "holding", "answer", "reply", "office_note", "person_call", "handed", "reached", "resent", *STEPS}
    assert set(QUIET_GESTURES) == quiet


@pytest.mark.sqlite_only
@pytest.mark.parametrize("gesture", GESTURES, ids=lambda gesture: gesture.code or "word")
def test_each_reader_has_a_sentence_in_both_languages(app, gesture):
    for told in (gesture.for_referrer, gesture.for_staff, gesture.for_candidate):
        said = set()
        for language in ("en", "fr"):
            with app.test_request_context(), force_locale(language):
                said.add(str(told) % WORDS)
        assert len(said) == 2, said
    with app.test_request_context(), force_locale("en"):
        assert "%(" not in str(gesture.for_candidate), "the copy names nobody"
