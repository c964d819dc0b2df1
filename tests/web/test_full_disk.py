"""A full disk, for real: the kernel refuses every byte that the running server wants to write."""

from __future__ import annotations

import html
import re
import resource
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.patience import until
from tests.support.server import Server, serving
from tests.support.visitor import Visitor

FIELD = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
WORDS = "Trois lignes « à garder » & plus"


@contextmanager
def no_room(server: Server) -> Iterator[None]:
    """While it lasts, no process of the server may make a file longer than nothing."""
    found = subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, check=True, text=True)
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in map(int, found.stdout.split())}
    try:
        for pid, (_soft, hard) in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@pytest.fixture(scope="module")
def office() -> Iterator[Server]:
    """A demo office whose disk may fill up."""
    with serving() as server:
        yield server


def send(visitor: Visitor, path: str, fields: list[tuple[str, str]], **headers: str):
    """(status, headers, page) of a plain form."""
    body = urllib.parse.urlencode(fields).encode()
    try:
        with visitor._open(urllib.request.Request(visitor.url + path, body, headers), timeout=60) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def readiness(office: Server) -> int:
    try:
        with urllib.request.urlopen(f"{office.url}/readyz", timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def draft_of(visitor: Visitor) -> list[tuple[str, str]]:
    form = visitor.get("/referrals/new")
    hidden = dict(re.findall(r'name="(csrf_token|deed_key)"[^>]*value="([^"]*)"', form))
    return [*hidden.items(), ("aim", "office"), ("name", "Zoé Œuvray"), ("why", WORDS)]


def test_a_full_disk_loses_nothing_that_was_typed_and_heals_by_itself(office):
    alice, rita = Visitor(office.url).enter("producteur"), Visitor(office.url).enter("recruteur")
    fields = draft_of(alice)
    with no_room(office):
        for _again in range(2):
            status, headers, page = send(alice, "/referrals/drafts", fields)
            assert (status, int(headers["Retry-After"]) > 0) == (503, True)
            assert '<html lang="fr"' in page
            assert "Content-Security-Policy" in headers
            assert "brouillon est enregistré" not in page, "what did not happen is not told"
        kept = [(html.unescape(name), html.unescape(text)) for name, text in FIELD.findall(page)]
        assert ("why", WORDS) in kept
        status, _headers, page = send(alice, "/referrals/drafts", fields, **{"HX-Request": "true"})
        assert status == 503
        assert "<html" not in page
        for visitor, address in ((alice, "/referrals"), (alice, "/opportunities"), (rita, "/referrals/board")):
            assert "<html" in visitor.get(address), "reading goes on"
        until(lambda: readiness(office) == 503)
    until(lambda: readiness(office) == 200)
    assert send(alice, "/referrals/drafts", kept)[0] == 200
    assert "Zoé Œuvray" in alice.get("/referrals")


def test_a_password_is_not_written_into_the_page_that_keeps_what_was_typed(office):
    stranger = Visitor(office.url)
    form = stranger.get("/sign-in")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', form)[1]
    with no_room(office):
        fields = [("csrf_token", token), ("email", "a@example.com"), ("password", "secret-phrase")]
        status, _headers, page = send(stranger, "/sign-in", fields)
    assert status == 503
    assert "secret-phrase" not in page
