"""Settings are documented, kinds have both sentences, chores have names."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from flask_babel import force_locale

from portal.activity.event_types import every_kind
from portal.config import Settings
from portal.jobs import scheduler

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_is_documented():
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    missing = [f.name for f in fields(Settings) if f"`RELAIS_{f.name.upper()}`" not in text]
    assert not missing
    assert all(f.metadata["about"] in text for f in fields(Settings))


@pytest.mark.sqlite_only
def test_every_kind_speaks_both_languages(app):
    assert len(every_kind()) > 10
    for kind in every_kind():
        with app.test_request_context():
            with force_locale("en"):
                english = str(kind.sentence)
            with force_locale("fr"):
                french = str(kind.sentence)
        assert english
        assert french != english, kind.name


@pytest.mark.sqlite_only
def test_every_chore_has_its_rhythm(app):
    assert {chore.name for chore in scheduler.list_chores()} >= {"live.sweep", "limits.sweep", "sign-ins.sweep"}
    assert all(chore.every.total_seconds() >= 5 for chore in scheduler.list_chores())
