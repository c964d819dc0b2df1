"""The portal on a home screen: its manifest, its icons, and the colours around a page."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest

from portal.web.web_manifest import PAPER
from tests.house.test_contrast import TOKENS, luminance

pytestmark = pytest.mark.sqlite_only
PNG = b"\x89PNG\r\n\x1a\n"


def manifest_of(client):
    answer = client.get("/manifest.webmanifest")
    assert (answer.status_code, answer.mimetype) == (200, "application/manifest+json")
    return answer.get_json(force=True)


def test_a_stranger_may_put_the_portal_on_a_home_screen(app, client):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], organisation="Réseau d’Épinette & Cie")
    told = manifest_of(client)
    assert (told["name"], told["start_url"], told["display"]) == ("Réseau d’Épinette & Cie", "/", "standalone")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


def test_every_icon_is_there_with_its_type_and_size(client):
    pages = client.get("/sign-in").text
    touch = pages.split('rel="apple-touch-icon" href="')[1].split('"')[0]
    drawn = [(icon["src"], icon["sizes"], icon["type"]) for icon in manifest_of(client)["icons"]]
    for address, size, kind in [*drawn, (touch, "180x180", "image/png")]:
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, kind)
        if kind == "image/png":
            assert answer.data.startswith(PNG)
            assert "{}x{}".format(*struct.unpack(">II", answer.data[16:24])) == size


def test_every_page_leads_to_the_manifest(cast, client, client_for):
    for page in (client.get("/sign-in"), client_for(cast.alice).get("/"), client.get("/no-such-page")):
        assert '<link rel="manifest" href="/manifest.webmanifest">' in page.text
        assert page.text.count('name="theme-color"') == 2


def test_the_colours_are_the_paper_of_the_themes():
    for colour, token in zip(PAPER, TOKENS["paper"], strict=True):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        assert 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] == pytest.approx(luminance(token), abs=0.01)
