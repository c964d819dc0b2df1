"""Static files: one sheet, one script, named by content, compressed, light (budgets.md, D)."""

from __future__ import annotations

import gzip
import re

import pytest

pytestmark = pytest.mark.sqlite_only
COLD, SCRIPT = 110_000, 45_000


def linked(page: str) -> list[str]:
    """The addresses that a cold first view asks for, each once."""
    return sorted(set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page)))


def weigh(client, path: str) -> int:
    return len(client.get(path, headers={"Accept-Encoding": "br, gzip"}).data)


def test_a_cold_first_view_is_light(client):
    page = client.get("/sign-in").text
    files = linked(page)
    weights = {path: weigh(client, path) for path in files}
    assert len(files) + 1 <= 12
    assert sum(weights.values()) + len(gzip.compress(page.encode())) <= COLD
    assert sum(size for path, size in weights.items() if path.endswith(".js")) <= SCRIPT


def test_a_file_is_kept_for_ever_and_changes_its_name_with_its_content(client):
    sheet = next(path for path in linked(client.get("/sign-in").text) if path.endswith(".css"))
    answer = client.get(sheet)
    assert re.search(r"\.[0-9a-f]{12}\.css$", sheet)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_sheet_names_only_files_that_are_there(client):
    page = client.get("/sign-in").text
    sheet = client.get(next(path for path in linked(page) if path.endswith(".css"))).text
    assert "@import" not in sheet
    for path in re.findall(r'url\("(/static/[^"]+)"\)', sheet):
        assert client.get(path).status_code == 200
