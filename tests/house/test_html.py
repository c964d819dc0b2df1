"""Every page is valid HTML for the Nu checker (trust.md, accessibility): one run over all that the routes answer."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.owned_things import make_owned
from tests.house.test_guards import OPEN_TO_ALL
from tests.house.test_matrix import OPEN, ROUTES, rules_of, things
from tests.support import programs

__all__ = ["things"]
pytestmark = [pytest.mark.html, pytest.mark.sqlite_only]

OURS = re.compile(
    r"Attribute “hx-[\w:-]+” not allowed on element"  # htmx's own names
    r"|Attribute “pathLength” not allowed on element “circle”"  # SVG 2 allows it on every shape
)
LETTERS = re.compile(r"/admin/letters/[^/]+/html")
"""Letters are written for mail programs, not as pages."""
PEOPLE = ("rita", "alice", "ada")
REFUSED = ("/referrals/new", "/opportunities/new", "/me/details", "/admin/offices/new", "/admin/people/new")
"""Forms that answer themselves with their errors when they are sent empty."""


def test_every_page_is_valid_html(app, cast, client_for, client, things, tmp_path):
    if programs.html() is None:
        pytest.fail("The HTML checker or Java is not here: bin/tools/install, or WITHOUT=html bin/test")
    kept = {}
    clients = {name: client_for(getattr(cast, name)) for name in PEOPLE}
    for address, person in [*addresses(app, cast, things), *((path, "ada") for path in ("/nowhere", *REFUSED))]:
        browser = clients.get(person, client)
        answers = [browser.get(address), browser.get(f"{address}?lang=en")]
        if address in REFUSED:
            answers.append(browser.post(address, data={}))
        for answer in answers:
            if answer.mimetype == "text/html" and answer.text.lstrip().startswith("<!doctype"):
                name = f"{len(kept):03}.html"
                kept[name] = f"{person} at {address} ({answer.status_code})"
                (tmp_path / name).write_text(answer.text, "utf-8")
    assert len(kept) > 60
    faults = [fault for fault in faults_of(tmp_path, kept) if not OURS.search(fault)]
    assert not faults, "\n".join(sorted(set(faults)))


def addresses(app, cast, things) -> Iterator[tuple[str, str]]:
    """(address, person) of every page that somebody may open."""
    with app.test_request_context():
        for endpoint, row in ROUTES.items():
            for rule in rules_of(app, endpoint):
                reader = next((name for name in PEOPLE if row[name] == OPEN), None)
                if "GET" in rule.methods and reader:
                    values = {name: things.get(name) or make_owned(name, cast) for name in rule.arguments}
                    if not LETTERS.fullmatch(address := app.url_for(rule.endpoint, **values)):
                        yield address, reader
        for rule in app.url_map.iter_rules():
            if rule.endpoint in OPEN_TO_ALL and "GET" in rule.methods and not rule.arguments:
                yield app.url_for(rule.endpoint), "stranger"


def faults_of(folder: Path, kept: dict[str, str]) -> Iterator[str]:
    """What the checker says, each with the page and the words around."""
    command = ["java", "-Xss2m", "-jar", str(programs.html()), "--format", "json", "--stdout", "--errors-only"]
    said = subprocess.run([*command, *(folder / name for name in kept)], capture_output=True, text=True, check=False)
    for message in json.loads(said.stdout)["messages"]:
        page = kept[message["url"].rsplit("/", 1)[1]]
        yield f"{message['message']} — {page}: {message.get('extract', '').strip()!r}"
