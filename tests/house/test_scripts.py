"""Every behaviour travels: what stands in its folder is part of the script that pages load."""

from __future__ import annotations

from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"


def test_every_behaviour_is_part_of_the_script():
    parts = (SCRIPTS / "app.js").read_text("utf-8")
    here = [path.name for path in (SCRIPTS / "behaviors").glob("*.js")]
    assert here
    assert not [name for name in here if f"//= js/behaviors/{name}\n" not in parts]
