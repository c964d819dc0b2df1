"""Answers travel compressed, but never where another site could weigh them."""

from __future__ import annotations

import brotli
import pytest

BROWSER = {"Accept-Encoding": "gzip, br", "Sec-Fetch-Site": "same-origin"}

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def page(cast, client_for):
    """`page(**headers)`: Alice's account page, asked for as her browser does."""
    client = client_for(cast.alice)
    return lambda **headers: client.get("/me", headers=BROWSER | headers)


def test_a_page_is_compressed_and_says_so(page):
    answer = page()
    assert answer.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in answer.vary
    assert b"</html>" in brotli.decompress(answer.data)
    assert len(answer.data) == int(answer.headers["Content-Length"]) < 10_000


def test_a_browser_that_does_not_know_it_gets_the_page_as_it_is(page):
    answer = page(**{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.vary
    assert b"</html>" in answer.data


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_what_another_site_asked_for_keeps_its_length_to_itself(page, site):
    assert "Content-Encoding" not in page(**{"Sec-Fetch-Site": site}).headers


def test_a_stream_and_a_short_answer_are_left_alone(client):
    assert "Content-Encoding" not in client.get("/healthz", headers=BROWSER).headers
