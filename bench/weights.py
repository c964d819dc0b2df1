"""Section D: what travels. HTML as the portal sends it to a browser that knows Brotli; files as they are served."""

from __future__ import annotations

import re
from collections.abc import Iterator

from werkzeug.test import Client

from bench.filling import World
from bench.requests import BACKGROUND, BOARD
from bench.table import Row

BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd", "Sec-Fetch-Site": "same-origin"}
FILES = re.compile(r"""(?:href|src)="(/static/[^"#]+)""")
IN_CSS = re.compile(r"""url\("?(/static/[^")#]+)""")
HEAVIEST_HEADERS = 800
"""Bytes of headers that an answer is taken to carry, when a view is counted whole."""


def measure(world: World) -> Iterator[Row]:
    """The rows of section D, for a recruiter and the largest board."""
    client = Client(world.app, use_cookies=False)
    headers = world.someone("recruiter").headers | BROWSER
    status, page = _weighed(client, "/opportunities", headers)
    html = _body(client, "/opportunities", headers | {"Accept-Encoding": "identity"})[1].decode()
    files = _files(client, html)
    script = sum(size for name, size in files.items() if name.endswith(".js"))
    taken = status == 200
    yield Row("D  cold first view (roles), kB", _kilo(page + sum(files.values())) if taken else None, 110)
    yield Row("D  JavaScript, kB", _kilo(script), 45)
    yield Row("D  requests of a cold first view", len(files) + 1, 12)
    yield Row("D  warm view (roles), kB", _kilo(page + HEAVIEST_HEADERS) if taken else None, 12)
    for name, path, more, budget in (
        ("board of 60 cards", BOARD, {}, 9),
        ("card fragment", "/referrals/2/card", BACKGROUND, 1),
    ):
        status, size = _weighed(client, path, {**headers, **more})
        yield Row(f"D  {name}, kB", _kilo(size) if status == 200 else None, budget)


def _weighed(client: Client, path: str, headers: dict) -> tuple[int, int]:
    status, body = _body(client, path, headers)
    return status, len(body)


def _body(client: Client, path: str, headers: dict) -> tuple[int, bytes]:
    with client.get(path, headers=headers) as answer:
        return answer.status_code, answer.get_data()


def _files(client: Client, html: str) -> dict[str, int]:
    """Every file that the page makes a browser fetch, the fonts of its style sheet included: {address: bytes}."""
    names = set(FILES.findall(html))
    for sheet in [name for name in names if name.endswith(".css")]:
        names |= set(IN_CSS.findall(_body(client, sheet, {"Accept-Encoding": "identity"})[1].decode()))
    return {name: _weighed(client, name, BROWSER)[1] for name in sorted(names)}


def _kilo(size: int) -> float:
    return round(size / 1000, 1)
